"""What the called watch says of a call that the caller logged: it was so, or it was not.

A dispute reopens what the call had closed, until it is made again or the watches agree.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ortaq.access.models import Watch
from ortaq.duties.models import Duty
from ortaq.duties.moves import reopen
from ortaq.exchange.errors import AlreadyDone, NotOnWatch, NotPossible
from ortaq.exchange.models import Answer, Call
from ortaq.exchange.notice import tell_screens
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many


def confirm(call: Call, *, by: Actor, at: datetime) -> Answer:
    """Say that the call was made as logged. Raises NotOnWatch, AlreadyDone."""
    return _answer(call, True, "", by=by, at=at)


def dispute(call: Call, *, by: Actor, at: datetime, reason: str) -> Answer:
    """Say that the call was not made as logged, and why; the duty it had closed opens again.

    Raises NotPossible without a reason, NotOnWatch, AlreadyDone.
    """
    if not reason.strip():
        raise NotPossible("what is disputed must be said", step="disputed")
    with transaction.atomic():
        answer = _answer(call, False, reason, by=by, at=at)
        closed = Duty.objects.filter(done_by=call.pk).values_list("key", flat=True)
        reopen(list(closed), by=by, at=at, record=answer.pk, reason=reason)
    return answer


def _answer(call: Call, confirmed: bool, reason: str, *, by: Actor, at: datetime) -> Answer:
    if by.unit != call.unit_id or not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only the called watch answers for a call", unit=call.unit_id)
    answer = Answer(
        call=call,
        message_id=call.message_id,
        confirmed=confirmed,
        reason=reason,
        at=at,
        officer=by.officer,
        officer_name=by.name,
        unit_id=call.unit_id,
        session=by.session or "",
        visible_to=call.visible_to,
    )
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyDone("somebody was first", step="answered") from error
    record_many([("call.answered", answer.pk, answer.to_ledger(), by, at)])
    tell_screens(call.message, [call.unit_id, call.by_unit_id], what="changed")
    return answer
