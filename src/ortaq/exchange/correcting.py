"""What an author says afterwards of what was told: corrected, withdrawn, recalled from a unit. Nothing sent changes.

Each is a new message, in writing, to those who hold the earlier one, in the same matter; and it presses whom that one
pressed. It undoes nothing of the law: what a call made owed is still owed. But each is itself a writing about the
call, so a withdrawal confirms in writing all calls that no writing had confirmed, a recall those to its unit. A report
that is withdrawn reports nothing: the duty of its window opens again, with the term that it had.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from ortaq.access.models import Watch
from ortaq.access.roles import may
from ortaq.duties.models import Duty
from ortaq.duties.moves import reopen
from ortaq.duties.rulebook import Addressed, Rulebook
from ortaq.exchange.errors import (
    AlreadyDone,
    NotAddressed,
    NotAuthor,
    NothingChanged,
    NothingSaid,
    NotOnWatch,
    NotPossible,
    Withdrawn,
)
from ortaq.exchange.models import (
    ADDRESSEE,
    AFTERWARDS,
    COPY,
    CORRECTION,
    FORWARD,
    RECALL,
    WITHDRAWAL,
    Binding,
    Call,
    Content,
    Message,
    Recipient,
)
from ortaq.exchange.relations import WHY, Holder, because_of, holders, recalled_from, sent_before, spread, withdrawal_of
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor


def correct(
    message: Message,
    body: Mapping[str, Any],
    *,
    why: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> Message:
    """Say anew what the message said: the words and fields as they should read, whole, and why.

    Raises NotAuthor, NotOnWatch, NothingSaid without a reason, NothingChanged, Withdrawn, NotPossible for what is
    itself said of another message, AlreadySent.
    """
    if message.relation in AFTERWARDS:
        raise NotPossible("what is said of a message is not corrected itself", step=message.relation)
    with transaction.atomic():
        is_first = _begin(message, CORRECTION, id, by=by, at=at)
        if is_first and withdrawal_of(message.pk):
            raise Withdrawn("a withdrawn message is not corrected", number=message.number)
        if is_first and dict(body) == current(message):
            raise NothingChanged("the same words and fields", number=message.number)
        told = _still_used(message, _held(message, rulebook)) if is_first else []
        return _say(message, CORRECTION, {**body, WHY: _said(why)}, told, id=id, by=by, at=at, rulebook=rulebook)


def withdraw(
    message: Message, *, why: str, by: Actor, at: datetime, rulebook: Rulebook, id: uuid.UUID | None = None
) -> Message:
    """Say that what the message said no longer holds, and why: its alarms and climbs end, with its holders' too.

    Raises NotAuthor, NotOnWatch, NothingSaid without a reason, AlreadyDone where it was withdrawn before, NotPossible
    for a correction, a withdrawal or a recall, AlreadySent.
    """
    if message.relation in AFTERWARDS and message.relation != FORWARD:
        raise NotPossible("what is said of a message is not withdrawn itself", step=message.relation)
    with transaction.atomic():
        is_first = _begin(message, WITHDRAWAL, id, by=by, at=at)
        if is_first and withdrawal_of(message.pk):
            raise AlreadyDone("withdrawn before", step=WITHDRAWAL)
        told, calls = (_held(message, rulebook), _unconfirmed(message)) if is_first else ([], [])
        said = _say(
            message, WITHDRAWAL, {"text": _said(why)}, told, id=id, confirms=calls, by=by, at=at, rulebook=rulebook
        )
        if is_first:
            _quieten(Q(message__in=spread(message)))
            _unreport(message, said, by=by, at=at)
    return said


def recall(
    message: Message, unit: int, *, why: str, by: Actor, at: datetime, rulebook: Rulebook, id: uuid.UUID | None = None
) -> Message:
    """Ask a unit that should not have got the message, and those who have it from that unit, to use it no longer.

    Raises NotAuthor, NotOnWatch, NothingSaid without a reason, NotAddressed where the unit does not hold it,
    AlreadyDone where it was recalled from it before, NotPossible, AlreadySent.
    """
    if message.relation in AFTERWARDS and message.relation != FORWARD:
        raise NotPossible("what is said of a message is not recalled itself", step=message.relation)
    with transaction.atomic():
        is_first = _begin(message, RECALL, id, by=by, at=at)
        units = because_of(message, unit)
        told = [one for one in _held(message, rulebook) if one.unit in units] if is_first else []
        if is_first and unit not in {one.unit for one in told}:
            raise NotAddressed("the unit does not hold it", unit=unit)
        if is_first and recalled_from(unit, message.pk):
            raise AlreadyDone("recalled before", step=RECALL)
        calls = [call for call in _unconfirmed(message) if call.unit_id in units]
        said = _say(
            message,
            RECALL,
            {"text": _said(why)},
            told,
            id=id,
            alarms=units,
            confirms=calls,
            by=by,
            at=at,
            rulebook=rulebook,
        )
        if is_first:
            _quieten(Q(message__in=spread(message), unit__in=units))
    return said


def current(message: Message) -> dict[str, Any]:
    """Return the words and fields as they read now: those of the latest correction, else those first sent."""
    corrected = Message.objects.filter(relates_to=message.pk, relation=CORRECTION).order_by("sent_at", "id")
    for one in [*corrected.reverse().values_list("pk", flat=True), message.pk]:
        content = Content.objects.filter(pk=one).first()
        if content is not None:
            return {key: value for key, value in content.body.items() if key != WHY}
    return {}


def _begin(message: Message, relation: str, id: uuid.UUID | None, *, by: Actor, at: datetime) -> bool:
    """Let only the author's watch in, one after another; say whether this is the first time, or the same form again."""
    if by.unit != message.unit_id or not may(by.post, "may_send"):
        raise NotAuthor("only the author's unit may", unit=message.unit_id)
    if not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only an officer on watch may", unit=message.unit_id)
    Message.objects.select_for_update(no_key=True, of=("self",)).get(pk=message.pk)
    return not sent_before(id, message, relation, by.unit)


def _held(message: Message, rulebook: Rulebook) -> list[Holder]:
    """Return the holders that can still be reached; a unit that was closed holds nothing any more."""
    found = holders(message, presses=rulebook.regime_of(message.clause).escalates)
    return [one for one in found if one.unit in rulebook.units]


def _still_used(message: Message, held: Iterable[Holder]) -> list[Holder]:
    """Leave out from whom it was recalled: they are sent no better words."""
    recalled = set(
        Recipient.objects.filter(message__relation=RECALL, message__relates_to=message.pk).values_list(
            "unit", flat=True
        )
    )
    return [one for one in held if one.unit not in recalled]


def _unconfirmed(message: Message) -> list[Call]:
    """Return the calls of an urgent message that no writing confirms yet."""
    if not message.is_urgent_oral:
        return []
    bound = Binding.objects.filter(call__message=message).values("call")
    return list(Call.objects.filter(message=message, by_unit=message.unit_id).exclude(pk__in=bound))


def _said(why: str) -> str:
    if not why.strip():
        raise NothingSaid("why must be said")
    return why.strip()


def _say(
    message: Message,
    relation: str,
    body: Mapping[str, Any],
    told: Sequence[Holder],
    *,
    id: uuid.UUID | None,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    alarms: Collection[int] = (),
    confirms: Sequence[Call] = (),
) -> Message:
    """Send it, or return it as it was sent: for a repetition nobody is to be told, so those told then are taken."""
    saying = Saying(
        clause=message.clause,
        body=body,
        matter=message.matter,
        id=id,
        relation=relation,
        relates_to=message.pk,
        handling=message.handling,
    )
    to = [Addressed(one.unit, COPY if one.role == COPY else ADDRESSEE, one.clause, dict(one.why)) for one in told]
    return send_written(
        saying,
        to or _told_then(id),
        by=by,
        at=at,
        rulebook=rulebook,
        confirms=confirms,
        alarms=alarms or [one.unit for one in told if one.pressed],
    )


def _told_then(id: uuid.UUID | None) -> list[Addressed]:
    rows = Recipient.objects.filter(message=id, via=None) if id else []
    return [Addressed(row.unit_id, row.role, row.clause, row.why) for row in rows]


def _quieten(which: Q) -> None:
    """End the alarms and the climbs of what is to be acted on no longer; who was alarmed stands in the record."""
    Recipient.objects.filter(which).exclude(alarms=False, climb_at=None).update(alarms=False, climb_at=None)


def _unreport(message: Message, said: Message, *, by: Actor, at: datetime) -> None:
    """Open the duties of windows again that the withdrawn report had closed."""
    if message.known_at is None:
        closed = Duty.objects.filter(record=None, done_by__in=closers(message))
        reopen(list(closed.values_list("key", flat=True)), by=by, at=at, record=said.pk, reason=f"№ {said}")


def closers(message: Message) -> list[uuid.UUID]:
    """Return the records by which a report closes duties: itself where it is written, its calls where it is told."""
    return [message.pk, *Call.objects.filter(message=message).order_by("pk").values_list("pk", flat=True)]
