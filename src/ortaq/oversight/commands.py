"""`ortaq oversight …`: the year's report of a body or a unit as PDF."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add the commands of this package to the parser."""
    parser = commands.add_parser("oversight", help="execution by clause, unit and period")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    report = verbs.add_parser("report", help="print a year's execution: a body's, or a unit's with those below it")
    report.add_argument("unit", help="the code of the body or unit, as in the directory")
    report.add_argument("year", type=int)
    report.add_argument("--agency", default="", help="for a body: this agency alone, by its code in the pack")
    report.add_argument("--lang", choices=("ru", "kk", "en"), default="ru")
    report.add_argument("--out", type=Path, help="the file; CODE-YEAR-LANG.pdf in this folder if it is left out")
    report.set_defaults(handler=_report)


def _report(args: argparse.Namespace) -> int:
    from ortaq.lib.setup import django_setup

    django_setup("web")
    from ortaq.directory.models import Unit
    from ortaq.oversight.reporting import report

    unit = Unit.objects.filter(code=args.unit).first()
    if unit is None:
        print(f"report: the directory has no unit {args.unit!r}", file=sys.stderr)
        return 1
    out = args.out or Path(f"{args.unit}-{args.year}-{args.lang}.pdf")
    out.write_bytes(report(unit, args.year, lang=args.lang, agency=args.agency))
    print(out)
    return 0
