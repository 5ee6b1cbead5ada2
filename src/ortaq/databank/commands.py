"""`ortaq databank …`: fill a demonstration, erase the words whose term is over."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ortaq.exchange import erase_command


def add_to(commands: Any) -> None:
    """Add the commands of this package to the parser."""
    parser = commands.add_parser("databank", help="the registers of the data bank")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    fill = verbs.add_parser("demo-fill", help="let a demonstration enter and look up (demo node only)")
    fill.add_argument("--pack", default="kz_2002", help="the pack whose invented entries they are")
    fill.add_argument("--first", dest="most", action="store_const", const=1, help="at the first crossing point alone")
    fill.set_defaults(handler=_fill)
    erase_command.add_to(verbs, "databank", "erase the words of ended entries and old look-ups; the proofs stay", _said)


def _fill(args: argparse.Namespace) -> int:
    from ortaq.lib import node
    from ortaq.lib.setup import django_setup

    if node.kind() != "demo":
        print("demo-fill: this node is not a demonstration; nothing was changed", file=sys.stderr)
        return 1
    django_setup("owner")
    from ortaq.databank.demo import fill
    from ortaq.databank.demo_materials import give_all
    from ortaq.lib.clock import now
    from ortaq.rules import packs

    folder = packs.load(args.pack).folder
    print(f"{fill(now(), folder, most=args.most)} entries, {give_all(now(), folder)} materials")
    return 0


def _said(done: tuple[int, int]) -> str:
    return f"the words of {done[0]} entries and {done[1]} look-ups are erased; the proofs stay"
