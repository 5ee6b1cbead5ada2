"""What the custodian writes down of a charge: one verb, one address."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ortaq.custody import detaining, entering, keeping
from ortaq.custody.card import Card
from ortaq.custody.errors import CustodyError
from ortaq.custody.faults import in_words, words_of
from ortaq.custody.forms import Deed, OfFields
from ortaq.custody.models import Override
from ortaq.custody.views.charge import (
    annex_form,
    card_of,
    deed,
    description_of,
    once_more,
    passing_over,
    prolongation,
)
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.errors import FileError, FilesGone, NothingSaid, NotPossible, StateSecret, TimesDisagree
from ortaq.exchange.uploading import takes_files

ON_THE_FORM = (CustodyError, NothingSaid, TimesDisagree, StateSecret, NotPossible, FileError, FilesGone)
"""Refusals that say what is wrong with what was typed; while the unit is the custodian they stand beside it."""


@takes_files
@door("may_keep_charges")
@require_POST
@in_words
def entry(request: Asked, pk: uuid.UUID, code: str) -> HttpResponseBase:
    """Write down what was done with it: weighed, opened, sealed anew, released …"""
    card = card_of(request.desk, pk)
    kind = card.custody.entries.get(code) or _unknown()
    form = deed(card, kind, request.POST)
    form.take_photographs(request.FILES)
    verb = _deed(entering.enter, card, code, form, with_files=True)
    return _done(request, card, f"entry-{code}", form, verb, "chain", kind.name)


@door("may_keep_charges")
@require_POST
@in_words
def safeguard(request: Asked, pk: uuid.UUID, code: str) -> HttpResponseBase:
    """Write down that a safeguard was given."""
    card = card_of(request.desk, pk)
    rule = card.custody.safeguards.get(code) or _unknown()
    form = Deed(request.POST, desk=request.desk, subject=rule.form, whole=True, auto_id=f"safeguard-{code}-%s")
    verb = _deed(entering.safeguard, card, code, form)
    return _done(request, card, f"safeguard-{code}", form, verb, "safeguards", rule.name)


@takes_files
@door("may_keep_charges")
@require_POST
@in_words
def description(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Write its fields down anew; what stood before stays in the chain."""
    card = card_of(request.desk, pk)
    form = description_of(card, request.POST)
    form.take_photographs(request.FILES)
    verb = _body(entering.describe, card, form, with_files=True)
    return _done(request, card, "description", form, verb, "fields")


@door("may_read_annex")
@require_POST
@in_words
def annex(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Write the sensitive fields down anew."""
    card = card_of(request.desk, pk)
    form = annex_form(card, request.POST) if card.kind.annex else _unknown()
    return _done(request, card, "annex", form, _body(entering.annex, card, form), "annex")


@door("may_keep_charges")
@require_POST
@in_words
def override_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Ask that a safeguard be passed over, on a ground of the law; a second officer decides."""
    card, code = card_of(request.desk, pk), request.POST.get("safeguard", "")
    if code not in card.custody.safeguards:
        raise Http404
    form = passing_over(card, code, request.POST)

    def ask() -> Any:
        data = form.cleaned_data
        return detaining.ask_override(
            card.charge, code, data["ground"], data["reason"], id=data["once"], **request.desk.who
        )

    words = card.custody.safeguards[code].name
    return _done(request, card, f"override-{code}", form, ask, "safeguards", words)


@door("may_confirm_override")
@require_POST
@in_words
def override_confirmation(request: Asked, pk: uuid.UUID, override: uuid.UUID) -> HttpResponseBase:
    """Confirm that it is passed over."""
    return _settled(request, pk, override, confirmed=True)


@door("may_confirm_override")
@require_POST
@in_words
def override_refusal(request: Asked, pk: uuid.UUID, override: uuid.UUID) -> HttpResponseBase:
    """Decline: it stays owed."""
    return _settled(request, pk, override, confirmed=False)


@door("may_keep_charges")
@require_POST
@in_words
def prolongation_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Hold somebody on a further limit of the law, by the act that says so."""
    card = card_of(request.desk, pk)
    form = prolongation(card, request.POST)

    def prolong() -> Any:
        data = form.cleaned_data
        return detaining.prolong(card.charge, data["limit"], data["paper"], **request.desk.who)

    return _done(request, card, "prolongation", form, prolong, "clock")


def _done(
    request: Asked, card: Card, name: str, form: Any, verb: Callable[[], Any], where: str, what: Any = None
) -> HttpResponseBase:
    """Call the verb with a valid form and lead back; show the form again where it, or the verb, says what is wrong.

    Where another unit holds it by now the form is of no more use: the page says who.
    """
    if not form.is_valid():
        if not card.may_act:
            _refuse_strangers(card, request.desk)
        return once_more(request, card, name, form)
    try:
        verb()
    except ON_THE_FORM as error:
        if not card.may_act:
            raise
        form.add_error(None, words_of(error, request.desk))
        return once_more(request, card, name, form)
    if isinstance(form, OfFields):
        form.done()
    words = f"№ {card.charge}: {request.desk.said(what)}" if what else f"№ {card.charge}"
    messages.success(request, gettext("%s – записано.") % words)
    return redirect(f"{reverse('charge', args=[card.charge.pk])}#{where}")


def _refuse_strangers(card: Card, desk: Desk) -> None:
    """Raise what the verbs raise for whoever is no custodian: nothing that he types is judged."""
    keeping.on_watch(desk.actor, desk.now)
    keeping.refuse_strangers(card.charge, desk.actor)


def _settled(request: Asked, pk: uuid.UUID, override: uuid.UUID, *, confirmed: bool) -> HttpResponseBase:
    asked = get_object_or_404(Override.objects.select_related("charge"), pk=override, charge=pk)
    detaining.settle_override(asked, confirmed=confirmed, **request.desk.who)
    messages.success(request, gettext("Пропуск подтверждён.") if confirmed else gettext("Пропуск отклонён."))
    return redirect(f"{reverse('charge', args=[pk])}#safeguards")


def _deed(
    verb: Callable[..., Any], card: Card, code: str, form: Deed, *, with_files: bool = False
) -> Callable[[], Any]:
    def call() -> Any:
        data, files = form.cleaned_data, {"files": form.attached()} if with_files else {}
        when = data.get("when")
        return verb(card.charge, code, form.body(), id=data["once"], happened_at=when, **files, **card.desk.who)

    return call


def _body(verb: Callable[..., Any], card: Card, form: OfFields, *, with_files: bool = False) -> Callable[[], Any]:
    def call() -> Any:
        files = {"files": form.attached()} if with_files else {}
        return verb(card.charge, form.body(), id=form.cleaned_data["once"], **files, **card.desk.who)

    return call


def _unknown() -> Any:
    raise Http404("the pack knows no such thing")
