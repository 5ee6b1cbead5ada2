"""`ortaq custody …`: fill a demonstration, erase the words about what left custody when their term is over."""

from __future__ import annotations

import argparse
import sys
import uuid
from typing import Any

from ortaq.exchange import erase_command

SAID = erase_command.numbered("charges")


def add_to(commands: Any) -> None:
    """Add the commands of this package to the parser."""
    parser = commands.add_parser("custody", help="what units hold and hand over")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    fill = verbs.add_parser("demo-fill", help="let a demonstration hold, hand over and agree (demo node only)")
    fill.add_argument("--pack", default="kz_2002", help="the pack whose invented charges they are")
    fill.add_argument("--first", dest="most", action="store_const", const=1, help="at the first crossing point alone")
    fill.set_defaults(handler=_fill)
    help = "erase the words about charges that left custody; chain and proofs stay"
    erase = erase_command.add_to(verbs, "custody", help, SAID)
    erase.add_argument("charge", nargs="?", type=uuid.UUID, help="one charge; without it, every one whose term is over")
    erase.set_defaults(handler=_erase)


def _fill(args: argparse.Namespace) -> int:
    from ortaq.lib import node
    from ortaq.lib.setup import django_setup

    if node.kind() != "demo":
        print("demo-fill: this node is not a demonstration; nothing was changed", file=sys.stderr)
        return 1
    django_setup("owner")
    from ortaq.acts.demo import fill as agree
    from ortaq.custody.demo import fill
    from ortaq.lib.clock import now
    from ortaq.rules import packs

    folder = packs.load(args.pack).folder
    print(f"{fill(now(), folder, most=args.most)} charges, {agree(now(), folder, most=args.most)} acts")
    return 0


def _erase(args: argparse.Namespace) -> int:
    if args.charge is None:
        return erase_command.erase_due("custody", SAID, args)
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.custody.erasing import erase
    from ortaq.custody.models import Charge
    from ortaq.exchange.errors import ExchangeError
    from ortaq.ledger.actor import Actor
    from ortaq.lib.clock import now

    try:
        charge = Charge.objects.get(pk=args.charge)
        entries = erase(charge, by=Actor.program("owner"), at=now(), ground=args.ground)
    except (Charge.DoesNotExist, ExchangeError) as error:
        print(f"erase: {error}", file=sys.stderr)
        return 1
    print(f"the words of {entries} entries about No. {charge} are erased; the chain stays")
    return 0
