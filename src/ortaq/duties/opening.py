"""How a duty comes to be: the rules say what is owed, this takes it down, once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ortaq.duties.models import Duty, DutyMove, new_key
from ortaq.duties.steps import Step, fulfilment, has_run_out, lapsed, stand, step_of
from ortaq.ledger.actor import Actor
from ortaq.ledger.models import Entry
from ortaq.ledger.record import Row, entries
from ortaq.lib.ids import uuid_of
from ortaq.lib.rows import insert


@dataclass(frozen=True, slots=True)
class Owed:
    """What the rules say is owed. Units are ids of the directory; instants are aware; `why` is in three languages."""

    rule: str
    clause: str
    edition: str
    regime: str
    owed_by: int
    owed_to: int | None
    opens_at: datetime
    due_at: datetime | None
    zone: str
    why: Mapping[str, str]
    rank: int
    visible_to: list[int]
    covers_from: datetime | None = None
    covers_to: datetime | None = None
    record: uuid.UUID | None = None
    expiry: str = "lapse"
    remind_at: datetime | None = None

    @property
    def key(self) -> str:
        """What makes two openings the same duty: the rule, the parties and the fact or the window."""
        return new_key(self.edition, self.rule, self.owed_by, self.owed_to, self.record or self.opens_at.isoformat())


@dataclass(frozen=True, slots=True)
class DoneAlready:
    """What was done, in the true time of doing it, before the duty could be taken down."""

    at: datetime
    record: uuid.UUID


def open_duties(
    owed: Iterable[Owed], *, by: Actor, at: datetime, done: Mapping[str, DoneAlready] | None = None
) -> list[Duty]:
    """Open what is not open yet, and return what was opened now. To be called inside a transaction."""
    wanted = {one.key: one for one in owed}
    known = set(Duty.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    new = arisen([one for key, one in wanted.items() if key not in known], by=by, at=at, done=done)
    return _insert(new, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Arisen:
    """Duties that arose and the steps they have taken already, not yet written."""

    duties: list[Duty]
    moves: list[DutyMove]

    def entries(self, by: Actor, at: datetime) -> list[Entry]:
        """Return what the ledger is to say of them."""
        opened: list[Row] = [("duty.opened", duty.pk, duty.to_ledger(), by, at) for duty in self.duties]
        moved: list[Row] = [("duty.moved", move.pk, move.to_ledger(), by, at) for move in self.moves]
        return entries([*opened, *moved])


def open_new(owed: Iterable[Owed], *, by: Actor, at: datetime) -> list[Duty]:
    """Open duties that arise from a fact taken down in this very transaction, so that none of them can exist yet."""
    return _insert(arisen(owed, by=by, at=at), by=by, at=at)


def arisen(owed: Iterable[Owed], *, by: Actor, at: datetime, done: Mapping[str, DoneAlready] | None = None) -> Arisen:
    """Return the duties unwritten, for a verb that inserts them with its other rows in one statement.

    Those whose keys stand in `done` were fulfilled before they were taken down, and are closed in the same breath.
    """
    duties = [row(one) for one in owed]
    steps = [(duty, step) for duty in duties for step in _already(duty, (done or {}).get(duty.key), at)]
    return Arisen(duties, [_move(duty, step, by, at) for duty, step in steps])


def _already(duty: Duty, done: DoneAlready | None, recorded_at: datetime) -> list[Step]:
    if done is None:
        return []
    steps = [lapsed(duty)] if has_run_out(duty, recorded_at) else []
    for step in steps:
        stand(duty, step)
    if duty.is_unfinished:
        steps.append(step_of(duty, fulfilment(duty, done.at), at=done.at, done_at=done.at, record=done.record))
        stand(duty, steps[-1])
    return steps


def _insert(new: Arisen, *, by: Actor, at: datetime) -> list[Duty]:
    insert(new.duties, new.moves, new.entries(by, at))
    return new.duties


def _move(duty: Duty, step: Step, by: Actor, at: datetime) -> DutyMove:
    return DutyMove(
        id=step.id,
        duty=duty,
        n=step.n,
        verb=step.verb,
        status=step.status,
        at=step.at,
        recorded_at=at,
        officer=by.officer,
        officer_name=by.name,
        unit=by.unit,
        record=step.record,
        visible_to=duty.visible_to,
    )


def row(one: Owed) -> Duty:
    """Return the row that a duty begins as."""
    return Duty(
        id=uuid_of(one.key),
        key=one.key,
        rule=one.rule,
        clause=one.clause,
        edition=one.edition,
        regime=one.regime,
        owed_by_id=one.owed_by,
        owed_to_id=one.owed_to,
        opens_at=one.opens_at,
        due_at=one.due_at,
        covers_from=one.covers_from,
        covers_to=one.covers_to,
        zone=one.zone,
        why=dict(one.why),
        record=one.record,
        rank=one.rank,
        expiry=one.expiry,
        wake_at=one.due_at,
        remind_at=one.remind_at,
        visible_to=one.visible_to,
    )
