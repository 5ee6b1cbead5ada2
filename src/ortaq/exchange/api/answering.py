"""Answering: a program marks what was delivered to it; everything else is an officer's, on the addressee's watch."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from ortaq.duties.api import desk_of
from ortaq.duties.desk import Desk
from ortaq.exchange import answers, receipts
from ortaq.exchange.api.reading import visible
from ortaq.exchange.api.shapes import CallShape, RecipientShape, call_shape, recipient_shape
from ortaq.exchange.api.telling import unit_by
from ortaq.exchange.errors import NotAddressed
from ortaq.exchange.models import Call, Recipient
from ortaq.lib.operations import Code, Given, Reason, needs
from ortaq.lib.problems import not_found

router = Router(tags=["receipts"])


class ActGiven(Given):
    """What was done about it."""

    note: Reason


class ReferralGiven(Given):
    """Why it is not ours, and whose it may be; the next superior's where nobody is named."""

    reason: Reason
    instead: Code | None = None


class DisputeGiven(Given):
    """Why the call was not as logged."""

    reason: Reason


@router.post("/messages/{uuid:id}/delivery", auth=needs("deliver", "may_read_headers"), response={201: RecipientShape})
def mark_delivered(request: HttpRequest, id: uuid.UUID) -> Any:
    """Say that our own system holds the message durably. It silences nothing and stops no clock."""
    desk, recipient = desk_of(request), ours(request, id)
    receipts.deliver(recipient, by=desk.actor, at=desk.now)
    return moved(recipient, desk)


@router.post("/messages/{uuid:id}/reading", auth=needs(None, "may_acknowledge"), response={201: RecipientShape})
def mark_read(request: HttpRequest, id: uuid.UUID) -> Any:
    """Say that the watch has opened the message."""
    desk, recipient = desk_of(request), ours(request, id)
    receipts.read(recipient, by=desk.actor, at=desk.now)
    return moved(recipient, desk)


@router.post("/messages/{uuid:id}/acknowledgement", auth=needs(None, "may_acknowledge"), response={201: RecipientShape})
def acknowledge(request: HttpRequest, id: uuid.UUID) -> Any:
    """Take the message: the alarm falls silent and the climb stops."""
    desk, recipient = desk_of(request), ours(request, id)
    receipts.acknowledge(recipient, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    return moved(recipient, desk)


@router.post("/messages/{uuid:id}/action", auth=needs(None, "may_act"), response={201: RecipientShape})
def act(request: HttpRequest, id: uuid.UUID, given: ActGiven) -> Any:
    """Say what was done about it, where the subject expects an act."""
    desk, recipient = desk_of(request), ours(request, id)
    receipts.act(recipient, by=desk.actor, at=desk.now, note=given.note)
    return moved(recipient, desk)


@router.post("/messages/{uuid:id}/referral", auth=needs(None, "may_refer"), response={201: RecipientShape})
def refer(request: HttpRequest, id: uuid.UUID, given: ReferralGiven) -> Any:
    """Say that the matter is not ours; the climb goes on until somebody takes it."""
    desk, recipient = desk_of(request), ours(request, id)
    instead = unit_by(given.instead, desk) if given.instead else None
    receipts.not_for_us(
        recipient, by=desk.actor, at=desk.now, reason=given.reason, instead=instead, rulebook=desk.rulebook
    )
    return moved(recipient, desk)


@router.post("/calls/{uuid:id}/confirmation", auth=needs(None, "may_confirm_call"), response={201: CallShape})
def confirm_call(request: HttpRequest, id: uuid.UUID) -> Any:
    """Say that a call logged by its caller was made as logged."""
    desk, call = desk_of(request), called(id)
    answers.confirm(call, by=desk.actor, at=desk.now)
    return Status(201, call_shape(called(id), desk))


@router.post("/calls/{uuid:id}/dispute", auth=needs(None, "may_dispute_call"), response={201: CallShape})
def dispute_call(request: HttpRequest, id: uuid.UUID, given: DisputeGiven) -> Any:
    """Say that a call was not made as logged; the duty that it had closed opens again."""
    desk, call = desk_of(request), called(id)
    answers.dispute(call, by=desk.actor, at=desk.now, reason=given.reason)
    return Status(201, call_shape(called(id), desk))


def ours(request: HttpRequest, id: uuid.UUID) -> Recipient:
    """Return this unit's place among the addressees of a message that it sees; raises Problem, NotAddressed."""
    message = visible(id)
    found = Recipient.objects.filter(message=message, unit=request.unit).select_related("message").first()  # type: ignore[attr-defined]
    if found is None:
        raise NotAddressed("not addressed to this unit")
    return found


def called(id: uuid.UUID) -> Call:
    """Return a call that the caller's scope sees; raises Problem."""
    found = Call.objects.filter(pk=id).select_related("message", "answer", "binding").first()
    if found is None:
        raise not_found()
    return found


def moved(recipient: Recipient, desk: Desk) -> Any:
    """Answer 201 with where the addressee's ladder stands now; what was written is not repeated."""
    fresh = Recipient.objects.get(pk=recipient.pk)
    rungs = fresh.receipts.order_by("at")
    return Status(201, recipient_shape(fresh, rungs, desk, tells=False))
