"""The trend: twelve months beside each other, and the chosen period piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http.response import HttpResponseBase

from ortaq.oversight.chart import chart
from ortaq.oversight.counting import Counts
from ortaq.oversight.periods import MONTH, Period, Piece
from ortaq.oversight.sheet import Sheet
from ortaq.oversight.views.page import Page, figures_page
from ortaq.oversight.words import figures, heads, kind_name, month_name, percent, piece_mark, piece_name

MONTHS = 12


@figures_page("trend")
def trend(page: Page) -> HttpResponseBase:
    """Better or worse than before?"""
    year = page.asked.period.months_before(MONTHS)
    months, series = year.pieces(MONTH), page.figures.by_month(year)
    grain = page.asked.pieces_by
    pieces, fine = page.asked.period.pieces(grain), page.figures.by_piece
    context: dict[str, Any] = {
        "months": chart(series, [f"{one.first:%m.%y}" for one in months], [month_name(one.first) for one in months]),
        "rows": _rows(months, series, MONTH, page),
        "pieces": chart(fine, [piece_mark(one, grain) for one in pieces], [piece_name(one, grain) for one in pieces]),
        "fine": _rows(pieces, fine, grain, page),
        "is_empty": not any(one.expected or one.void for one in series),
    }
    return page.answer("oversight/trend.html", context, lambda: _sheet(page, months, series))


def _rows(
    pieces: Sequence[Piece], series: Sequence[Counts], grain: str, page: Page
) -> list[tuple[str, str, Counts, str]]:
    """Return the table beside a chart: the piece, where it leads, its figures, its rate."""
    return [
        (piece_name(one, grain), page.url("", period=Period(one.first, one.last), grain=""), counts, percent(counts))
        for one, counts in zip(pieces, series, strict=True)
    ]


def _sheet(page: Page, months: Sequence[Piece], series: Sequence[Counts]) -> Sheet:
    rows = [[month_name(one.first), *figures(counts)] for one, counts in zip(months, series, strict=True)]
    return page.sheet("trend", [kind_name("when"), *heads()], rows)
