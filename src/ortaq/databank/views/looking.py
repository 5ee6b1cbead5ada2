"""The look-up at the booth: one field, the purpose, what was found and why; and each hit settled by hand."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.databank import looking, settling, words
from ortaq.databank.common import agreed_use, bank_of
from ortaq.databank.faults import in_words, words_of
from ortaq.databank.forms import PERSON, LookUpForm, Settling
from ortaq.databank.models import Hit, LookUp
from ortaq.databank.telling import Told, told
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.erasing import span
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.faults import OTHERWISE, WORDS
from ortaq.exchange.models import Message
from ortaq.exchange.particulars import Particular, of_subject
from ortaq.rules import mrz
from ortaq.rules.mrz import Zone

RECENT, MATTERS = timedelta(days=3), 20
"""Of which events one may look somebody up without searching for them."""


@dataclass(frozen=True)
class Answer:
    """One hit as the page shows it."""

    hit: Hit
    told: Told | None
    register: str
    ground: str
    owner: str
    reasons: list[str]
    fields: list[Particular]
    state: str
    answer: str
    form: Settling | None


@door()
@in_words
def bank(request: Asked) -> HttpResponseBase:
    """The field in which one looks up; sending it writes the look-up down and leads to its answer.

    Whoever does not look up is led to what he may read.
    """
    desk = request.desk
    if not desk.may("may_look_up"):
        if request.method != "GET":
            raise PermissionDenied(gettext("Ваша должность этого не позволяет."))
        return redirect("materials")
    form = LookUpForm(request.POST or None, desk=desk, matters=matters_of(desk), initial={"bound": PERSON})
    status = 200
    form.fields["typed"].widget.attrs["autofocus"] = True
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                look = looking.look_up(form.looking(), id=form.cleaned_data["once"], **desk.who)
                return redirect("look-up", look.pk)
            except ExchangeError as error:
                status = WORDS.get(error.code, OTHERWISE)[0]
                form.add_error(None, words_of(error))
    page = {"form": form, "zone": _zone(form, desk), "agreed": _agreed_by(desk), **around(desk)}
    return render(request, "databank/bank.html", page, status=status)


@door("may_look_up")
@in_words
@require_GET
def look_up(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """What a look-up found; open to whoever asked, for as long as the pack says, and with it the field for the next."""
    desk = request.desk
    look = get_object_or_404(LookUp.objects.filter(unit=desk.unit).select_related("words"), pk=pk)
    asked = look.words.body if hasattr(look, "words") else {}
    is_open = is_open_to(look, desk)
    again = LookUpForm(desk=desk, matters=matters_of(desk), initial={"purpose": look.purpose, "bound": bound_of(look)})
    zone = mrz.read(asked["typed"], desk.today) if asked and mrz.looks_like_one(asked["typed"]) else None
    page = {
        "look": look,
        "asked": asked if is_open else {},
        "born": date.fromisoformat(asked["born"]) if is_open and asked.get("born") else None,
        "purpose": desk.said(bank_of(desk.rulebook).purposes[look.purpose].name),
        "way": words.way_in_words(look.way),
        "answers": answers_of(look, desk, asked.get("words", [])) if is_open else [],
        "is_open": is_open,
        "zone": faults_of(zone) if zone and is_open else None,
        "form": again,
        "wider": _wider(look, asked, desk) if is_open else None,
        **around(desk),
    }
    return render(request, "databank/look_up.html", page)


@door("may_look_up")
@in_words
@require_POST
def settlement(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say whether a hit is the same, and why."""
    desk = request.desk
    hit = get_object_or_404(Hit.objects.filter(unit=desk.unit).select_related("look_up"), pk=pk)
    form = Settling(request.POST, desk=desk)
    if not form.is_valid():
        page = {"form": form, "hit": hit}
        return render(request, "databank/settling.html", page, status=422)
    settling.settle(hit, form.cleaned_data["answer"], note=form.cleaned_data["note"], **desk.who)
    return redirect(reverse("look-up", args=[hit.look_up_id]) + f"#hit-{hit.rank}")


def answers_of(look: LookUp, desk: Desk, asked: list[str]) -> list[Answer]:
    """Return the hits of a look-up with the words that the database tells of them."""
    known = told(look)
    return [_answer(hit, known.get(hit.pk), desk, asked) for hit in look.hits.order_by("rank")]


def _answer(hit: Hit, about: Told | None, desk: Desk, asked: list[str]) -> Answer:
    data = bank_of(desk.rulebook)
    register = data.registers.get(about.register) if about else None
    ground = register.grounds.get(about.ground) if register and about else None
    answer = data.answers.get(hit.answer)
    return Answer(
        hit=hit,
        told=about,
        register=desk.said(register.name) if register else "",
        ground=desk.said(ground) if ground else "",
        owner=desk.name(hit.owner),
        reasons=[words.reason_in_words(one, asked) for one in hit.reasons],
        fields=of_subject(register.form, about.body, desk) if register and about else [],
        state=words.hit_in_words(hit.state),
        answer=desk.said(answer.name) if answer else hit.answer,
        form=Settling(desk=desk) if hit.is_open and desk.is_on_watch else None,
    )


def is_open_to(look: LookUp, desk: Desk) -> bool:
    """Whether the officer who asks may still read what he was answered."""
    within = look.at + span(bank_of(desk.rulebook, desk.unit.pk).opened) > desk.now
    return look.officer == desk.actor.officer and (within or look.hits.filter(state="open").exists())


def bound_of(look: LookUp) -> str:
    """Return what a look-up is bound to, as the form names it."""
    return str(look.matter) if look.matter else PERSON


def matters_of(desk: Desk) -> list[tuple[uuid.UUID, str]]:
    """Return the recent events that the unit knows, the newest first, each by one message."""
    recent = Message.objects.filter(sent_at__gt=desk.now - RECENT, matter__isnull=False).order_by("-sent_at")
    found: dict[uuid.UUID, str] = {}
    for one in recent[:200]:
        if len(found) < MATTERS:
            found.setdefault(one.matter, f"№ {one.number} – {desk.subject(one.clause)}")
    return list(found.items())


def around(desk: Desk) -> dict[str, Any]:
    """Return what each page of the data bank shows around its own matter."""
    return {
        "may_search": desk.may("may_look_up"),
        "may_look": desk.is_on_watch,
        "may_enter": desk.is_on_watch and desk.may("may_enter_bank"),
        "may_see_use": desk.may("may_see_look_ups"),
    }


def faults_of(zone: Zone) -> dict[str, Any]:
    """Return a zone with its faults in words."""
    return {"lines": zone.lines, "shape": zone.shape, "faults": [words.fault_in_words(one) for one in zone.faults]}


def _agreed_by(desk: Desk) -> str:
    """Return the joint acts by which this unit uses the bank; "" where it goes by the pack alone."""
    return ", ".join(dict.fromkeys(desk.said(one.source) for one in agreed_use(desk.rulebook, desk.unit.pk).values()))


def _zone(form: LookUpForm, desk: Desk) -> dict[str, Any] | None:
    typed = str(form.data.get("typed", ""))
    return faults_of(mrz.read(typed, desk.today)) if mrz.looks_like_one(typed) else None


def _wider(look: LookUp, asked: dict[str, Any], desk: Desk) -> LookUpForm | None:
    """Return the same look-up as a wide one, where it asked for a name and was none."""
    if look.is_wide or not asked.get("words"):
        return None
    typed = {"typed": asked["typed"], "born": asked["born"], "purpose": look.purpose, "bound": bound_of(look)}
    return LookUpForm(desk=desk, matters=matters_of(desk), initial={**typed, "is_wide": True}, auto_id="wide_%s")
