"""A patrol on its way: it sets out, passes its points, notes an incident, comes back with what was counted.

Each step is taken by the watch of a party, at its true time; what happens on the way may be entered afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ortaq.duties.moves import fulfil
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadyDone, NothingSaid, NotPossible, TimesDisagree
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib import screens
from ortaq.lib.rows import insert
from ortaq.operations.allotting import Allotment, chosen, row_of, write
from ortaq.operations.errors import NotParty
from ortaq.operations.forces import PATROL as FOR_PATROL
from ortaq.operations.forces import Commitment
from ortaq.operations.forces_keeping import on_watch, patrols_of
from ortaq.operations.forces_owing import of_record, take_back
from ortaq.operations.keeping import in_post
from ortaq.operations.moving import let_go
from ortaq.operations.patrols import Patrol, PatrolStep
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import PATROL

CALLED_OFF = "the patrol was called off"
"""Why what was owed of a patrol is void."""


def man(patrol: Patrol, amounts: Mapping[Any, int], *, by: Actor, at: datetime, rulebook: Rulebook) -> list[Commitment]:
    """Send so much of this unit's resources along, for the time of the patrol.

    Raises NotOnWatch, NotParty, NotPossible for one that is over, NothingGiven, NotOurs, NotFree.
    """
    on_watch(by, at)
    with transaction.atomic():
        row = _locked(patrol, by)
        if not row.is_open:
            raise NotPossible("it is over", step=row.state)
        given = Allotment(amounts, row.starts_at, row.ends_at, "")
        rows = [row_of(one, n, given, None, by=by, at=at) for one, n in chosen(given, by=by, at=at)]
        for one in rows:
            one.to_id, one.purpose, one.record = row.leads_id, FOR_PATROL, row.pk
            one.visible_to = row.visible_to
        write(rows, by=by, at=at, rulebook=rulebook)
        screens.tell("changed", row.pk, set(row.parties))
    return rows


def start(
    patrol: Patrol,
    senior: str = "",
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    happened_at: datetime | None = None,
) -> PatrolStep:
    """It has set out. Raises NotOnWatch, NotParty, TimesDisagree, AlreadyDone, NotPossible."""
    on_watch(by, at)
    with transaction.atomic():
        row = _locked(patrol, by)
        step = _move(row, "start", by=by, at=at, happened_at=happened_at or at, reason=senior.strip())
        duties = [duty.key for duty in of_record(row.pk)]
        fulfil(duties, by=by, at=step.at, record=step.pk, recorded_at=at)
    return step


def pass_point(
    patrol: Patrol, point: int, *, by: Actor, at: datetime, rulebook: Rulebook, happened_at: datetime | None = None
) -> PatrolStep:
    """It has passed a point of its route, once. Raises what `start` raises."""
    on_watch(by, at)
    if not 0 <= point < len(patrol.points):
        raise NotPossible("the route has no such point", step=str(point))
    try:
        with transaction.atomic():
            row = _locked(patrol, by)
            return _move(row, "pass", by=by, at=at, happened_at=happened_at or at, point=point)
    except IntegrityError as error:
        raise AlreadyDone("it was passed before", step="pass") from error


def note(
    patrol: Patrol, *, by: Actor, at: datetime, rulebook: Rulebook, happened_at: datetime | None = None
) -> PatrolStep:
    """Something happened; the words go out as an urgent message. Raises what `start` raises."""
    on_watch(by, at)
    with transaction.atomic():
        row = _locked(patrol, by)
        return _move(row, "note", by=by, at=at, happened_at=happened_at or at)


def end(
    patrol: Patrol,
    counts: Mapping[str, int],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    happened_at: datetime | None = None,
) -> PatrolStep:
    """It has come back, with what was counted; whatever went along is free. Raises what `start` raises."""
    on_watch(by, at)
    known = patrols_of(rulebook).results
    counted = {code: int(n) for code, n in counts.items() if code in known and n}
    with transaction.atomic():
        row = _locked(patrol, by)
        step = _move(row, "end", by=by, at=at, happened_at=happened_at or at, counts=counted)
        let_go(_along(row), by=by, at=at, happened_at=step.at)
    return step


def call_off(patrol: Patrol, reason: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> PatrolStep:
    """It will not set out; whoever was to lead owes it no more. Raises NothingSaid without a reason, StateSecret, and
    what `start` raises.
    """
    in_post(by, at)
    if not reason.strip():
        raise NothingSaid("the reason must be said")
    refuse_state_secrets({"text": reason}, rulebook.edition)
    with transaction.atomic():
        row = _locked(patrol, by)
        step = _move(row, "call_off", by=by, at=at, happened_at=at, reason=reason.strip())
        take_back(of_record(row.pk), by=by, at=at, reason=CALLED_OFF)
        let_go(_along(row), by=by, at=at, happened_at=at)
    return step


def _along(patrol: Patrol) -> Sequence[Commitment]:
    going = Commitment.objects.filter(purpose=FOR_PATROL, record=patrol.pk).open()
    return list(going.select_for_update().order_by("id"))


def _locked(patrol: Patrol, by: Actor) -> Patrol:
    """Return the patrol as it stands, held until the end of the transaction; raises NotParty."""
    row = Patrol.objects.select_for_update(of=("self",)).get(pk=patrol.pk)
    if by.unit not in row.parties:
        raise NotParty("a unit that is no party", unit=by.unit)
    return row


def _move(
    row: Patrol,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    happened_at: datetime,
    point: int | None = None,
    counts: Mapping[str, int] | None = None,
    reason: str = "",
) -> PatrolStep:
    try:
        state = PATROL.move(row.state, verb)
    except NoSuchMove as error:
        kind = AlreadyDone if row.state in (*PATROL.ended, "under_way") else NotPossible
        raise kind("no such step from here", step=row.state) from error
    last = row.history.order_by("-n").values_list("at", flat=True).first() or row.at
    if not last <= happened_at <= at:
        raise TimesDisagree("it cannot have happened then", happened_at=happened_at)
    step = PatrolStep(
        patrol=row,
        n=row.steps + 1,
        verb=verb,
        state=state,
        point=point,
        counts=dict(counts or {}),
        reason=reason,
        recorded_at=at,
        **by.signed(happened_at),
        visible_to=row.visible_to,
    )
    left: dict[str, Any] = {"state": state, "steps": step.n}
    left |= {"started_at": happened_at} if verb == "start" else {}
    left |= {"ended_at": happened_at} if state in PATROL.ended else {}
    if not Patrol.objects.filter(pk=row.pk, steps=row.steps).update(**left):
        raise AlreadyDone("somebody was first", step=verb)
    for name, value in left.items():
        setattr(row, name, value)
    insert([step], entries([("patrol.moved", step.pk, step.to_ledger(), by, at)]))
    screens.tell("changed", row.pk, set(row.parties))
    return step
