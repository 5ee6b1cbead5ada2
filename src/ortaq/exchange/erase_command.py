"""`ortaq … erase --ground GROUND`: what each package that keeps words erases when their term is over."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable
from functools import partial
from typing import Any


def add_to(verbs: Any, package: str, help: str, said: Callable[[Any], str]) -> argparse.ArgumentParser:
    """Add `erase` to the verbs of a package, whose `erasing.erase_due` it calls; `said` tells what was done."""
    parser: argparse.ArgumentParser = verbs.add_parser("erase", help=help)
    parser.add_argument("--ground", required=True, help="the legal ground, kept in the ledger")
    parser.set_defaults(handler=partial(erase_due, package, said))
    return parser


def erase_due(package: str, said: Callable[[Any], str], args: argparse.Namespace) -> int:
    """Erase what is due; 1 and the reason where it is refused."""
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.duties.rulebook import Rulebook
    from ortaq.exchange.errors import ExchangeError
    from ortaq.ledger.actor import Actor
    from ortaq.lib.clock import now

    erasing, at = importlib.import_module(f"ortaq.{package}.erasing"), now()
    try:
        done = erasing.erase_due(by=Actor.program("owner"), at=at, rulebook=Rulebook.at(at), ground=args.ground)
    except ExchangeError as error:
        print(f"erase: {error}", file=sys.stderr)
        return 1
    print(said(done))
    return 0


def numbered(what: str) -> Callable[[list[str]], str]:
    """Return how it is said that so many were erased, with their numbers."""
    return lambda done: f"{len(done)} {what}: their words are erased" + (f" (No. {', '.join(done)})" if done else "")
