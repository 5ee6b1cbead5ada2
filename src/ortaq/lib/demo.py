"""`ortaq demo`: a node of invented officers at real crossing points, filled through the program's own verbs.

The first three days are filled before the console opens; the month behind them goes on filling while it serves.
"""

from __future__ import annotations

from pathlib import Path

from ortaq.lib import nodes
from ortaq.lib.serving import ORTAQ, Serving
from ortaq.lib.supervisor import Part

HOME = Path("var") / "demo"
FIRST_STEPS = (
    ("the directory of units and crossing points", ("directory", "load", "--invented")),
    ("officers and their watches", ("access", "demo-cast")),
    ("the last three days", ("exchange", "demo-fill", "--last", "3")),
    ("who and what is held and handed over", ("custody", "demo-fill")),
    ("what is done together", ("operations", "demo-fill")),
    ("what each side counted", ("figures", "demo-fill")),
    ("the registers of the data bank", ("databank", "demo-fill")),
)


def serving(home: Path, port: int, *, with_parent: bool = False) -> Serving:
    """Return the demo in `home`, ready to run; the first time it is made."""
    month = Part("the month behind", (*ORTAQ, "exchange", "demo-fill", "--month"), "web", once=True)
    demo = Serving(home, port=port, with_parent=with_parent, before=_fill, besides=(month,), ready=_tell)
    if not nodes.is_complete(home):
        nodes.make(home, "demo", "Demo", demo.say)
    return demo


def _fill(demo: Serving) -> None:
    mark = demo.home / "filled"
    if mark.exists():
        return
    for what, command in FIRST_STEPS:
        demo.say(what)
        demo.command(*command)
    mark.touch()


def _tell(demo: Serving) -> None:
    demo.say("ready")
    print(f"\n  The duty console:  {demo.address}\n", flush=True)
    demo.command("access", "demo-cast", "--show")
    print("\n  Ctrl-C stops everything.\n", flush=True)
