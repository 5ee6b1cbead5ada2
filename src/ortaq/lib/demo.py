"""`ortaq demo`: a node of invented officers at real crossing points, filled through the program's own verbs.

This day of the country and what happened at one crossing point are filled before the console opens; another crossing
point and the month behind go on filling while it serves (`ortaq.filling`).
"""

from __future__ import annotations

from pathlib import Path

from ortaq.lib import nodes
from ortaq.lib.serving import PYTHON, Serving
from ortaq.lib.supervisor import Part

HOME = Path("var") / "demo"
FILLING = (*PYTHON, "ortaq.filling")


def serving(home: Path, port: int, *, with_parent: bool = False) -> Serving:
    """Return the demo in `home`, ready to run; the first time it is made."""
    month = Part("the month behind", (*FILLING, "--behind"), "web", once=True)
    demo = Serving(home, port=port, with_parent=with_parent, before=_fill, besides=(month,), ready=_tell)
    if not nodes.is_complete(home):
        nodes.make(home, "demo", "Demo", demo.say)
    return demo


def _fill(demo: Serving) -> None:
    mark = demo.home / "filled"
    if mark.exists():
        return
    demo.run_to_end(FILLING, "the demonstration could not be filled")
    mark.touch()


def _tell(demo: Serving) -> None:
    demo.say("ready")
    print(f"\n  The duty console:  {demo.address}\n", flush=True)
    demo.command("access", "demo-cast", "--show")
    print("\n  Ctrl-C stops everything.\n", flush=True)
