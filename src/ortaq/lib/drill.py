"""`ortaq drill`: a node beside a real one, in which the same officers at the same posts go through it all for practice.

It has a database, ledger, key and address of its own; its outside channels end in a file, and every screen and paper
says that it is an exercise. What it takes over from the real node is who is who: units, their telephones, officers with
their posts and passwords; nothing that anybody told, held or agreed. The real node's alarms stay in sight on each page.
"""

from __future__ import annotations

from pathlib import Path

from ortaq.lib import node, nodes
from ortaq.lib.nodes import NodeError
from ortaq.lib.serving import Serving


def serving(home: Path, of: Path, real: str, port: int, *, with_parent: bool = False) -> Serving:
    """Return the drill in `home`, ready to run; the first time it is made from the node in `of`, which must be running.

    `real` is the address of that node, as the officers' browsers know it. Raises NodeError where `of` is no real node
    or `home` is something else than a drill.
    """
    if not nodes.is_complete(of) or of.resolve() == home.resolve():
        raise NodeError(f"{of} is no node: name with --of the folder of the one whose officers practise")
    drill = Serving(
        home,
        port=port,
        with_parent=with_parent,
        before=lambda serving: _fill(serving, of),
        ready=lambda serving: serving.say(f"the drill is at {serving.address}; end it with Ctrl-C"),
    )
    if not nodes.is_complete(home):
        name = node.read_facts(of).get("name", "Ortaq")
        nodes.make(home, "drill", name, drill.say)
    if node.read_facts(home).get("kind") != "drill":
        raise NodeError(f"{home} is a node that is no drill: give the drill a folder of its own")
    node.write_facts(home, real=real.rstrip("/"))
    return drill


def _fill(drill: Serving, of: Path) -> None:
    mark = drill.home / "filled"
    if mark.exists():
        return
    drill.say("units, crossing points and telephones of the real node")
    drill.command("directory", "take-over", "--of", str(of.resolve()))
    drill.say("its officers and their posts")
    drill.command("access", "take-over", "--of", str(of.resolve()))
    mark.touch()
