"""The year's report as a sheet of paper: its words in one language, how it looks in the template."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from ortaq.acts.paper import hyphens, letters
from ortaq.acts.papers import EXERCISE
from ortaq.duties.desk import Desk
from ortaq.lib import node, typst
from ortaq.oversight.counting import Counts
from ortaq.oversight.figures import Row
from ortaq.oversight.words import kind_name, percent, tenths
from ortaq.oversight.yearly import Yearly

TEMPLATE = Path(__file__).with_name("yearly.typ")
STANDARD = "a-3b"
SHOWN = ("on_time", "late", "explained", "missing", "waived", "open")


def pdf(report: Yearly, desk: Desk, whose: str) -> bytes:
    """Return the report as PDF/A-3b in the language of the thread; `whose` says in words whose execution it is."""
    words = json.dumps(_cleaned(said(report, desk, whose)), ensure_ascii=False)
    return typst.pdf(TEMPLATE, {"report": words}, standard=STANDARD, at=desk.now.replace(microsecond=0))


def said(report: Yearly, desk: Desk, whose: str) -> dict[str, Any]:
    """Return what the sheet says, table by table."""
    names = [kind_name("expected"), *(kind_name(kind) for kind in SHOWN), kind_name("rate")]
    heads = [hyphens.syllables(name) for name in names]  # Typst parts no Kazakh words by itself
    return {
        "lang": desk.lang,
        "exercise": desk.said(EXERCISE.get(node.kind())),
        "title": gettext("Исполнение Инструкции за %(year)s год") % {"year": report.year},
        "whose": whose,
        "made": gettext("подсчитано %(at)s") % {"at": _moment(desk, desk.now)},
        "sheet": gettext("лист"),
        "by": gettext("Составил: должность, звание, подпись"),
        "checked": gettext("Проверил: должность, звание, подпись"),
        "totals": [[name, value] for name, value in zip(heads, _numbers(report.total), strict=True)],
        "tables": [table for table in _tables(report, desk, heads) if table["rows"]],
        "nothing": "" if report.total.expected else gettext("За этот год ничего не ожидалось."),
    }


def _tables(report: Yearly, desk: Desk, heads: Sequence[str]) -> Iterable[dict[str, Any]]:
    clause, unit = kind_name("clause").capitalize(), kind_name("unit").capitalize()
    yield _counted(gettext("По пунктам"), clause, heads, [(_numbered(row), row.counts) for row in report.by_clause])
    months = [(f"{piece.first:%m.%Y}", counts) for piece, counts in report.months if counts.expected]
    yield _counted(gettext("По месяцам"), kind_name("when").capitalize(), heads, months)
    yield _matrix(report, clause)
    yield _counted(gettext("По органам"), kind_name("agency").capitalize(), heads, _named(report.by_agency))
    yield _counted(gettext("По уровням"), kind_name("level").capitalize(), heads, _named(report.by_level))
    yield _counted(gettext("Где хуже всего"), unit, heads, _named(report.worst))
    due, what = kind_name("due").capitalize(), kind_name("what").capitalize()
    yield {
        "title": _of(gettext("Освобождения и их основания"), len(report.released), report.released_in_all),
        "heads": [due, unit, what, gettext("Основание"), gettext("Кто и когда освободил")],
        "widths": [1.5, 3, 3, 3, 3],
        "rows": [
            [_day(desk, one.duty.due_at), desk.name(one.duty.owed_by_id), f"{one.duty.clause} {desk.duty(one.duty)}"]
            + [one.ground, f"{desk.name(one.by)}, {one.at:%d.%m.%Y}"]
            for one in report.released
        ],
    }
    yield {
        "title": _of(gettext("Объяснённые просрочки"), len(report.explained), report.explained_in_all),
        "heads": [due, unit, what, gettext("Обещано к"), gettext("Чем кончилось")],
        "widths": [1.5, 3, 3, 1.5, 3],
        "rows": [
            [_day(desk, one.duty.due_at), desk.name(one.duty.owed_by_id), f"{one.duty.clause} {desk.duty(one.duty)}"]
            + [f"{one.promised:%d.%m.%Y}", _ended(desk, one.stands, one.duty.done_at)]
            for one in report.explained
        ],
    }


def _counted(title: str, first: str, heads: Sequence[str], rows: Sequence[tuple[str, Counts]]) -> dict[str, Any]:
    lines = [[name, *_numbers(counts)] for name, counts in rows]
    return {"title": title, "heads": [first, *heads], "widths": [4, *[1] * len(heads)], "rows": lines, "numbers": True}


def _matrix(report: Yearly, clause: str) -> dict[str, Any]:
    """Return the part done in time of each clause in each month; a triangle and how many were not done stand below."""
    rows = [[_numbered(row), *map(_cell, months)] for row, months in report.matrix]
    heads = [clause, *(f"{piece.first:%m}" for piece, _ in report.months)]
    title = gettext("По пунктам и месяцам: процент в срок, ▲ – не исполнено")
    return {"title": title, "heads": heads, "widths": [4, *[1] * 12], "rows": rows, "numbers": True}


def _cell(counts: Counts) -> str:
    rate = "" if counts.rate is None else f"{tenths(counts.rate):g}".replace(".", ",")
    return f"{rate} ▲{counts.missing}" if counts.missing else rate


def _named(rows: Sequence[Row]) -> list[tuple[str, Counts]]:
    return [(row.name, row.counts) for row in rows]


def _numbered(row: Row) -> str:
    return f"{row.filters['clause']} {row.name}"


def _numbers(counts: Counts) -> list[str]:
    return [str(counts.expected), *(str(counts.of(kind)) for kind in SHOWN), percent(counts)]


def _of(title: str, shown: int, all_of_them: int) -> str:
    if shown == all_of_them:
        return f"{title}: {all_of_them}"
    return gettext("%(title)s: %(all)s, показаны первые %(shown)s") % {
        "title": title,
        "all": all_of_them,
        "shown": shown,
    }


def _ended(desk: Desk, stands: str, done: datetime | None) -> str:
    return f"{kind_name(stands)} {_day(desk, done)}" if done else kind_name(stands)


def _day(desk: Desk, at: datetime | date | None) -> str:
    return f"{at.astimezone(desk.zone):%d.%m.%Y}" if isinstance(at, datetime) else ""


def _moment(desk: Desk, at: datetime) -> str:
    return f"{at.astimezone(desk.zone):%d.%m.%Y %H:%M}"


def _cleaned(value: Any) -> Any:
    """Return what is said in letters that the typefaces have: PDF/A allows no sign without a glyph."""
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return letters.shown(value) if isinstance(value, str) else value
