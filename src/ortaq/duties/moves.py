"""Everything that can happen to a duty, in one path: look up the life table, move the rows that still stand where
they stood, add the step to the history and the ledger. A second try finds nothing left to move and changes nothing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter

from django.db import connection, transaction

from ortaq.duties.errors import NotMovable
from ortaq.duties.models import Duty
from ortaq.duties.steps import Step, fulfilment, has_run_out, lapsed, stand, step_of
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many


def fulfil(keys: Iterable[str], *, by: Actor, at: datetime, record: uuid.UUID, recorded_at: datetime) -> list[Duty]:
    """Close the duties with these keys by what was done at `at` and taken down at `recorded_at`; return those closed.

    What was done in time counts as in time, however late it was taken down; a term that ran out before it was taken
    down leaves its trace all the same. A duty already closed stays as it is.
    """
    with transaction.atomic(savepoint=False):
        duties = list(Duty.objects.filter(key__in=list(keys)).unfinished().select_for_update().order_by("id"))
        late = [duty for duty in duties if has_run_out(duty, recorded_at)]
        lapses = [lapsed(duty) for duty in late]
        _write(lapses, by=Actor.program("clock"), recorded_at=recorded_at)
        for duty, step in zip(late, lapses, strict=True):
            stand(duty, step)
        alive = [duty for duty in duties if duty.is_unfinished]
        steps = [step_of(d, fulfilment(d, at), at=at, done_at=at, record=record) for d in alive]
        _write(steps, by=by, recorded_at=recorded_at)
    return alive


def lapse(duties: Sequence[Duty], *, by: Actor, recorded_at: datetime) -> int:
    """Do to the duties whose term has run out by `recorded_at` what expiry means for them; return how many moved."""
    return len(_write([lapsed(d) for d in duties if has_run_out(d, recorded_at)], by=by, recorded_at=recorded_at))


def explain(duty: Duty, *, by: Actor, at: datetime, reason: str, promised_at: datetime) -> None:
    """Say why a duty is late and when it will be done; the clock looks again at the promised time.

    Raises NotMovable where the duty is not late, gives no reason, or promises a time that has passed.
    """
    if not reason.strip():
        raise NotMovable(duty, "explain", "no reason given")
    if promised_at <= at:
        raise NotMovable(duty, "explain", "the promised time has passed")
    _one(
        step_of(duty, "explain", at=at, wake_at=promised_at, promised_at=promised_at, reason=reason),
        duty,
        by,
        at,
    )


def waive(duty: Duty, *, by: Actor, at: datetime, ground: str, reason: str) -> None:
    """Release a unit from a duty, on a ground that the pack names; it stays visible in every figure."""
    _one(step_of(duty, "waive", at=at, ground=ground, reason=reason), duty, by, at)


def void(duty: Duty, *, by: Actor, at: datetime, reason: str) -> None:
    """Take back a duty that lost its party: a unit was closed or a group changed."""
    _one(step_of(duty, "void", at=at, reason=reason), duty, by, at)


def reopen(keys: Iterable[str], *, by: Actor, at: datetime, record: uuid.UUID, reason: str) -> list[Duty]:
    """Open done duties again because what closed them is disputed; a term that has run out lapses at once."""
    with transaction.atomic(savepoint=False):
        done = Duty.objects.filter(key__in=list(keys), status__in=("done", "done_late"))
        duties = list(done.select_for_update().order_by("id"))
        steps = [step_of(d, "dispute", at=at, wake_at=d.due_at, record=record, reason=reason) for d in duties]
        _write(steps, by=by, recorded_at=at)
    return duties


def _one(step: Step, duty: Duty, by: Actor, at: datetime) -> None:
    if not _write([step], by=by, recorded_at=at):
        raise NotMovable(duty, step.verb, "somebody was first")
    stand(duty, step)


_TYPES = {"id": "uuid", "duty": "uuid", "n": "int2", "record": "uuid"}
_COLUMNS = [field.name for field in fields(Step)]
_VALUES = attrgetter(*_COLUMNS)
_ROW = ", ".join(f"{c} {_TYPES.get(c, 'timestamptz' if c == 'at' or c.endswith('_at') else 'text')}" for c in _COLUMNS)
_WRITE = f"""
WITH step AS (
    SELECT * FROM json_to_recordset(%s::json) AS row ({_ROW})
), moved AS (
    UPDATE duties_duty AS d
       SET status = s.status, moves = s.n, wake_at = s.wake_at, done_at = s.done_at,
           done_by = CASE WHEN s.done_at IS NULL THEN NULL ELSE s.record END,
           promised_at = coalesce(s.promised_at, d.promised_at)
      FROM step AS s
     WHERE d.id = s.duty AND d.status = s.old AND d.moves = s.n - 1
 RETURNING d.id, d.visible_to
)
INSERT INTO duties_dutymove (id, duty_id, n, verb, status, at, recorded_at, officer, officer_name, unit, record,
                             reason, ground, promised_at, visible_to)
SELECT s.id, s.duty, s.n, s.verb, s.status, s.at, %s, %s, %s, %s, s.record, s.reason, s.ground, s.promised_at,
       m.visible_to
  FROM step AS s JOIN moved AS m ON m.id = s.duty
RETURNING duty_id
"""


def _write(steps: Sequence[Step], *, by: Actor, recorded_at: datetime) -> set[uuid.UUID]:
    """Write the steps of duties that still stand where they stood; return which moved."""
    if not steps:
        return set()
    rows = [dict(zip(_COLUMNS, _VALUES(step), strict=True)) for step in steps]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            _WRITE, [json.dumps(rows, default=str, ensure_ascii=False), recorded_at, by.officer, by.name, by.unit]
        )
        moved = {row[0] for row in cursor.fetchall()}
        record_many(("duty.moved", step.id, step.to_ledger(), by, recorded_at) for step in steps if step.duty in moved)
    return moved
