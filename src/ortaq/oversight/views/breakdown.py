"""The table: the same figures by clause, level, agency, crossing point or unit."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase

from ortaq.oversight.counting import Counts
from ortaq.oversight.figures import BY, Row
from ortaq.oversight.sheet import Sheet
from ortaq.oversight.views.page import Page, figures_page
from ortaq.oversight.words import figures, heads, kind_name, percent

LINES = 50
BAR = ("on_time", "late", "explained", "missing", "waived", "open")


@figures_page("breakdown")
def breakdown(page: Page) -> HttpResponseBase:
    """Expected, on time, late, explained, waived, missing: by what one chooses."""
    by = page.request.GET.get("by", "")
    by = by if by in BY else "clause"
    rows = page.figures.table(by)
    found = Paginator(rows, LINES).get_page(page.request.GET.get("page"))
    context: dict[str, Any] = {
        "by": by,
        "ways": [(way, kind_name(way), f"{page.url('breakdown')}&by={way}") for way in BY],
        "found": found,
        "lines": [(row, percent(row.counts), bar(row.counts), page.url("", **row.filters)) for row in found],
        "total": page.figures.total,
        "rate": percent(page.figures.total),
        "older": f"{page.asked.query()}&by={by}",
    }
    return page.answer("oversight/breakdown.html", context, lambda: _sheet(page, by, rows))


def bar(counts: Counts) -> list[tuple[str, float, float, str]]:
    """Return the pieces of a bar: look, where it begins, how long it is, of a hundred, and what it means."""
    pieces, at = [], 0.0
    for kind in BAR:
        length = 100 * counts.of(kind) / counts.expected if counts.expected else 0.0
        if length:
            pieces.append((kind, round(at, 2), round(length, 2), f"{kind_name(kind)} {counts.of(kind)}"))
        at += length
    return pieces


def _sheet(page: Page, by: str, rows: list[Row]) -> Sheet:
    lines = [
        [f"{row.note} {row.name}" if by in ("clause", "level") else row.name, *figures(row.counts)] for row in rows
    ]
    lines.append([kind_name("total"), *figures(page.figures.total)])
    return page.sheet(by, [kind_name(by), *heads()], lines)
