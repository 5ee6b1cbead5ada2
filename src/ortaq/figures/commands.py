"""`ortaq figures …`: fill a demonstration."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_to(commands: Any) -> None:
    """Add the commands of this package to the parser."""
    parser = commands.add_parser("figures", help="statistics and their reconciliation")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    fill = verbs.add_parser("demo-fill", help="let a demonstration count, compare and agree (demo node only)")
    fill.add_argument("--pack", default="kz_2002", help="the pack whose invented figures they are")
    fill.add_argument("--first", dest="most", action="store_const", const=1, help="at the first crossing point alone")
    fill.set_defaults(handler=_fill)


def _fill(args: argparse.Namespace) -> int:
    from ortaq.lib import node
    from ortaq.lib.setup import django_setup

    if node.kind() != "demo":
        print("demo-fill: this node is not a demonstration; nothing was changed", file=sys.stderr)
        return 1
    django_setup("owner")
    from ortaq.figures.demo import fill
    from ortaq.lib.clock import now
    from ortaq.rules import packs

    print(f"{fill(now(), packs.load(args.pack).folder, most=args.most)} figures")
    return 0
