"""`ortaq exchange …`: fill a demonstration's past, erase content when the law says so."""

from __future__ import annotations

import argparse
import sys
import uuid
from datetime import timedelta
from typing import Any

FIRST_DAYS = 3


def add_to(commands: Any) -> None:
    """Add the commands of this package to the parser."""
    parser = commands.add_parser("exchange", help="what units tell each other")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    fill = verbs.add_parser("demo-fill", help="tell the past days of a demonstration (demo node only)")
    fill.add_argument(
        "--last", type=int, default=FIRST_DAYS, metavar="DAYS", help="how many days, today included (default 3)"
    )
    fill.add_argument(
        "--month", dest="last", action="store_const", const=31, help="the month behind; what is there stays"
    )
    fill.add_argument("--pack", default="kz_2002", help="the pack whose newest edition the demonstration adopts")
    fill.set_defaults(handler=_fill)
    index = verbs.add_parser("index", help="index anew whom and what the messages name, for the check of requests")
    index.set_defaults(handler=_index)
    erase = verbs.add_parser("erase", help="erase the content of a message; its header and proofs stay")
    erase.add_argument("message", type=uuid.UUID)
    erase.add_argument("--ground", required=True, help="the legal ground, kept in the ledger")
    erase.set_defaults(handler=_erase)


def _fill(args: argparse.Namespace) -> int:
    from ortaq.lib import node
    from ortaq.lib.setup import django_setup

    if node.kind() != "demo":
        print("demo-fill: this node is not a demonstration; nothing was changed", file=sys.stderr)
        return 1
    django_setup("owner")
    from ortaq.exchange.demo import adopt, fill, tell_present, tell_stories
    from ortaq.exchange.demo_present import take_down_events, tell_requests
    from ortaq.lib.clock import now
    from ortaq.rules import packs

    at = now()
    adopt(args.pack, at)
    sent = fill(
        (at - timedelta(days=args.last - 1)).date(), at.date(), now=at, progress=lambda line: print(line, flush=True)
    )
    folder = packs.load(args.pack).folder
    sent += tell_stories(at, folder) + tell_present(at, folder) + tell_requests(at, folder)
    take_down_events(at, folder)
    print(f"{sent} messages")
    return 0


def _index(args: argparse.Namespace) -> int:
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.exchange.mentions import index_anew

    read, named = index_anew()
    print(f"{read} messages read, {named} of them name somebody or something")
    return 0


def _erase(args: argparse.Namespace) -> int:
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.exchange.erasing import erase
    from ortaq.exchange.errors import ExchangeError
    from ortaq.exchange.models import Message
    from ortaq.ledger.actor import Actor
    from ortaq.lib.clock import now

    try:
        message = Message.objects.get(pk=args.message)
        erase(message, by=Actor.program("owner"), at=now(), ground=args.ground)
    except (Message.DoesNotExist, ExchangeError) as error:
        print(f"erase: {error}", file=sys.stderr)
        return 1
    print(f"the content of {message} is erased; its header stays")
    return 0
