"""What a drill measured, for the talk about it afterwards: on the screen, on paper, as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.duties.desk import Asked, Desk, door
from ortaq.lib import node
from ortaq.oversight.measured import RANG, Measure, measures
from ortaq.oversight.sheet import Cell, Sheet, as_csv, as_xlsx

WHERE = ("drill", "test")
FILES = {"csv": as_csv, "xlsx": as_xlsx}


@require_GET
@door()
def measured(request: Asked) -> HttpResponseBase:
    """How long each unit took. A real node has no such page: there the figures of execution say it."""
    if node.kind() not in WHERE:
        raise Http404
    desk = request.desk
    found = measures(desk.now)
    if to_file := FILES.get(request.GET.get("format", "")):
        answer: HttpResponse = to_file(_sheet(found, desk))
        return answer
    units = [(desk.name(unit), list(rows)) for unit, rows in groupby(_shown(found, desk), key=lambda row: row["unit"])]
    return render(request, "oversight/measured.html", {"units": units, "at": desk.now})


def _shown(found: Sequence[Measure], desk: Desk) -> Iterator[dict[str, Any]]:
    for one in found:
        yield {
            "unit": one.unit,
            "what": _what(one.rule, desk),
            "measure": one,
            "median": _clock(one.median),
            "slowest": _clock(one.slowest),
        }


def _what(rule: str, desk: Desk) -> str:
    if rule == RANG:
        return gettext("Принять тревогу или сообщение")
    try:
        return desk.said(desk.rulebook.edition.duty(rule).name)
    except (LookupError, StopIteration):
        return rule


def _clock(span: timedelta | None) -> str:
    """Return 0:07:30 – hours, minutes, seconds – or nothing."""
    return "" if span is None else str(timedelta(days=span.days, seconds=span.seconds))


def _sheet(found: Sequence[Measure], desk: Desk) -> Sheet:
    heads = [
        gettext("Подразделение"),
        gettext("Что исполняли"),
        gettext("Раз"),
        gettext("В срок"),
        gettext("С опозданием"),
        gettext("Не исполнено"),
        gettext("Обычно, ч:мм:сс"),
        gettext("Дольше всего, ч:мм:сс"),
    ]
    rows: list[list[Cell]] = [
        [
            desk.name(one.unit),
            _what(one.rule, desk),
            *(one.count, one.in_time, one.late, one.undone),
            *(_clock(one.median), _clock(one.slowest)),
        ]
        for one in found
    ]
    return Sheet("drill", gettext("Итоги учения"), [f"{desk.now.astimezone(desk.zone):%d.%m.%Y %H:%M}"], heads, rows)
