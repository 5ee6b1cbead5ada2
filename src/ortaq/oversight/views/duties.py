"""The list behind a figure: each single duty, its state, the door to its history and to its matter."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from ortaq.duties.models import Duty
from ortaq.duties.words import state_in_words
from ortaq.oversight.listing import listed, stories
from ortaq.oversight.sheet import Cell, Sheet
from ortaq.oversight.standing import standing
from ortaq.oversight.views.page import Page, figures_page
from ortaq.oversight.words import kind_name

LINES = 50
MOST = 50_000
"""Lines that a file may have: a spreadsheet opens so many, and no process holds more at once."""


@figures_page("duties")
def duties(page: Page) -> HttpResponseBase:
    """Which duties are they?"""
    rows = listed(page.asked, page.lens, page.desk)
    found = Paginator(rows, LINES).get_page(page.request.GET.get("page"))
    if page.request.GET.get("as") in ("csv", "xlsx") and found.paginator.count > MOST:
        return _too_many(page)
    shown = list(found)
    matters = stories(shown)
    context: dict[str, Any] = {
        "found": found,
        "lines": [_line(page, duty, matters) for duty in shown],
        "older": page.asked.query(),
    }
    return page.answer("oversight/duties.html", context, lambda: _sheet(page, rows, shown))


def _line(page: Page, duty: Duty, matters: dict[uuid.UUID, uuid.UUID]) -> dict[str, Any]:
    """Return what is shown of a duty: words of the pack, units, times; nothing that anybody typed."""
    desk = page.desk
    return {
        "duty": duty,
        "title": desk.duty(duty),
        "owed_by": desk.name(duty.owed_by_id),
        "owed_to": desk.name(duty.owed_to_id),
        "kind": standing(duty, desk.now),
        "state": state_in_words(duty, desk.now),
        "matter": matters.get(duty.record or duty.pk) or matters.get(duty.done_by or duty.pk),
    }


def _too_many(page: Page) -> HttpResponseBase:
    words = {
        "heading": gettext("Список слишком длинен для файла"),
        "advice": gettext("Сузьте период или выберите пункт, уровень или орган и выгрузите по частям."),
        "back": page.url("duties"),
    }
    return render(page.request, "console/refused.html", words, status=422)


def _sheet(page: Page, rows: QuerySet[Duty], shown: list[Duty]) -> Sheet:
    """Return this page on paper, all of them in a file."""
    heads = [kind_name(head) for head in ("due", "clause", "what", "unit", "to", "state", "done")]
    wanted = shown if page.request.GET.get("as") == "paper" else rows.iterator()
    return page.sheet("duties", heads, (_cells(page, duty) for duty in wanted))


def _cells(page: Page, duty: Duty) -> list[Cell]:
    desk = page.desk
    return [
        _moment(duty.due_at, desk.zone),
        duty.clause,
        desk.duty(duty),
        desk.name(duty.owed_by_id),
        desk.name(duty.owed_to_id),
        kind_name(standing(duty, desk.now)),
        _moment(duty.done_at, desk.zone),
    ]


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M}" if at else ""
