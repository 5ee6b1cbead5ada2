"""The form by which forces are committed to a request: what was asked, what is free then, what goes out."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.asks import Request
from ortaq.exchange.errors import AlreadySent, ExchangeError
from ortaq.exchange.faults import words_of
from ortaq.exchange.request_words import refusals, urgency_in_words
from ortaq.exchange.story import Story
from ortaq.exchange.views.requests import found
from ortaq.operations import allotting
from ortaq.operations.allotting import Allotment, gives
from ortaq.operations.forces import Resource
from ortaq.operations.forces_errors import NotForces
from ortaq.operations.forces_faults import in_words
from ortaq.operations.forces_forms import Giving
from ortaq.operations.forces_keeping import forces_of
from ortaq.operations.forces_words import called, kind_in_words, measure, when


@door("may_allot")
@in_words
def allotment_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """What is free at that time, how much of it is given, and why not the rest."""
    asked, desk = found(pk), request.desk
    if gives(asked, desk.rulebook) != desk.unit.pk:
        raise NotForces("this unit gives nothing on this request", unit=desk.unit.pk)
    form = Giving(request.POST or None, desk=desk, resources=listed(desk), grounds=_grounds(asked, desk))
    is_look = "look" in request.POST
    if request.method == "POST" and not is_look and (answer := _given(request, asked, form)):
        return answer
    context = {
        "form": form,
        "asked": asked,
        "needed": _needed(asked, desk),
        "urgency": urgency_in_words(desk, asked.urgency),
        "asker": desk.name(asked.asker_id if asked.unit_id == desk.unit.pk else asked.unit_id),
        "story": Story(desk, asked.message),
        "period": [when(at, desk) for at in form.period()],
        "looks": is_look,
    }
    return render(request, "operations/allotment.html", context, status=422 if form.is_bound and not is_look else 200)


def _given(request: Asked, asked: Request, form: Giving) -> HttpResponseBase | None:
    """Commit what a valid form says and lead to the matter; None where the form must be shown."""
    if not form.is_valid():
        return None
    desk, data = request.desk, form.cleaned_data
    text = _text(form, desk)
    given = Allotment(form.chosen(), data["starts_at"], data["ends_at"], text, data.get("rest") or "", data["once"])
    try:
        allotting.allot(asked, given, **desk.who)
    except ExchangeError as error:
        if isinstance(error, AlreadySent):
            form.renew()
        form.add_error(None, words_of(error))
        return None
    messages.success(request, gettext("Выделено по запросу № %s. Срок прибытия пошёл.") % asked.message.number)
    return redirect("message", asked.message.matter)


def _text(form: Giving, desk: Desk) -> str:
    """Return what the asker reads: what comes, by when, until when, and the officer's own words."""
    data, chosen = form.cleaned_data, form.chosen()
    parts = []
    for one in (each for each in form.resources if chosen[each.pk]):
        number = f" – {chosen[one.pk]} {measure(one.kind, desk)}" if one.counted else ""
        parts.append(f"{called(one, desk)}{number}")
    said = gettext("Выделяем: %(what)s – прибудут к %(from)s, до %(to)s.") % {
        "what": "; ".join(parts),
        "from": when(data["starts_at"], desk),
        "to": when(data["ends_at"], desk),
    }
    return f"{said} {data['text'].strip()}".strip()


def _grounds(asked: Request, desk: Desk) -> list[tuple[str, str]]:
    """Return the grounds on which the rest may be refused: while it is being taken, where its kind allows a part."""
    kind = desk.rulebook.edition.requests.get(asked.kind)
    is_ours = asked.unit_id == desk.unit.pk and asked.state != "accepted"
    return refusals(desk, asked.kind) if kind and kind.in_part and is_ours else []


def listed(desk: Desk) -> list[Resource]:
    """Return what the unit has, in the order of the pack."""
    order = {code: n for n, code in enumerate(forces_of(desk.rulebook).kinds)}
    rows = Resource.objects.filter(unit=desk.unit, withdrawn_at=None)
    return sorted(rows, key=lambda one: (order.get(one.kind, len(order)), one.name))


def _needed(asked: Request, desk: Desk) -> list[tuple[str, Any, str]]:
    """Return what was asked for: the kind, how many, in what they are counted."""
    told = forces_of(desk.rulebook).needed.get(asked.kind)
    content = getattr(asked.message, "content", None)
    rows = content.body.get(told.group, ()) if told and content else ()
    return [
        (kind_in_words(row.get(told.kind, ""), desk), row.get(told.amount) or "", measure(row.get(told.kind, ""), desk))
        for row in rows
        if told
    ]
