"""What becomes of a commitment: arrived, prolonged, released, called back. One step, one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

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
from ortaq.operations.forces import OPERATION, REQUEST, Commitment, CommitmentStep, Resource
from ortaq.operations.forces_errors import NotFree, NotLater, UnknownKind
from ortaq.operations.forces_keeping import forces_of, on_watch
from ortaq.operations.forces_owing import CALLED_BACK, PROLONGED, RELEASED, is_owed, owed_of, releasing, take_back
from ortaq.operations.free import made_of, taken
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import COMMITMENT
from ortaq.rules.reaching import ABOUT
from ortaq.rules.text import Text

RECALL, LONGER = "recall_of_forces", "forces_for_longer"
"""How the message that calls forces back, or says that they stay longer, stands to the request."""
STAY = Text("{what}: остаются до {until}.", "{what}: {until} дейін қалады.", "{what}: they stay until {until}.")


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
            keys = [duty.key for duty in owed_of(row)]
            fulfil(keys, by=by, at=came, record=step.pk, recorded_at=at)
            open_new([releasing(row, came, rulebook, until=row.ends_at)], by=by, at=at)
    return step


def prolong(
    commitment: Commitment,
    until: datetime,
    *,
    text: str = "",
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> CommitmentStep:
    """Give them for longer: said by the unit that gave them, to whoever has them. Prolonged to the same instant
    before, that step is returned.

    Raises NotLater for an end that is not after the one that stands, NotFree where somebody else is promised them
    then, and what `arrive` raises.
    """
    with transaction.atomic():
        row = _locked(commitment, (commitment.unit_id,), by=by, at=at)
        last = row.history.order_by("-n").first()
        if last is not None and last.until == until:
            return last
        if until <= max(row.ends_at, at):
            raise NotLater("it ends before what is promised already", ends_at=row.ends_at)
        _refuse_promised(row, until, at)
        step = _move(row, "prolong", by=by, at=at, happened_at=at, until=until)
        if is_owed(row):
            if row.state == "arrived":
                take_back(owed_of(row), by=by, at=at, reason=PROLONGED)
                open_new([releasing(row, at, rulebook, until=until, prolonged_by=step.pk)], by=by, at=at)
            body = {"text": " ".join(one for one in (_stay(row, rulebook), text.strip()) if one)}
            _say(row, body, LONGER, id, by=by, at=at, rulebook=rulebook)
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
        duties = owed_of(row)
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
        take_back(owed_of(row), by=by, at=at, reason=CALLED_BACK)
        if row.purpose == REQUEST:
            body = {"text": text, "ground": ground}
            _say(row, body, RECALL, id, by=by, at=at, rulebook=rulebook, alarms=[row.to_id])
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
    moved = row.history.exclude(verb="prolong").order_by("-n").values_list("at", flat=True)
    if not (moved.first() or row.at) <= happened <= at:
        raise TimesDisagree("it cannot have happened then", happened_at=happened)
    return happened


def _refuse_promised(row: Commitment, until: datetime, at: datetime) -> None:
    """Raise NotFree where the resource is promised to others between the end that stands and the new one."""
    whole = Resource.objects.select_for_update().get(pk=row.resource_id)
    others = [one for one in made_of([whole], row.ends_at, until, now=at)[whole.pk] if one.pk != row.pk]
    left = max(0, whole.amount - taken(others, row.ends_at, until, now=at))
    if left < row.amount:
        raise NotFree("it is promised to somebody else then", name=str(whole), free=left, asked=row.amount)


def _stay(row: Commitment, rulebook: Rulebook) -> str:
    """Return what the other side reads, in the language in which the officer works."""
    lang = (get_language() or "ru").split("-")[0]
    kind = forces_of(rulebook).kinds.get(row.kind)
    named = " ".join(one for one in (kind.name.said_in(lang) if kind else row.kind, row.name) if one)
    until = row.ends_at.astimezone(rulebook.zone_of(row.to_id)).strftime("%d.%m.%Y %H:%M")
    return STAY.fill(what=named, until=until).said_in(lang)


def _move(
    row: Commitment,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    happened_at: datetime,
    ground: str = "",
    until: datetime | None = None,
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
        until=until,
        **by.signed(happened_at),
        visible_to=row.visible_to,
    )
    left: dict[str, Any] = {"state": state, "steps": step.n}
    left |= {"ended_at": happened_at} if state in COMMITMENT.ended else {}
    left |= {"ends_at": until, "promised_until": row.promised_until or row.ends_at} if until else {}
    try:
        with transaction.atomic():
            moved = Commitment.objects.filter(pk=row.pk, steps=row.steps).update(**left)
    except IntegrityError as error:
        raise NotFree("it was promised elsewhere meanwhile", name=str(row)) from error
    if not moved:
        raise AlreadyDone("somebody was first", step=verb)
    for name, value in left.items():
        setattr(row, name, value)
    insert([step], entries([("commitment.moved", step.pk, step.to_ledger(), by, at)]))
    screens.tell("changed", row.pk, {row.unit_id, row.to_id})
    return step


def _say(
    row: Commitment,
    body: dict[str, str],
    relation: str,
    id: uuid.UUID | None,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    alarms: Sequence[int] = (),
) -> None:
    assert row.record is not None
    asked = Request.objects.select_related("message").get(pk=row.record).message
    to = [Addressed(row.to_id, ADDRESSEE, asked.clause, spoken(ABOUT.fill(number=str(asked))))]
    saying = Saying(asked.clause, body, matter=asked.matter, id=id, relation=relation, relates_to=asked.pk)
    send_written(saying, to, by=by, at=at, rulebook=rulebook, alarms=list(alarms))
