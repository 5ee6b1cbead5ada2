"""One point of the Instruction opened: its execution by agency and level, the worst units, and twelve months of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse

from ortaq.console.instruction import Living
from ortaq.oversight.chart import Chart, chart
from ortaq.oversight.counting import Counts
from ortaq.oversight.figures import Figures, Row
from ortaq.oversight.periods import MONTH
from ortaq.oversight.views.breakdown import bar
from ortaq.oversight.views.page import address
from ortaq.oversight.words import month_name, percent

WORST, MONTHS = 5, 12


class Line(NamedTuple):
    """One line of a split: its name, its figures, its rate, its bar, where the duties behind it are."""

    name: str
    note: str
    counts: Counts
    rate: str
    bar: list[tuple[str, float, float, str]]
    url: str


@dataclass(frozen=True)
class Opened:
    """Everything that the opened point shows."""

    splits: list[tuple[str, list[Line]]]
    worst: list[Line]
    trend: Chart | None
    months: list[tuple[str, Counts, str]]


def opened(living: Living, number: str) -> Opened:
    """Return the execution of a point and its parts; two counts of the duties."""
    figures = living.narrowed(number)
    wrong = [row for row in figures.table("unit") if row.counts.missing or row.counts.late or row.counts.explained]
    splits = [(by, [_line(living, number, row) for row in figures.table(by)]) for by in ("agency", "level")]
    months, trend = _months(figures)
    return Opened(
        splits=[(by, lines) for by, lines in splits if len(lines) > 1],
        worst=[_line(living, number, row) for row in wrong[:WORST]],
        trend=trend,
        months=months,
    )


def _line(living: Living, number: str, row: Row) -> Line:
    query = living.asked.query(clause=number, **_merged(living, row.filters))
    url = f"{reverse(address(living.figures_page, 'duties'))}?{query}"
    return Line(row.name, row.note, row.counts, percent(row.counts), bar(row.counts), url)


def _merged(living: Living, filters: Any) -> dict[str, Any]:
    return {"agency": living.asked.agency, "unit": living.asked.unit, **filters}


def _months(figures: Figures) -> tuple[list[tuple[str, Counts, str]], Chart | None]:
    year = figures.asked.period.months_before(MONTHS)
    pieces, series = year.pieces(MONTH), figures.by_month(year)
    if not any(one.expected or one.void for one in series):
        return [], None
    names = [month_name(one.first) for one in pieces]
    rows = [(name, counts, percent(counts)) for name, counts in zip(names, series, strict=True)]
    return rows, chart(series, [f"{one.first:%m.%y}" for one in pieces], names)
