"""The page of one charge, and what is read on it: a person's record not without its reason."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ortaq.custody import measures, readings
from ortaq.custody.card import Card
from ortaq.custody.chain import Chain
from ortaq.custody.concerning import Concern, concern
from ortaq.custody.faults import in_words
from ortaq.custody.forms import Deed, OfFields, PassingOver, Prolongation, Purpose
from ortaq.custody.models import Charge, Entry
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.models import Message
from ortaq.ledger.models import Entry as InLedger
from ortaq.ledger.models import Sealed
from ortaq.rules.custody import EntryKind

Faulty = Mapping[str, Any]


@door()
@in_words
@require_GET
def charge(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Who holds it, the clock, its fields, the safeguards, what can be done, the chain.

    To the competent unit, which does not hold it: the sensitive fields alone.
    """
    if told := _concern(request.desk, pk):
        return render(request, "custody/concern.html", {"concern": told, "reading": Purpose()})
    card = card_of(request.desk, pk)
    return render(request, "custody/charge.html", charge_page(card))


@door("may_read_content")
@require_POST
@in_words
def charge_reading(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say what a person's record is read for; from then on it is open in this session."""
    return _read(request, pk, "reading")


@door("may_read_annex")
@require_POST
@in_words
def annex_reading(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say what the sensitive fields are read for; from then on they are open in this session."""
    if told := _concern(request.desk, pk):
        return _read_concern(request, told)
    return _read(request, pk, "annex-reading")


@door()
@in_words
@require_GET
def proof(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """What the ledger holds of the charge, as far as this unit sees its rows."""
    card = card_of(request.desk, pk)
    rows = [one.pk for one in card.events] + list(card.charge.lines.values_list("pk", flat=True))
    entries = list(InLedger.objects.filter(record__in=[pk, *rows]).order_by("at", "id"))
    sealed = {one.entry: one for one in Sealed.objects.filter(entry__in=[one.pk for one in entries])}
    lines = [(one, sealed.get(one.pk)) for one in entries]
    return render(request, "custody/proof.html", {"card": card, "charge": card.charge, "lines": lines})


def card_of(desk: Desk, pk: uuid.UUID) -> Card:
    """Return a charge that this unit sees, with all that happened to it."""
    with_words = Prefetch(
        "entered", Entry.objects.select_related("words").prefetch_related("photographs").order_by("n")
    )
    rows = Charge.objects.prefetch_related("chain", "detentions", "overrides", with_words)
    return Card(desk, get_object_or_404(rows, pk=pk))


def charge_page(card: Card, faulty: Faulty | None = None) -> dict[str, Any]:
    """Return what the page shows; a form that was refused comes back in its place. Reading by duty is written down."""
    desk, wrong = card.desk, faulty or {}
    if card.kind.is_person and card.is_read and card.works_with_it:
        readings.by_duty(card.charge, desk)
    of_matter = Message.objects.filter(matter=card.charge.matter) if card.charge.matter else Message.objects.none()
    return {
        "card": card,
        "charge": card.charge,
        "duties": with_forms(card, wrong),
        "links": Chain(card).links(),
        "held_up_end": card.held_up("end"),
        "matters": [(one, desk.subject(one.clause)) for one in of_matter.order_by("sent_at")],
        "readings": readings.of_charge(card.charge) if desk.may("may_see_readings") else [],
        "wrong": wrong,
        "reading": wrong.get("reading") or Purpose(auto_id="reading-%s"),
        "annex_reading": wrong.get("annex-reading") or Purpose(auto_id="annex-reading-%s"),
        **(_forms(card, wrong) if card.may_act else {}),
    }


def with_forms(card: Card, wrong: Faulty) -> list[Any]:
    """Return the safeguards, those that are missing with the forms by which they are given or passed over."""
    duties = card.duties
    for one in duties if card.may_act else ():
        if one.done or one.passed:
            continue
        code = one.rule.code
        one.form = wrong.get(f"safeguard-{code}") or Deed(
            desk=card.desk, subject=one.rule.form, whole=True, auto_id=f"safeguard-{code}-%s"
        )
        if one.rule.overrides and not one.asked:
            one.pass_over = wrong.get(f"override-{code}") or passing_over(card, code)
    return duties


def passing_over(card: Card, code: str, typed: Any = None) -> PassingOver:
    """Return the form that asks to pass a safeguard over."""
    rule = card.custody.safeguards[code]
    grounds = [(ground, card.desk.said(text)) for ground, text in rule.overrides.items()]
    return PassingOver(typed, grounds=grounds, initial={"safeguard": code}, auto_id=f"override-{code}-%s")


def prolongation(card: Card, typed: Any = None) -> Prolongation:
    """Return the form that prolongs."""
    return Prolongation(typed, limits=[(one.code, card.desk.said(one.ground)) for one in card.further_limits])


def once_more(request: Asked, card: Card, name: str, form: Any) -> HttpResponse:
    """Show the page with what was typed and what is wrong with it; an answer of 400 or more would undo kept files."""
    return render(
        request,
        "custody/charge.html",
        charge_page(card, {name: form}),
        status=200 if getattr(form, "kept", False) else 422,
    )


def deed(card: Card, kind: EntryKind, typed: Any = None) -> Deed:
    """Return the form of an entry; photographs wait under its charge and kind until it is written down."""
    waiting = f"custody-{card.charge.pk}-{kind.code}" if kind.files else ""
    return Deed(typed, desk=card.desk, subject=kind.form, photographs=waiting, auto_id=f"entry-{kind.code}-%s")


def description_of(card: Card, typed: Any = None) -> OfFields:
    """Return the form by which its fields are written down anew."""
    waiting = f"custody-{card.charge.pk}" if card.kind.files else ""
    return OfFields(typed, desk=card.desk, subject=card.kind.form, photographs=waiting, auto_id="description-%s")


def _forms(card: Card, wrong: Faulty) -> dict[str, Any]:
    """Return the forms of whoever holds it."""
    desk, (going_on, ending) = card.desk, card.entries
    made: dict[str, Any] = {}
    for name, kinds in (("entries", going_on), ("endings", ending)):
        made[name] = [(one, wrong.get(f"entry-{one.code}") or deed(card, one)) for one in kinds]
    made["tells_others"] = measures.received_by(card.charge, desk.unit.pk) is not None
    made["description"] = wrong.get("description") or _with(card.body, description_of(card))
    if card.is_annex_open and card.kind.annex:
        made["annex"] = wrong.get("annex") or _with(card.annex_body, annex_form(card))
    if card.further_limits:
        made["prolongation"] = wrong.get("prolongation") or prolongation(card)
    return made


def annex_form(card: Card, typed: Any = None) -> OfFields:
    """Return the form by which the sensitive fields are written down anew."""
    assert card.kind.annex is not None
    return OfFields(typed, desk=card.desk, subject=card.kind.annex, auto_id="annex-%s")


def _with(body: Mapping[str, Any], form: OfFields) -> OfFields:
    form.know(body)
    return form


def _concern(desk: Desk, pk: uuid.UUID) -> Concern | None:
    return None if Charge.objects.filter(pk=pk).exists() else concern(pk, desk)


def _read_concern(request: Asked, told: Concern) -> HttpResponseBase:
    form = Purpose(request.POST)
    if not form.is_valid():
        return render(request, "custody/concern.html", {"concern": told, "reading": form}, status=422)
    readings.read(readings.annex_record(told.charge), form.said(), request.desk, owner=told.unit)
    return redirect("charge", told.charge)


def _read(request: Asked, pk: uuid.UUID, name: str) -> HttpResponseBase:
    card, form = card_of(request.desk, pk), Purpose(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return once_more(request, card, name, form)
    record = readings.annex_record(pk) if name == "annex-reading" else readings.whole_record(card.charge)
    readings.read(record, form.said(), request.desk, owner=card.charge.custodian_id)
    return redirect(f"{reverse('charge', args=[pk])}#{'annex' if name == 'annex-reading' else 'fields'}")
