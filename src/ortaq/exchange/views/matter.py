"""The page of one matter: what was said and written, the ladders, the timeline, the paper, the proof."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from ortaq.access.marks import in_background
from ortaq.duties.desk import Asked, Desk, door
from ortaq.duties.forms import Explanation
from ortaq.exchange import receipts
from ortaq.exchange.afterforms import Working
from ortaq.exchange.documents import Filing
from ortaq.exchange.errors import NotAddressed, NotOnWatch
from ortaq.exchange.forms import Deed, LoggedCall, NotForUs, Reason
from ortaq.exchange.models import Message, Recipient
from ortaq.exchange.outside.models import Attempt
from ortaq.exchange.panel import panels
from ortaq.exchange.request_forms import Refusal, Words
from ortaq.exchange.story import Story
from ortaq.exchange.views.telling import urgent_regime
from ortaq.ledger.models import Entry, Sealed


@door()
@require_GET
def message(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """One matter: said and written, the ladder of each addressee, the timeline. Opening it is reading it."""
    asked = get_object_or_404(Message, pk=pk)
    if asked.matter != asked.pk and Message.objects.filter(pk=asked.matter).exists():
        return redirect(f"{reverse('message', args=[asked.matter])}#m-{asked.pk}")
    desk = request.desk
    note_reading(desk, asked)
    return render(request, "exchange/message.html", message_page(desk, Story(desk, asked)))


@in_background
@door()
@require_GET
def message_part(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """The living part of the page of one matter."""
    desk = request.desk
    story = Story(desk, get_object_or_404(Message, pk=pk))
    if request.GET.get("seen") == story.digest:
        return HttpResponse(status=204)
    return render(request, "exchange/_message.html", message_page(desk, story))


@door()
@require_GET
def paper(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """The matter as the customary form, for A4."""
    desk = request.desk
    return render(request, "exchange/paper.html", message_page(desk, Story(desk, get_object_or_404(Message, pk=pk))))


@door()
@require_GET
def proof(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """What the ledger holds of the matter: each entry, its number in the tree and its leaf."""
    desk = request.desk
    story = Story(desk, get_object_or_404(Message, pk=pk))
    moved = [receipt.pk for receipt in story.moved]
    rows: list[Sequence[Any]] = [story.recipients, story.calls, story.climbs, story.bindings]
    asked = [pk for one in story.requests for pk in (one.pk, *(step.pk for step in one.history.all()))]
    went = Attempt.objects.filter(message__in=story.ids)
    filed = Filing.objects.filter(message__in=story.ids).values_list("pk", flat=True)
    records = [
        *story.ids,
        *moved,
        *asked,
        *filed,
        *(one.pk for one in went),
        *(row.pk for many in rows for row in many),
    ]
    entries = list(Entry.objects.filter(record__in=records).order_by("at", "id"))
    sealed = {one.entry: one for one in Sealed.objects.filter(entry__in=[entry.pk for entry in entries])}
    lines = [(entry, sealed.get(entry.pk)) for entry in entries]
    return render(request, "exchange/proof.html", {"story": story, "asked": story.asked, "lines": lines})


def message_page(desk: Desk, story: Story) -> dict[str, Any]:
    """Return what the page of a matter shows."""
    return {
        "story": story,
        "asked": story.asked,
        "deed": Deed(),
        "not_for_us": NotForUs(units=others(desk)),
        "dispute": Reason(),
        "logged": LoggedCall(desk=desk),
        "working": Working(desk=desk),
        **requests_of(desk, story),
        "may_ask": desk.may("may_ask_for_content"),
    }


def requests_of(desk: Desk, story: Story) -> dict[str, Any]:
    """Return what is asked in the matter, each with the forms of its next steps; nothing where it asks nothing."""
    shown = panels(desk, story.requests)
    for one in shown:
        ids = f"{one.request.pk}-"
        one.forms = {name: Words(auto_id=f"{ids}{name}-%s") for name in ("question", "clarification", "withdrawal")}
        one.forms["refusal"] = Refusal(grounds=one.refusals, auto_id=f"{ids}refusal-%s")
        one.forms["explanation"] = Explanation(desk=desk, auto_id=f"{ids}explanation-%s")
    return {"panels": shown} if shown else {}


def note_reading(desk: Desk, asked: Message) -> None:
    """Move the rung "read" where the reader stands watch for an addressee; any other reader moves nothing."""
    if not desk.is_on_watch:
        return
    for recipient in Recipient.objects.filter(
        message__matter=asked.matter, unit=desk.unit, step="delivered"
    ).select_related("message"):
        try:
            receipts.read(recipient, by=desk.actor, at=desk.now)
        except NotOnWatch:
            return


def others(desk: Desk) -> list[tuple[int, str]]:
    """Return the units that a matter may be passed to: the counterparts and the superiors; none from a body outside."""
    if not desk.unit.is_party:
        return []
    from_here = [one.unit for one in desk.rulebook.route(urgent_regime(desk).clause, desk.unit.pk)]
    units = dict.fromkeys([*from_here, *desk.rulebook.superiors(desk.unit.pk)])
    return [(unit, desk.name(unit)) for unit in units]


def again(request: Asked, pk: uuid.UUID, faulty: dict[str, Any]) -> HttpResponse:
    """Show the message page once more with what was typed and what is wrong with it."""
    desk = request.desk
    story = Story(desk, get_object_or_404(Message, pk=pk))
    return render(request, "exchange/message.html", {**message_page(desk, story), **faulty}, status=422)


def back(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """Return to the page that the button stood on, else to the message. A living part does not know its page."""
    came_from = request.headers.get("Referer", "")
    if came_from and url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return redirect(came_from)
    return redirect("message", pk)


def ours(request: Asked, pk: uuid.UUID) -> Recipient:
    """Return this unit's place among the addressees; raises NotAddressed."""
    found = Recipient.objects.filter(message=pk, unit=request.unit).select_related("message").first()
    if found is None:
        raise NotAddressed("not addressed to this unit", unit=request.unit.pk)
    return found
