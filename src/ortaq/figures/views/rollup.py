"""Figures rolled up: every indicator of a span beside the span before, and one indicator by month and by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import dateformat
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.directory import boundary
from ortaq.duties.desk import Asked, Desk, door
from ortaq.figures import mapping, table
from ortaq.figures.drawing import chart
from ortaq.figures.faults import in_words
from ortaq.figures.months import figures_of, latest, read_month
from ortaq.figures.rolling import Span, Sums, by_level, change, sums, units_at_points
from ortaq.figures.words import THIN, month_name, number
from ortaq.lib import sheets
from ortaq.rules.counting import months_after
from ortaq.rules.figures import Indicator, Measure

LONGEST = 36
LEVELS = (4, 3, 2, 1)
PDF = "pdf"


@dataclass(frozen=True)
class Line:
    """One row: a name, this span's figure, the one before, the change in per cent, and how long its bar is."""

    name: str
    now: str
    before: str
    change: str
    bar: int = 0
    code: str = ""
    head: str = ""


@door()
@in_words
@require_GET
def rollup(request: Asked) -> HttpResponseBase:
    """Every indicator of the span beside the span before it."""
    desk, span = request.desk, span_of(request)
    told = figures_of(desk.rulebook)
    units = units_at_points(desk.unit.pk, desk.rulebook)
    compared = span.year_before if request.GET.get("with") == "year" else span.before
    codes = list(told.indicators)
    found = sums(codes, [*span.months, *compared.months], units, desk.rulebook)
    sections, last = [], ""
    for code, name in told.sections.items():
        lines = []
        for one in (one for one in told.indicators.values() if one.section == code):
            head = desk.said(told.totals[one.part_of]) if one.part_of and one.part_of != last else ""
            last = one.part_of
            lines.append(_line(one, desk.said(one.name), found, span, compared, head=head))
        sections.append((desk.said(name), lines))
    page = _frame(desk, request, span, compared) | {"sections": sections}
    heads = [gettext("показатель"), gettext("единица"), page["period"], page["compared"], "%"]
    rows = [
        [desk.said(told.title(one.code)), desk.said(one.measure.name), *_cells(one, found, span, compared)]
        for one in told.indicators.values()
    ]
    return _file(request, desk, gettext("Сводные показатели"), heads, rows, page) or render(
        request, "figures/rollup.html", page
    )


@door()
@in_words
@require_GET
def indicator(request: Asked, code: str) -> HttpResponseBase:
    """One indicator by month, beside the year before, and by the units of a level."""
    desk, span = request.desk, span_of(request)
    told = figures_of(desk.rulebook)
    if code not in told.indicators:
        raise Http404(code)
    one, level = told.indicators[code], _level(request)
    compared = span.year_before if request.GET.get("with") == "year" else span.before
    units = units_at_points(desk.unit.pk, desk.rulebook)
    months = [*span.months, *compared.months, *span.year_before.months]
    found = sums([code], months, units, desk.rulebook)
    lines = _by_unit(one, found, units, span, compared, level, desk)
    title = desk.said(told.title(code))
    page = _frame(desk, request, span, compared) | {
        "indicator": one,
        "title": title,
        "measure": desk.said(one.measure.name),
        "total": _line(one, gettext("Всего"), found, span, compared),
        "lines": lines,
        "level": level,
        "levels": LEVELS,
        "series": _series(one, found, span),
        "chart": _chart(one, found, span),
        "map": _map(one, found, units, span, desk),
    }
    heads = [gettext("подразделение"), page["period"], page["compared"], "%"]
    rows = [[each.name, each.now, each.before, each.change] for each in (*lines, page["total"])]
    return _file(request, desk, f"{title}, {page['measure']}", heads, rows, page) or render(
        request, "figures/indicator.html", page
    )


def span_of(request: Asked) -> Span:
    """Return the months asked for: turned round they are put right, none named is the last year that is over."""
    desk = request.desk
    last = latest(desk.now, desk.zone)
    first, end = read_month(request.GET.get("from", "")), read_month(request.GET.get("to", ""))
    begin, until = first or months_after(end or last, -11), end or last
    begin, until = min(begin, until), max(begin, until)
    return Span(max(begin, months_after(until, 1 - LONGEST)), until)


def _frame(desk: Desk, request: Asked, span: Span, compared: Span) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("format", None)
    return {
        "span": span,
        "period": span_name(span),
        "compared": span_name(compared),
        "with_year": request.GET.get("with") == "year",
        "clause": figures_of(desk.rulebook).clause,
        "ours": desk.said(figures_of(desk.rulebook).ours),
        "query": query.urlencode(),
    }


def span_name(span: Span) -> str:
    """Return "апрель 2026", "январь 2026 – апрель 2026"."""
    return month_name(span.first) if span.length == 1 else f"{month_name(span.first)} – {month_name(span.last)}"


def _line(one: Indicator, name: str, found: Sums, span: Span, compared: Span, *, head: str = "") -> Line:
    return Line(name, *_cells(one, found, span, compared), code=one.code, head=head)


def _cells(
    one: Indicator, found: Sums, span: Span, compared: Span, units: Sequence[int] | None = None
) -> tuple[str, str, str]:
    """Return this span's figure, the other one and the change: none where one of them was given for fewer months."""
    now, before = (found.total(one.code, each.months, units) for each in (span, compared))
    is_whole = len({found.given(one.code, each.months, units) for each in (span, compared)}) == 1
    changed = change(now, before) if is_whole else None
    return number(now, one.measure), number(before, one.measure), _percent(changed)


def _percent(value: int | None) -> str:
    return "–" if value is None else f"{value:+d} %".replace("-", "−").replace("+0 ", "0 ")


def _by_unit(
    one: Indicator, found: Sums, units: Sequence[int], span: Span, compared: Span, level: int, desk: Desk
) -> list[Line]:
    """Return a line for each unit of a level whose word decides, the largest first."""
    mine = [unit for unit in units if desk.rulebook.units[unit].agency == one.authority]
    values = [
        (pk, below, found.total(one.code, span.months, below)) for pk, below in by_level(level, mine, desk.rulebook)
    ]
    given = [row for row in values if row[2] is not None or found.total(one.code, compared.months, row[1]) is not None]
    most = max((value for _pk, _below, value in given if value), default=Decimal(1))
    ordered = sorted(given, key=lambda row: (-(row[2] or 0), desk.name(row[0])))
    return [
        Line(desk.name(pk), *_cells(one, found, span, compared, below), bar=int((value or 0) * 100 / most))
        for pk, below, value in ordered
    ]


def _map(one: Indicator, found: Sums, units: Sequence[int], span: Span, desk: Desk) -> mapping.Drawn | None:
    """Return the map of what was given in the span, where the pack has one and somebody gave something."""
    outline = boundary.on(desk.today)
    book = desk.rulebook.units
    values = mapping.at_points((book[pk].crossing_point_id, found.total(one.code, span.months, [pk])) for pk in units)
    said = partial(number, measure=one.measure)
    return mapping.drawn(outline, values, said, desk.lang) if outline and values else None


def _months(one: Indicator, found: Sums, months: Sequence[date]) -> list[Decimal | None]:
    return [found.total(one.code, [month]) for month in months]


def _series(one: Indicator, found: Sums, span: Span) -> list[tuple[str, str, str, str]]:
    now, then = _months(one, found, span.months), _months(one, found, span.year_before.months)
    return [
        (month_name(month), number(a, one.measure), number(b, one.measure), _percent(change(a, b)))
        for month, a, b in zip(span.months, now, then, strict=True)
    ]


def _chart(one: Indicator, found: Sums, span: Span) -> Any:
    now, then = _months(one, found, span.months), _months(one, found, span.year_before.months)
    words = [_in_words(month, a, b, one.measure) for month, a, b in zip(span.months, now, then, strict=True)]
    return chart(now, then, [dateformat.format(month, "m.y") for month in span.months], words)


def _in_words(month: date, now: Decimal | None, then: Decimal | None, measure: Measure) -> str:
    said = f"{month_name(month)}: {number(now, measure)}"
    return said + "; " + gettext("годом раньше") + f" {number(then, measure)}" if then is not None else said


def _level(request: Asked) -> int:
    asked = request.GET.get("level", "")
    return int(asked) if asked in map(str, LEVELS) else LEVELS[0]


def _file(
    request: Asked, desk: Desk, title: str, heads: list[str], rows: list[list[str]], page: dict[str, Any]
) -> HttpResponseBase | None:
    """Return the table as a file where one was asked for."""
    kind = request.GET.get("format", "")
    if kind == PDF:
        about = [f"{page['period']} / {page['compared']}", desk.name(desk.unit.pk), page["ours"]]
        pdf = table.pdf(table.Printed(title, about, heads, rows), lang=desk.lang, at=desk.now)
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="figures.pdf"'
        return answer
    if kind not in sheets.KINDS:
        return None
    plain = [[cell.replace(THIN, "") for cell in row] for row in rows]
    file = sheets.written(kind, [heads, *plain])
    return FileResponse(file, as_attachment=True, filename=f"figures.{kind}", content_type=sheets.KINDS[kind])
