"""The search: over the words that the unit may read and the headers that it sees; kept under names, taken as a file."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import journal, keeping, searching
from ortaq.exchange.models import Message
from ortaq.exchange.searching import BEGIN, END, STATES
from ortaq.exchange.views.journal import conditions, place

PAGE = "search"
LONGEST = 200
KEPT = ("q", "mark", "from", "to", "unit", "subject", "state")
STATE_WORDS = {
    "alarm": _("не принятые"),
    "taken": _("принятые"),
    "acted": _("исполненные"),
    "waiting": _("доставленные, не принятые"),
    "not_for_us": _("не для нас"),
}


@door()
@require_GET
def search_page(request: Asked) -> HttpResponse:
    """What was told and written, found by words, period, unit, subject, document, vehicle, state; the newest first."""
    desk, given = request.desk, request.GET
    asked = asked_of(given, desk)
    found = searching.find(asked) if asked.is_anything else searching.Found()
    page = {
        "asked": asked,
        "given": {name: given.get(name, "") for name in KEPT},
        "rows": rows_of(found, asked, desk),
        "older": older(given, found.places[-1]) if found.has_more else "",
        "query": conditions(given),
        "saved": keeping.of(desk, PAGE),
        "states": [(code, STATE_WORDS[code]) for code in STATES],
        "regimes": desk.rulebook.edition.regimes.values(),
        "units": units_of(desk),
    }
    return render(request, "exchange/search.html", page)


@door()
@require_POST
def filter_new(request: Asked) -> HttpResponseBase:
    """Keep a search under a name."""
    given, name = QueryDict(request.POST.get("query", "")), request.POST.get("name", "").replace("\0", "").strip()
    kept = QueryDict(mutable=True)
    for one in KEPT:
        if value := given.get(one, "").replace("\0", "")[:LONGEST]:
            kept[one] = value
    if not name or not kept:
        messages.error(request, gettext("Чтобы сохранить поиск, впишите условия и название."))
        return redirect("search")
    keeping.keep(request.desk, PAGE, name, kept.urlencode())
    messages.success(request, gettext("Поиск сохранён."))
    return redirect(f"{reverse('search')}?{kept.urlencode()}")


@door()
@require_POST
def filter_removal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Throw a kept search away."""
    if not keeping.forget(request.desk, pk):
        raise Http404
    return redirect("search")


def asked_of(given: QueryDict, desk: Desk) -> searching.Asked:
    """Return what an address asks; what cannot be read is not asked."""
    subject, unit = given.get("subject", ""), given.get("unit", "")
    last = _day(given.get("to", ""))
    return searching.Asked(
        words=_text(given.get("q", "")),
        mark=_text(given.get("mark", "")),
        unit=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
        subject="" if subject.startswith("r:") else _code(subject),
        regime=_code(subject[2:]) if subject.startswith("r:") else "",
        state=given.get("state", "") if given.get("state") in STATES else "",
        since=_midnight(_day(given.get("from", "")), desk),
        until=_midnight(last + timedelta(days=1) if last else None, desk),
        before=place(given.get("before", "")),
        in_content=desk.may("may_read_content"),
    )


def rows_of(found: searching.Found, asked: searching.Asked, desk: Desk) -> list[dict[str, Any]]:
    """Return what was found as the table shows it; the words only of what this officer may read."""
    pks = [pk for _, pk in found.places]
    told = Message.objects.in_bulk(pks)
    to = journal.taken(pks)
    said = searching.snippets(pks, asked.words) if asked.in_content else {}
    return [
        {
            "message": told[pk],
            "from": desk.name(told[pk].unit_id),
            "to": ", ".join(desk.name(unit) for unit in to[pk].units),
            "ours": told[pk].unit_id == desk.unit.pk,
            "subject": desk.subject(told[pk].clause),
            "snippet": marked(said.get(pk, "")),
            "is_hidden": pk not in said,
        }
        for pk in pks
        if pk in told
    ]


def marked(snippet: str) -> SafeString:
    """Return a snippet with what was found marked; everything else in it is text."""
    safe = escape(snippet).replace(BEGIN, "<mark>").replace(END, "</mark>")
    return mark_safe(safe)


def units_of(desk: Desk) -> list[tuple[int, str]]:
    """Return the units that one may ask for: those whose headers this unit may see, itself first."""
    near = [desk.unit.pk]
    if desk.unit.pk in desk.rulebook.units:
        near += [*desk.rulebook.counterparts(desk.unit.pk), *desk.rulebook.superiors(desk.unit.pk)]
    below = [pk for pk in desk.rulebook.units if desk.unit.pk in desk.rulebook.superiors(pk)]
    return [(pk, desk.name(pk)) for pk in dict.fromkeys([*near, *sorted(below, key=desk.name)])]


def older(given: QueryDict, last: searching.Place) -> str:
    """Return the query of the next page."""
    query = given.copy()
    query["before"] = f"{last[0].isoformat()}_{last[1]}"
    return query.urlencode()


def _text(typed: str) -> str:
    return typed.replace("\0", "").strip()[:LONGEST]


def _code(told: str) -> str:
    return "".join(sign for sign in told if sign.isalnum() or sign in "._§-")[:60]


def _day(told: str) -> date | None:
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def _midnight(day: date | None, desk: Desk) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=desk.zone) if day else None
