"""`ortaq operations …`: fill a demonstration, erase the words of what is long over."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ortaq.exchange import erase_command


def add_to(commands: Any) -> None:
    """Add the commands of this package to the parser."""
    parser = commands.add_parser("operations", help="what units do together")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    fill = verbs.add_parser("demo-fill", help="let a demonstration act together (demo node only)")
    fill.add_argument("--pack", default="kz_2002", help="the pack whose invented measures they are")
    fill.add_argument("--first", dest="most", action="store_const", const=1, help="at the first crossing point alone")
    fill.set_defaults(handler=_fill)
    erase_command.add_to(
        verbs,
        "operations",
        "erase the words of measures whose term is over; log and proofs stay",
        erase_command.numbered("joint measures"),
    )


def _fill(args: argparse.Namespace) -> int:
    from ortaq.lib import node
    from ortaq.lib.setup import django_setup

    if node.kind() != "demo":
        print("demo-fill: this node is not a demonstration; nothing was changed", file=sys.stderr)
        return 1
    django_setup("owner")
    from ortaq.lib.clock import now
    from ortaq.operations.demo import fill
    from ortaq.operations.forces_demo import fill as give
    from ortaq.rules import packs

    folder = packs.load(args.pack).folder
    print(f"{fill(now(), folder, most=args.most)} joint measures, {give(now(), folder, most=args.most)} resources")
    return 0
