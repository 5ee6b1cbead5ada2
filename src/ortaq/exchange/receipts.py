"""The ladder of receipts: delivered, read, acknowledged, acted; and "not for us", which silences nothing.

Only an officer on the addressee's watch moves a rung; that a message was delivered, a program of the addressee's may
say. Each rung is a row of its own and an entry of the ledger, which is how the node signs it: the entry names the
officer and the session, and the signed head covers it.

Where an act is expected an acknowledgement is a promise with a term: `climb_at` then says when it expires.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ortaq.access.models import Watch
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.asking import take_over
from ortaq.exchange.documents import Filing
from ortaq.exchange.errors import AlreadyDone, NotAddressed, NotOnWatch, NotPossible, Recalled, TooLong, Withdrawn
from ortaq.exchange.gaps import unanswered, why_instead
from ortaq.exchange.models import (
    CONSOLE,
    COPY,
    CORRECTION,
    EXPIRED,
    ORAL,
    REROUTED,
    STAND_IN,
    WITHDRAWAL,
    WORKING,
    Call,
    Content,
    Message,
    Receipt,
    Recipient,
)
from ortaq.exchange.notice import tell_screens
from ortaq.exchange.relations import recalled_from, stems, untaken, withdrawal_of
from ortaq.exchange.sending import Told, log_call, tell_of_withdrawn
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many
from ortaq.lib.ids import uuid_of
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import RECEIPT
from ortaq.rules.text import LANGUAGES


def deliver(recipient: Recipient, *, by: Actor, at: datetime) -> None:
    """Note that the addressee's own system holds the message durably; said again, it changes nothing.

    It needs no watch: a program says so, and it silences nothing. Raises NotAddressed.
    """
    if by.unit != recipient.unit_id:
        raise NotAddressed("only the addressee says that it was delivered", unit=recipient.unit_id)
    if RECEIPT.allows(recipient.step, "deliver"):
        _move(recipient, "deliver", by=by, at=at, delivered_at=at)
        tell_screens(recipient.message, [recipient.unit_id], what="changed")


def read(recipient: Recipient, *, by: Actor, at: datetime) -> None:
    """Note that the watch has opened the message; opening it again changes nothing."""
    if RECEIPT.allows(recipient.step, "read"):
        _rung(recipient, "read", by=by, at=at, read_at=at)
        tell_screens(recipient.message, [recipient.unit_id], what="changed")


def acknowledge(recipient: Recipient, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Take the message: the alarm falls silent and the climb that began at this addressee stops.

    What is taken on the console from a unit that had not called counts as told by any means, so the clock of the
    writing starts here. Taking a correction takes what it corrects, for both stand on one page; taking a withdrawal
    is being told, in writing. Raises NotOnWatch, AlreadyDone, NotPossible, Withdrawn, Recalled.
    """
    message = recipient.message
    _refuse_stopped(recipient)
    with transaction.atomic():
        receipt = _rung(recipient, "acknowledge", by=by, at=at, acknowledged_at=at)
        Recipient.objects.filter(recipient.family).exclude(step="acknowledged").update(climb_at=None)
        expires = at + rulebook.edition.limits.act if _promises(recipient) else None
        Recipient.objects.filter(pk=recipient.pk).update(climb_at=expires)
        if _counts_as_told(recipient):
            told = Told(recipient.unit_id, at, to=by.name, channel=CONSOLE, by=message.officer_name)
            log_call(message, told, by=by, at=at, rulebook=rulebook)
        if message.relation == WITHDRAWAL:
            tell_of_withdrawn(message, recipient.unit_id, by=by, at=at, record=receipt.pk, rulebook=rulebook)
        if message.relation == CORRECTION and (corrected := untaken(recipient)):
            acknowledge(corrected, by=by, at=at, rulebook=rulebook)
        tell_screens(message, _touched(message), what="changed")


def act(recipient: Recipient, *, by: Actor, at: datetime, note: str) -> None:
    """Say what was done about it, where the subject expects an act. Raises NotPossible where nothing is said."""
    if not note.strip():
        raise NotPossible("an act needs words", step="acted")
    with transaction.atomic():
        _rung(recipient, "act", by=by, at=at, note=note, acknowledged_at=recipient.acknowledged_at or at)
        Recipient.objects.filter(recipient.family).update(climb_at=None)
        tell_screens(recipient.message, _touched(recipient.message), what="changed")


def work_on(recipient: Recipient, *, until: datetime, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Say until when the watch still works on what it has taken; once, and no further ahead than the pack allows.

    Raises NotOnWatch, NotPossible where nothing is expected or not taken, TooLong, AlreadyDone for a second time.
    """
    if not recipient.message.expects_act:
        raise NotPossible("no act is expected", step=WORKING)
    if not at < until <= at + rulebook.edition.limits.extend:
        raise TooLong("until when it may be", latest=at + rulebook.edition.limits.extend)
    if recipient.receipts.filter(step=WORKING).exists():
        raise AlreadyDone("said once before", step=WORKING)
    with transaction.atomic():
        _rung(recipient, "extend", by=by, at=at, until=until)
        Recipient.objects.filter(pk=recipient.pk).update(climb_at=until)
        tell_screens(recipient.message, _touched(recipient.message), what="changed")


def expire(recipient: Recipient, *, now: datetime) -> None:
    """Let an acknowledgement that no act has followed count no longer: the alarm sounds again. Said by the clock."""
    assert recipient.climb_at is not None
    by, n = Actor.program("clock"), _round(recipient)
    receipt = Receipt(
        id=uuid_of("expired", str(recipient.pk), str(n)),
        recipient=recipient,
        message_id=recipient.message_id,
        step=RECEIPT.move(recipient.step, "expire"),
        round=n,
        at=recipient.climb_at,
        officer_name=by.name,
        unit_id=recipient.unit_id,
        visible_to=recipient.visible_to,
    )
    receipt.save(force_insert=True)
    Recipient.objects.filter(pk=recipient.pk).update(step=EXPIRED, acknowledged_at=None, alarms=True)
    record_many([("receipt.moved", receipt.pk, receipt.to_ledger(), by, now)])
    recipient.step, recipient.acknowledged_at = EXPIRED, None


def not_for_us(
    recipient: Recipient, *, by: Actor, at: datetime, reason: str, instead: int | None, rulebook: Rulebook
) -> Recipient:
    """Send it on: to the unit named, else to the next superior. The climb goes on until somebody takes it.

    Raises NotPossible without a reason, or where there is nobody to send it on to.
    """
    to = instead or next(iter(rulebook.superiors(recipient.unit_id)), None)
    if not reason.strip() or to is None or to == recipient.unit_id:
        raise NotPossible("to whom it goes instead, and why, must be said", step="not_for_us")
    with transaction.atomic():
        _rung(recipient, "refer", by=by, at=at, note=reason)
        if recipient.acknowledged_at and recipient.alarms:  # taking it had stopped the climb; giving it back starts it
            Recipient.objects.filter(pk=recipient.pk).update(climb_at=at + rulebook.silence)
        added = add_recipient(
            recipient, to, REROUTED, by=by, at=at, why=dict.fromkeys(LANGUAGES, reason), rulebook=rulebook
        )
        stand_in(added, recipient, by=by, at=at, rulebook=rulebook)
        take_over(recipient, added, by=by, at=at, rulebook=rulebook)
        tell_screens(recipient.message, _touched(recipient.message))
    return added


def stand_in(added: Recipient, origin: Recipient, *, by: Actor, at: datetime, rulebook: Rulebook) -> list[Recipient]:
    """Address who answers instead, where nobody is on the watch of the unit just addressed; nobody where one is."""
    instead = unanswered([added.unit_id], at, rulebook).get(added.unit_id)
    if instead is None or instead == added.unit_id:
        return []
    return [add_recipient(origin, instead, STAND_IN, by=by, at=at, why=why_instead(), rulebook=rulebook)]


def add_recipient(
    origin: Recipient, unit: int, role: str, *, by: Actor, at: datetime, why: dict[str, str], rulebook: Rulebook
) -> Recipient:
    """Address one more unit because of `origin`, and let it see the words. A unit addressed already is alarmed anew.

    To be called inside a transaction. Only who is new leaves an entry in the ledger.
    """
    message = origin.message
    scopes = sorted({*message.visible_to, *rulebook.visible_to([unit])})
    if scopes != sorted(message.visible_to):
        widen(message, scopes)
    Content.objects.filter(message=message).exclude(visible_to__contains=[unit]).update(
        visible_to=sorted({*_content_scopes(message), unit})
    )
    added, is_new = Recipient.objects.get_or_create(
        message=message,
        unit_id=unit,
        defaults={
            "role": role,
            "clause": origin.clause,
            "why": why,
            "via_id": origin.origin_id,
            "added_at": at,
            "alarms": True,
            "step": "delivered" if rulebook.is_on_console(unit) else "sent",
            "delivered_at": at if rulebook.is_on_console(unit) else None,
            "visible_to": scopes,
        },
    )
    if is_new:
        record_many([("message.addressed", added.pk, added.to_ledger(), by, at)])
    else:
        Recipient.objects.filter(pk=added.pk).update(alarms=True)
    return added


def widen(message: Message, scopes: list[int]) -> None:
    """Let more scopes see a message's header and its story; what is proved of them does not change."""
    message.visible_to = scopes
    Message.objects.filter(pk=message.pk).update(visible_to=scopes)
    for related in (Recipient, Call, Receipt, Filing):
        related.objects.filter(message=message).update(visible_to=scopes)


def _content_scopes(message: Message) -> list[int]:
    return [message.unit_id, *Recipient.objects.filter(message=message).values_list("unit_id", flat=True)]


def _counts_as_told(recipient: Recipient) -> bool:
    """Whether taking it here is the first that this addressee was told."""
    message = recipient.message
    return (
        message.form == ORAL
        and message.known_at is not None
        and recipient.role != COPY
        and recipient.via_id is None
        and not Call.objects.filter(message=message, unit=recipient.unit_id).exists()
    )


def _refuse_stopped(recipient: Recipient) -> None:
    """Raise Withdrawn or Recalled where the author asked this unit to act on it no longer."""
    ids = stems(recipient.message)
    if withdrawal_of(*ids):
        raise Withdrawn("withdrawn", number=recipient.message.number)
    if recalled_from(recipient.unit_id, *ids):
        raise Recalled("recalled", number=recipient.message.number)


def _promises(recipient: Recipient) -> bool:
    """Whether taking it is a promise to act; information alone does not nag."""
    return recipient.message.expects_act and recipient.role != COPY


def _round(recipient: Recipient) -> int:
    return recipient.receipts.filter(step=EXPIRED).count()


def _touched(message: Message) -> list[int]:
    return [message.unit_id, *Recipient.objects.filter(message=message).values_list("unit_id", flat=True)]


def _rung(
    recipient: Recipient,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    until: datetime | None = None,
    **left: datetime,
) -> Receipt:
    """Move one rung by an officer on the addressee's watch."""
    if by.unit != recipient.unit_id or not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only the addressee's watch answers", unit=recipient.unit_id)
    return _move(recipient, verb, by=by, at=at, note=note, until=until, **left)


def _move(
    recipient: Recipient,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    until: datetime | None = None,
    **left: datetime,
) -> Receipt:
    """Move one rung, if the row still stands where it stood, and write it down."""
    try:
        step = RECEIPT.move(recipient.step, verb)
    except NoSuchMove as error:
        kind = AlreadyDone if verb in ("acknowledge", "act", "refer") and recipient.receipts.exists() else NotPossible
        raise kind("no such step from here", step=recipient.step) from error
    receipt = Receipt(
        recipient=recipient,
        message_id=recipient.message_id,
        step=WORKING if verb == "extend" else step,
        note=note,
        round=_round(recipient) if recipient.step in ("acknowledged", EXPIRED) else 0,
        until=until,
        at=at,
        officer=by.officer,
        officer_name=by.name,
        unit_id=recipient.unit_id,
        session=by.session or "",
        visible_to=recipient.visible_to,
    )
    with transaction.atomic():
        if not Recipient.objects.filter(pk=recipient.pk, step=recipient.step).update(step=step, **left):
            raise AlreadyDone("somebody was first", step=step)
        try:
            receipt.save(force_insert=True)
        except IntegrityError as error:
            raise AlreadyDone("somebody was first", step=step) from error
        record_many([("receipt.moved", receipt.pk, receipt.to_ledger(), by, at)])
    recipient.step = step
    return receipt
