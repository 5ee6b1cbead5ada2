"""What becomes of a commitment: arrived, released, called back. One step, one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.duties.moves import fulfil
from ortaq.duties.opening import open_new
from ortaq.duties.rulebook import Addressed, Rulebook, spoken
from ortaq.exchange.asks import Request
from ortaq.exchange.errors import AlreadyDone, NotPossible, NotYours, TimesDisagree
from ortaq.exchange.models import ADDRESSEE
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib import screens
from ortaq.lib.rows import insert
from ortaq.operations.forces import OPERATION, REQUEST, Commitment, CommitmentStep
from ortaq.operations.forces_errors import UnknownKind
from ortaq.operations.forces_keeping import forces_of, on_watch
from ortaq.operations.forces_owing import CALLED_BACK, RELEASED, is_owed, of_record, releasing, take_back
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import COMMITMENT
from ortaq.rules.reaching import ABOUT

RECALL = "recall_of_forces"
"""How the message that calls forces back stands to the request."""


def arrive(
    commitment: Commitment, *, by: Actor, at: datetime, rulebook: Rulebook, happened_at: datetime | None = None
) -> CommitmentStep:
    """Take down that they came, at the true time; either side may.

    Raises NotOnWatch, NotYours, TimesDisagree, AlreadyDone, NotPossible.
    """
    with transaction.atomic():
        row = _locked(commitment, (commitment.unit_id, commitment.to_id), by=by, at=at)
        came = _true_time(row, happened_at, at)
        step = _move(row, "arrive", by=by, at=at, happened_at=came)
        if is_owed(row):
            keys = [duty.key for duty in of_record(row.pk)]
            fulfil(keys, by=by, at=came, record=step.pk, recorded_at=at)
            open_new([releasing(row, came, rulebook)], by=by, at=at)
    return step


def release(
    commitment: Commitment, *, by: Actor, at: datetime, rulebook: Rulebook, happened_at: datetime | None = None
) -> CommitmentStep:
    """Let them go: whoever they were promised to, also before they ever came; of a joint measure also their own unit.

    Raises what `arrive` raises.
    """
    with transaction.atomic():
        own = (commitment.unit_id,) if commitment.purpose == OPERATION else ()
        row = _locked(commitment, (commitment.to_id, *own), by=by, at=at)
        gone, had_come = _true_time(row, happened_at, at), row.state == "arrived"
        step = _move(row, "release", by=by, at=at, happened_at=gone)
        duties = of_record(row.pk)
        if had_come:
            fulfil([duty.key for duty in duties], by=by, at=gone, record=step.pk, recorded_at=at)
        else:
            take_back(duties, by=by, at=at, reason=RELEASED)
    return step


def let_go(rows: Sequence[Commitment], *, by: Actor, at: datetime, happened_at: datetime) -> None:
    """Let commitments that are locked go, because what they were for is over."""
    for row in rows:
        gone = max(happened_at, row.history.order_by("-n").values_list("at", flat=True).first() or row.at)
        _move(row, "release", by=by, at=at, happened_at=min(gone, at))


def call_back(
    commitment: Commitment,
    *,
    ground: str,
    text: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> CommitmentStep:
    """Take them back on a ground that the pack names, and say so to whoever they were promised to.

    Raises UnknownKind for another ground, and what `arrive` raises.
    """
    if ground not in forces_of(rulebook).recalls:
        raise UnknownKind("a ground that the pack does not name", kind=ground)
    with transaction.atomic():
        row = _locked(commitment, (commitment.unit_id,), by=by, at=at)
        step = _move(row, "call_back", by=by, at=at, happened_at=at, ground=ground)
        take_back(of_record(row.pk), by=by, at=at, reason=CALLED_BACK)
        if row.purpose == REQUEST:
            _say(row, text, ground, id, by=by, at=at, rulebook=rulebook)
    return step


def _locked(commitment: Commitment, may: tuple[int, ...], *, by: Actor, at: datetime) -> Commitment:
    """Return the commitment as it stands, held until the end of the transaction, if this unit may move it."""
    on_watch(by, at)
    if by.unit not in may:
        raise NotYours("the other side takes this step", step=commitment.state)
    return Commitment.objects.select_for_update().get(pk=commitment.pk)


def _true_time(row: Commitment, happened_at: datetime | None, at: datetime) -> datetime:
    """Return when it happened; raises TimesDisagree for a time to come, and before it was promised or had come."""
    happened = happened_at or at
    last = row.history.order_by("-n").values_list("at", flat=True).first() or row.at
    if not last <= happened <= at:
        raise TimesDisagree("it cannot have happened then", happened_at=happened)
    return happened


def _move(
    row: Commitment, verb: str, *, by: Actor, at: datetime, happened_at: datetime, ground: str = ""
) -> CommitmentStep:
    try:
        state = COMMITMENT.move(row.state, verb)
    except NoSuchMove as error:
        was_taken = any(moves.get(verb) == row.state for moves in COMMITMENT.moves.values())
        kind = AlreadyDone if was_taken or not row.is_open else NotPossible
        raise kind("no such step from here", step=row.state) from error
    step = CommitmentStep(
        commitment=row,
        n=row.steps + 1,
        verb=verb,
        state=state,
        ground=ground,
        recorded_at=at,
        **by.signed(happened_at),
        visible_to=row.visible_to,
    )
    left: dict[str, Any] = {"state": state, "steps": step.n}
    left |= {"ended_at": happened_at} if state in COMMITMENT.ended else {}
    if not Commitment.objects.filter(pk=row.pk, steps=row.steps).update(**left):
        raise AlreadyDone("somebody was first", step=verb)
    for name, value in left.items():
        setattr(row, name, value)
    insert([step], entries([("commitment.moved", step.pk, step.to_ledger(), by, at)]))
    screens.tell("changed", row.pk, {row.unit_id, row.to_id})
    return step


def _say(
    row: Commitment, text: str, ground: str, id: uuid.UUID | None, *, by: Actor, at: datetime, rulebook: Rulebook
) -> None:
    assert row.record is not None
    asked = Request.objects.select_related("message").get(pk=row.record).message
    to = [Addressed(row.to_id, ADDRESSEE, asked.clause, spoken(ABOUT.fill(number=str(asked))))]
    body = {"text": text, "ground": ground}
    saying = Saying(asked.clause, body, matter=asked.matter, id=id, relation=RECALL, relates_to=asked.pk)
    send_written(saying, to, by=by, at=at, rulebook=rulebook, alarms=[row.to_id])
