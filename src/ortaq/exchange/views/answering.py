"""What an addressee answers, and what is taken down of a call: one verb, one address."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ortaq.duties.desk import Asked, door
from ortaq.exchange import answers, receipts
from ortaq.exchange.faults import in_words
from ortaq.exchange.forms import Deed, LoggedCall, NotForUs, Reason
from ortaq.exchange.models import Call, Message
from ortaq.exchange.sending import Told, log_call
from ortaq.exchange.views.matter import again, back, others, ours


@door("may_acknowledge")
@require_POST
@in_words
def acknowledgement(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Take a message; from the strip one stays where one was."""
    desk, recipient = request.desk, ours(request, pk)
    receipts.acknowledge(recipient, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    messages.success(request, gettext("Принято: № %s.") % recipient.message.number)
    return back(request, pk)


@door("may_act")
@require_POST
@in_words
def action(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say what was done about a message."""
    desk, form = request.desk, Deed(request.POST)
    if not form.is_valid():
        return again(request, pk, {"deed": form})
    receipts.act(ours(request, pk), by=desk.actor, at=desk.now, note=form.cleaned_data["note"])
    return back(request, pk)


@door("may_refer")
@require_POST
@in_words
def refusal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that the matter is not this unit's; the climb goes on."""
    desk = request.desk
    form = NotForUs(request.POST, units=others(desk))
    if not form.is_valid():
        return again(request, pk, {"not_for_us": form})
    receipts.not_for_us(
        ours(request, pk),
        by=desk.actor,
        at=desk.now,
        reason=form.cleaned_data["reason"],
        instead=form.cleaned_data["instead"],
        rulebook=desk.rulebook,
    )
    return back(request, pk)


@door("may_call")
@require_POST
@in_words
def call_new(request: Asked, pk: uuid.UUID, unit: int) -> HttpResponseBase:
    """Take down a call to an addressee who had not been called."""
    desk = request.desk
    told = get_object_or_404(Message, pk=pk, unit=desk.unit)
    form = LoggedCall(request.POST, desk=desk)
    if not form.is_valid():
        return again(request, pk, {"logged": form, "logged_unit": unit})
    data = form.cleaned_data
    log_call(
        told,
        Told(unit, data["at"], to=data["who"], read_back=data["back"]),
        by=desk.actor,
        at=desk.now,
        rulebook=desk.rulebook,
    )
    return back(request, pk)


@door("may_confirm_call")
@require_POST
@in_words
def call_confirmation(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that a logged call was as logged."""
    call = get_object_or_404(Call, pk=pk)
    answers.confirm(call, by=request.actor, at=request.desk.now)
    return back(request, call.message_id)


@door("may_dispute_call")
@require_POST
@in_words
def call_dispute(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that a logged call was not as logged; the duty it closed opens again."""
    call = get_object_or_404(Call, pk=pk)
    form = Reason(request.POST)
    if not form.is_valid():
        return again(request, call.message_id, {"dispute": form})
    answers.dispute(call, by=request.actor, at=request.desk.now, reason=form.cleaned_data["reason"])
    return back(request, call.message_id)
