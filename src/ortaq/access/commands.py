"""`ortaq access …`: the first officers of a node, and the invented ones of a demo."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ortaq.lib import clock, node

FOUNDERS = ("administrator", "senior")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this package's commands to the parser of `ortaq`."""
    inside = commands.add_parser("access", help="officers, posts, sign-in").add_subparsers(
        dest="verb", required=True, metavar="VERB"
    )
    _add_found(inside.add_parser("found", help="give a new node its first administrator and its first senior"))
    _add_cast(inside.add_parser("demo-cast", help="enrol the invented officers of a demo (demo node only)"))
    over = inside.add_parser("take-over", help="enrol the officers of a real node, with their posts (drill node only)")
    over.add_argument("--of", type=Path, required=True, metavar="FOLDER", help="the real node's folder")
    over.set_defaults(handler=_take_over)
    tidy = inside.add_parser("tidy", help="forget sessions that have expired and delays that have passed")
    tidy.set_defaults(handler=_tidy)


def _add_found(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--unit", required=True, metavar="CODE", help="the unit whose senior and administrator they are"
    )
    for role in FOUNDERS:
        parser.add_argument(f"--{role}", nargs=2, required=True, metavar=("LOGIN", "NAME"))
    parser.set_defaults(handler=_found)


def _add_cast(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", default="kz_2002")
    parser.add_argument("--show", action="store_true", help="print the logins; keep the watches going")
    parser.set_defaults(handler=_cast)


def _found(args: argparse.Namespace) -> int:
    """Print the first passwords once; exit 1 on a node that has officers with posts."""
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.access.founding import AlreadyFounded, found_node
    from ortaq.directory.models import Unit

    founders = {role: tuple(getattr(args, role)) for role in FOUNDERS}
    try:
        unit = Unit.objects.get(code=args.unit)
        passwords = found_node(unit, founders, at=clock.now())
    except Unit.DoesNotExist:
        return _refuse(f"no unit {args.unit}: load the directory first")
    except AlreadyFounded as refused:
        return _refuse(str(refused))
    for login, password in passwords.items():
        print(f"{login}\t{password}")
    return 0


def _cast(args: argparse.Namespace) -> int:
    if node.kind() != "demo":
        return _refuse("demo-cast: this node is not a demonstration; nothing was changed")
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.access import cast
    from ortaq.directory.folders import folder_of

    found = cast.read(Path(folder_of(args.pack)))
    if not args.show:
        cast.enrol(found, at=clock.now() - cast.SERVED)
    cast.keep_watch(found, at=clock.now())
    if args.show:
        _show(found.password, [(str(row["login"]), str(row["note"])) for row in found.shown])
    return 0


def _show(password: str, rows: list[tuple[str, str]]) -> None:
    width = max(len(login) for login, _ in rows)
    for login, note in rows:
        print(f"  {login:<{width}}  {note}")
    print(f"\n  Пароль у всех один: {password}")


def _take_over(args: argparse.Namespace) -> int:
    """Name the posts whose units the drill does not have; exit 1 where this is no drill or the node does not answer."""
    if node.kind() != "drill":
        return _refuse("take-over: this node is no drill; nothing was changed")
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from ortaq.access import taking_over
    from ortaq.lib import nodes

    try:
        with nodes.connect(args.of) as real:
            rows = taking_over.read(real, clock.now())
    except nodes.NodeError as refused:
        return _refuse(str(refused))
    taken = taking_over.take_over(rows, at=clock.now())
    print(f"{taken.officers} officers, {taken.posts} posts")
    for one in taken.without_unit:
        print(f"no such unit here, left out: {one}")
    return 0


def _tidy(args: argparse.Namespace) -> int:
    from ortaq.lib.setup import django_setup

    django_setup("clock")
    from ortaq.access.tasks import tidy

    tidy()
    return 0


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
