"""Handing over: the list of hand-overs, and the form that offers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.custody import offering
from ortaq.custody.board import MOST, PAGE, Row, offers_of, rows_of
from ortaq.custody.faults import in_words, words_of
from ortaq.custody.handovers import HandOver, Line
from ortaq.custody.models import HELD, Charge
from ortaq.custody.owing import custody_of
from ortaq.custody.passing import receivers_of
from ortaq.custody.passing_forms import Offering
from ortaq.custody.words import handover_in_words
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import drafts
from ortaq.exchange.errors import AlreadySent, ExchangeError
from ortaq.exchange.models import Message
from ortaq.exchange.views.journal import older, place
from ortaq.rules.life import HAND_OVER, LINE

DRAFT = "hand-over"


@door()
@in_words
@require_GET
def handovers(request: Asked) -> HttpResponseBase:
    """What is offered to us, and what we offer, with the clock of each."""
    desk, given = request.desk, request.GET
    side, state = given.get("side", "in"), given.get("state", "open")
    rows = _of_side(desk, side)
    rows = rows if state == "all" else rows.exclude(state__in=HAND_OVER.ended)
    if before := place(given.get("before", "")):
        at, pk = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=pk))
    found = list(rows.order_by("-at", "-id")[: PAGE + 1])
    page = found[:PAGE]
    context = {
        "side": side,
        "state": state,
        "may_act": desk.is_on_watch and desk.may("may_keep_charges"),
        "rows": [(one, handover_in_words(one.handover.state)) for one in offers_of(page, desk)],
        "waiting": HandOver.objects.filter(receiver=desk.unit).exclude(state__in=HAND_OVER.ended).count(),
        "older": older(given, (page[-1].at, page[-1].pk)) if len(found) > PAGE else "",
    }
    return render(request, "custody/hand_overs.html", context)


@door("may_keep_charges")
@in_words
def handover_new(request: Asked) -> HttpResponseBase:
    """To whom, whom and what; what is missing first, with the door to it."""
    desk = request.desk
    asked = _asked(request.GET.getlist("charge"), request.GET.get("message", ""))
    ticked = [one for one in map(read_uuid, request.POST.getlist("charge")) if one]
    rows = _offerable(desk, {*asked, *ticked}, read_uuid(request.POST.get("once", "")))
    form = Offering(request.POST or None, desk=desk, rows=rows, receivers=receivers_of(desk))
    if request.method == "POST" and (answer := _offer(request, form)):
        return answer
    kept = drafts.of(desk, DRAFT)
    if asked:
        form.initial["charge"] = [str(pk) for pk in asked]
    elif kept.body and not form.is_bound:
        form.restore({**kept.body, "charge": _many(kept.body.get("charge", ()))})
    page = {
        "form": form,
        "clause": custody_of(desk.rulebook).clause,
        "held_up": [one for one in rows if one.missing],
        "asked": asked,
        "draft": reverse("draft", args=[DRAFT]),
        "kept": kept,
    }
    return render(request, "custody/hand_over_new.html", page, status=422 if form.is_bound else 200)


def _offer(request: Asked, form: Offering) -> HttpResponse | None:
    desk = request.desk
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        handover = offering.offer(form.chosen(), data["to"], words=data["words"], id=data["once"], **desk.who)
    except ExchangeError as error:
        if isinstance(error, AlreadySent):
            form.renew()
        form.add_error(None, words_of(error, desk))
        return None
    drafts.forget(desk, DRAFT)
    words = gettext("Передача № %(number)s предложена: %(unit)s. До приёма хранитель – вы.")
    messages.success(request, words % {"number": handover, "unit": desk.name(handover.receiver_id)})
    return redirect("hand-over", handover.pk)


def _offerable(desk: Desk, wanted: set[uuid.UUID], again: uuid.UUID | None) -> list[Row]:
    """Return what the unit holds and does not offer yet, people first; and what this very form has offered before.

    However much that is, what is wanted is among it.
    """
    open_ones = Line.objects.filter(state=LINE.start).values("charge")
    free = Q(custodian=desk.unit, status=HELD) & ~Q(pk__in=open_ones)
    held = Charge.objects.filter(free | Q(pk__in=Line.objects.filter(handover=again).values("charge")))
    named, others = held.filter(pk__in=wanted), held.exclude(pk__in=wanted).order_by("due_at", "-since")[:MOST]
    rows = rows_of([*named, *others], desk)
    return sorted(rows, key=lambda one: not one.is_person)


def _asked(charges: Sequence[str], message: str) -> list[uuid.UUID]:
    """Return what the address asks to hand over: those named, or all of a message's matter."""
    if identity := read_uuid(message):
        matter = Charge.objects.filter(Q(matter=identity) | Q(matter__in=_matter_of(identity)))
        return list(matter.values_list("pk", flat=True))
    return [one for one in map(read_uuid, charges) if one]


def _matter_of(message: uuid.UUID) -> Any:
    return Message.objects.filter(pk=message).values("matter")


def _of_side(desk: Desk, side: str) -> QuerySet[HandOver]:
    unit = desk.unit
    sides = {"out": Q(unit=unit), "below": Q()}
    return HandOver.objects.filter(sides.get(side, Q(receiver=unit)))


def read_uuid(text: str) -> uuid.UUID | None:
    """Return what an address names; None where it names nothing."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _many(typed: str | Iterable[str]) -> list[str]:
    return [typed] if isinstance(typed, str) else list(typed)
