"""The steps of an act, one verb and one address each, and the page on which they are taken."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from ortaq.access.marks import in_background
from ortaq.acts import signing
from ortaq.acts.errors import OwnKeyError
from ortaq.acts.faults import in_words, words_of
from ortaq.acts.forms import Why
from ortaq.acts.keys import current
from ortaq.acts.models import Version
from ortaq.acts.signing_forms import Signing
from ortaq.acts.views.found import act_page, back, shown, version_of
from ortaq.duties.desk import Asked, door

hidden = sensitive_post_parameters("passphrase", "again")


@door()
@require_GET
def act(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """One act: its content as a document, who signed, who is awaited, what happens next."""
    return act_page(request, version_of(pk, request.GET.get("version", "")))


@in_background
@door()
@require_GET
def act_part(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """The living part of the page; 204 where nothing on it has changed since `seen`."""
    page = shown(request, version_of(pk, request.GET.get("version", "")))
    if request.GET.get("seen") == page["page"].digest:
        return HttpResponse(status=204)
    return render(request, "acts/_act.html", page)


@hidden
@door("may_sign_act")
@require_POST
@in_words
def act_signature(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Sign for the unit, with the officer's own key."""
    version = version_of(pk, request.POST.get("n", ""))
    words = gettext("Подписано. Ваша подпись стоит под этим текстом.")
    return _signed(request, version, signing.sign, words)


@hidden
@door("may_approve_act")
@require_POST
@in_words
def act_approval(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Approve as the superior of a party."""
    version = version_of(pk, request.POST.get("n", ""))
    return _signed(request, version, signing.approve, gettext("Утверждено."))


@door("may_sign_act")
@require_POST
@in_words
def act_submission(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Lay what all parties signed before their superiors."""
    version, desk = version_of(pk, request.POST.get("n", "")), request.desk
    signing.submit(version, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    return back(request, version.act, gettext("Представлен на утверждение. Вышестоящим открыт текст."))


@door("may_sign_act")
@require_POST
@in_words
def act_refusal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Refuse it with a reason."""
    version = version_of(pk, request.POST.get("n", ""))
    words = gettext("Отклонён. Стороны видят причину и могут начать новую редакцию.")
    return _with_reason(request, version, signing.refuse, "refusal", words)


@door("may_sign_act")
@require_POST
@in_words
def act_end(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """End what is in force."""
    version = version_of(pk, request.POST.get("n", ""))
    return _with_reason(request, version, signing.end, "ending", gettext("Акт прекращён."))


def _signed(request: Asked, version: Version, verb: Any, words: str) -> HttpResponseBase:
    """Take a step that is a signature; a passphrase that does not fit is said beside its field."""
    desk = request.desk
    form = Signing(request.POST, is_first=current(desk.actor.officer) is None)
    if form.is_valid():
        try:
            verb(version, form.cleaned_data["passphrase"], by=desk.actor, at=desk.now, rulebook=desk.rulebook)
        except OwnKeyError as error:
            request.counted = True
            form.add_error("passphrase", words_of(error))
        else:
            return back(request, version.act, words, version.n)
    return act_page(request, version, status=422, signing=form)


def _with_reason(request: Asked, version: Version, verb: Any, name: str, words: str) -> HttpResponseBase:
    desk, form = request.desk, Why(request.POST, auto_id=f"{name}-%s")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        verb(version, reason, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
        return back(request, version.act, words, version.n)
    return act_page(request, version, status=422, **{name: form})
