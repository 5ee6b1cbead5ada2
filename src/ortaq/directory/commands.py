"""`ortaq directory load`, `ortaq directory take-over` and `ortaq directory adopt`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ortaq.directory.folders import folder_of
from ortaq.lib import clock, node

if TYPE_CHECKING:
    from ortaq.directory.loading import Report

INVENTED_ON = frozenset({"demo", "drill", "test"})


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this package's commands to the parser of `ortaq`."""
    inside = commands.add_parser("directory", help="agencies, units, crossing points").add_subparsers(
        dest="verb", required=True, metavar="VERB"
    )
    _add_load(inside.add_parser("load", help="bring the directory to what the pack's files say"))
    over = inside.add_parser("take-over", help="take the directory over from a real node (drill node only)")
    over.add_argument("--of", type=Path, required=True, metavar="FOLDER", help="the real node's folder")
    over.set_defaults(handler=take_over)
    _add_adopt(inside.add_parser("adopt", help="work by an edition of a pack from a day on"))


def _add_load(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", default="kz_2002", help="a pack's name or folder")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="as it stood then, left open-ended")
    parser.add_argument("--check", action="store_true", help="read and check the files, change nothing")
    parser.add_argument(
        "--invented",
        action="store_true",
        help="as the pack's demo.yaml says, with invented contacts (demo and drill nodes only)",
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(handler=load)


def _add_adopt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", default="kz_2002")
    parser.add_argument("--edition", required=True)
    parser.add_argument("--from", dest="on", type=date.fromisoformat, required=True, metavar="DATE")
    parser.add_argument("--basis", default="", help="the order by which it is so")
    parser.set_defaults(handler=adopt)


def load(args: argparse.Namespace) -> int:
    """Load a pack's folder; exit 1 with the file and row where it is broken, and nothing is changed."""
    from ortaq.lib.setup import django_setup

    if args.invented and node.kind() not in INVENTED_ON:
        return _refuse("invented contacts belong only on a demo or drill node")
    django_setup("owner")
    from ortaq.directory import invented, loading
    from ortaq.directory.errors import DirectoryError
    from ortaq.ledger.actor import Actor

    folder = folder_of(args.pack)
    try:
        plan = loading.plan(folder, as_of=args.as_of or (invented.as_of(folder) if args.invented else None))
        if args.check:
            _tell(loading.report(plan), args)
            return 0
        _tell(loading.load(plan, by=Actor.program("loader"), at=clock.now()), args)
        if args.invented:
            invented.load(folder)
    except DirectoryError as refused:
        return _refuse(str(refused))
    return 0


def take_over(args: argparse.Namespace) -> int:
    """Take over units, points, groups, telephones, editions; exit 1 where this is no drill or the node is silent."""
    if node.kind() != "drill":
        return _refuse("take-over: this node is no drill")
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.directory import taking_over
    from ortaq.lib import nodes

    try:
        with nodes.connect(args.of) as real:
            counts = taking_over.take_over(real, at=clock.now())
    except nodes.NodeError as refused:
        return _refuse(str(refused))
    print(", ".join(f"{table} {rows}" for table, rows in counts.items()) or "taken over before")
    return 0


def adopt(args: argparse.Namespace) -> int:
    """Adopt an edition; exit 1 where another one is adopted from that day already, or the pack has none such."""
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.directory import changes
    from ortaq.directory.errors import DirectoryError
    from ortaq.ledger.actor import Actor

    try:
        done = changes.adopt(args.pack, args.edition, args.on, args.basis, by=Actor.program("loader"), at=clock.now())
    except DirectoryError as refused:
        return _refuse(str(refused))
    print(done)
    return 0


def _tell(report: Report, args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=2))
        return
    print(f"{report.points} crossing points, {report.units} units, {report.names} names, {report.groups} groups")
    print(f"placeholders {report.placeholders}, with widened dates {report.widened}")
    for code in report.orphans:
        print(f"no superior: {code}")
    for code in report.no_longer_in_files:
        print(f"no longer in the files, left as it is: {code}")
    if not args.check:
        print(f"made {report.created}, changed {report.changed}, ended {report.ended}")


def _refuse(why: str) -> int:
    print(f"ortaq: {why}; nothing was changed", file=sys.stderr)
    return 1
