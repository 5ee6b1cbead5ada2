"""`ortaq duties …`: the clock engine, the planner, and the proof that duties follow from the facts."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any


def add_to(commands: Any) -> None:
    """Add the commands of this package to the parser."""
    parser = commands.add_parser("duties", help="what is owed, and the clock")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("clock", help="run the clock engine until it is stopped").set_defaults(handler=_clock)
    verbs.add_parser("plan", help="open the duties of the coming windows").set_defaults(handler=_plan)
    rebuild = verbs.add_parser("rebuild", help="make the duties anew from the facts and compare them with the table")
    rebuild.set_defaults(handler=_rebuild)


def _clock(args: argparse.Namespace) -> int:
    from ortaq.lib.setup import django_setup

    django_setup("clock")
    from ortaq.duties import clock

    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: stop.set())
    clock.run(stop)
    return 0


def _plan(args: argparse.Namespace) -> int:
    from ortaq.lib.setup import django_setup

    django_setup("clock")
    from ortaq.duties.planning import plan
    from ortaq.lib.clock import now

    print(f"{plan(now())} duties opened")
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.duties.rebuild import differences
    from ortaq.lib.clock import now

    found = 0
    for line in differences(now()):
        print(line)
        found += 1
    print("equal" if not found else f"{found} differences")
    return 1 if found else 0
