"""`ortaq rules …`: questions to a pack, answered with no database."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from ortaq.rules.errors import BadTime, Fault, NoSuchPack, PackError, RulesError, UnknownZone
from ortaq.rules.text import LANGUAGES

DEFAULT = "kz_2002"
REFUSED, WRONG_USE = 1, 2


def add_to(subparsers: Any) -> None:
    """Add `rules` with its questions to the command line."""
    rules = subparsers.add_parser("rules", help="ask the pack: windows, deadlines, addressees, coordinator")
    asked = rules.add_subparsers(dest="question", required=True, metavar="QUESTION")
    _check(_add(asked, "check", check, "validate the pack and run its cases"))
    _edition(_add(asked, "edition", edition, "the edition in force on a day"))
    _windows(_add(asked, "windows", windows, "the windows of a clause that open on local days"))
    _due(_add(asked, "due", due, "when what a fact starts is due, and why"))
    _route(_add(asked, "route", route, "to whom a unit sends, and why"))
    _coordinator(_add(asked, "coordinator", coordinator, "who coordinates in a sphere, and why"))
    _import_text(_add(asked, "import-text", import_text, "read and split the official text"))


def check(args: argparse.Namespace) -> int:
    """Print a line FILE:LINE: for each fault of the pack and its cases; 1 where there is one."""
    from ortaq.rules import cases, packs, questions

    name = args.name or args.pack
    try:
        pack = packs.load(name)
        units = questions.units(pack)
        count, faults = cases.run(pack)
    except PackError as broken:
        return _faulty(args, name, broken.faults)
    if faults:
        return _faulty(args, name, tuple(sorted(set(faults))))
    summary = {"pack": pack.name, "editions": len(pack.editions), "units": units, "cases": count, "faults": []}
    _print(args, summary, f"{pack.name}: {len(pack.editions)} editions, {units} units, {count} cases: in order")
    return 0


def edition(args: argparse.Namespace) -> int:
    """Print the edition in force; 1 before the first and after the last."""
    from ortaq.rules import packs, questions

    answer = questions.edition(packs.load(args.pack), _day(args.on))
    return _answer(args, answer, "{id}: {valid_from} – {valid_to}")


def windows(args: argparse.Namespace) -> int:
    """Print the windows that open from one local day to another, both included."""
    from ortaq.rules import packs, questions

    pack = packs.load(args.pack)
    begin, end = _day(args.begin), _day(args.end or args.begin)
    if end < begin:
        raise BadTime(args.end, f"a day on or after {begin}")
    answers = questions.windows(pack, args.clause, args.zone, begin, end)
    return _answer(args, answers, "{clause}  {opens_at} – {due_at}  ({covers_from} – {covers_to})")


def due(args: argparse.Namespace) -> int:
    """Print when it is due, and why."""
    from ortaq.rules import packs, questions

    more = {key: value for key, value in (("unit", args.unit), ("part", args.part)) if value}
    answer = questions.due(packs.load(args.pack), args.clause, args.at, zone=args.zone, **more)
    clocks = [answer, *({"clause": args.clause, **one} for one in answer.get("also", []))]
    return _answer(args, answer if args.json else clocks, "{clause} ({part})  {due_at}\n    {why}")


def route(args: argparse.Namespace) -> int:
    """Print to whom it goes, one a line, and why."""
    from ortaq.rules import packs, questions

    answers = questions.route(packs.load(args.pack), args.clause, args.unit, args.at and _day(args.at))
    return _answer(args, answers, "{unit}  {role}  {why}")


def coordinator(args: argparse.Namespace) -> int:
    """Print who coordinates, and why."""
    from ortaq.rules import packs, questions

    present = [agency.strip() for agency in args.present.split(",") if agency.strip()]
    answer = questions.coordinator(packs.load(args.pack), args.sphere, present, args.at and _day(args.at))
    return _answer(args, answer, "{agency}  {clause}  {why}")


def import_text(args: argparse.Namespace) -> int:
    """Hand over to the reader of official texts."""
    run: Callable[[argparse.Namespace], int] = importlib.import_module("ortaq.rules.import_text").run
    return run(args)


def _add(asked: Any, name: str, handler: Callable[[argparse.Namespace], int], help_: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = asked.add_parser(name, help=help_, description=help_)
    parser.add_argument("--pack", default=DEFAULT, metavar="NAME|FOLDER", help=f"default {DEFAULT}")
    parser.add_argument("--json", action="store_true", help="print JSON, instants in ISO 8601 with offset")
    parser.add_argument("--lang", choices=LANGUAGES, default="ru", help="language of the reasons")
    parser.set_defaults(handler=_guarded(handler))
    return parser


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="PACK")


def _edition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", required=True, metavar="DATE")


def _windows(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clause", metavar="CLAUSE")
    parser.add_argument("--zone", metavar="ZONE", help="IANA zone of the unit that owes; default the pack's")
    parser.add_argument("--from", dest="begin", required=True, metavar="DATE")
    parser.add_argument("--to", dest="end", metavar="DATE", help="included; default the same day")


def _due(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clause", metavar="CLAUSE")
    parser.add_argument("--at", required=True, metavar="INSTANT|DATE", help="the trigger")
    parser.add_argument("--zone", metavar="ZONE", help="IANA zone of the unit that owes; default the pack's")
    parser.add_argument("--unit", metavar="CODE", help="the unit that owes, for its zone and working days")
    parser.add_argument("--part", metavar="PART", help="which of several clocks")


def _route(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clause", required=True, metavar="CLAUSE")
    parser.add_argument("--unit", required=True, metavar="CODE")
    parser.add_argument("--at", metavar="DATE", help="default: the day of the pack's reference data")


def _coordinator(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sphere", required=True, metavar="SPHERE")
    parser.add_argument("--present", required=True, metavar="AGENCY,…")
    parser.add_argument("--at", "--on", metavar="DATE", help="default: the day of the pack's reference data")


def _import_text(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--store", action="store_true", help="let the console show it beside our wording")


def _guarded(handler: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Return the handler with one line on standard error, and an exit code, for whatever it refuses."""

    def guarded(args: argparse.Namespace) -> int:
        try:
            return handler(args)
        except PackError as broken:
            return _faulty(args, args.pack, broken.faults)
        except (BadTime, UnknownZone, NoSuchPack) as wrong:
            return _refuse(wrong, WRONG_USE)
        except RulesError as refused:
            return _refuse(refused, REFUSED)
        except OverflowError:
            return _refuse(f"outside the years {date.min.year} to {date.max.year}", WRONG_USE)

    return guarded


def _refuse(why: object, code: int) -> int:
    print(f"ortaq rules: {why}", file=sys.stderr)
    return code


def _faulty(args: argparse.Namespace, name: str, faults: tuple[Fault, ...]) -> int:
    told = [{"file": _near(fault.file), "line": fault.line, "message": fault.message} for fault in faults]
    lines = "\n".join(f"{one['file']}:{one['line']}: {one['message']}" for one in told)
    _print(args, {"pack": str(name), "faults": told}, lines)
    return REFUSED


def _near(file: str) -> str:
    """Return the path as one reads it from here."""
    here = Path.cwd()
    return str(Path(file).relative_to(here)) if Path(file).is_relative_to(here) else file


def _answer(args: argparse.Namespace, answer: Any, line: str) -> int:
    from ortaq.rules import questions

    answers = answer if isinstance(answer, list) else [answer]
    told = [questions.plain(one, args.lang) for one in answers]
    lines = "\n".join(line.format(**{key: _shown(value) for key, value in one.items()}) for one in told)
    _print(args, questions.plain(answer, args.lang), lines)
    if not args.json and any(one.get("in_force") is False for one in told):
        print("(no edition is in force then; the nearest one answers)", file=sys.stderr)
    return 0


def _shown(value: Any) -> Any:
    return "–" if value is None else value


def _print(args: argparse.Namespace, data: Any, text: str) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2) if args.json else text)


def _day(told: str) -> date:
    from ortaq.rules import questions

    return questions.day(told)
