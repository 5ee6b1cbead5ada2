"""How a joint measure moves: begun, closed with what came of it, called off with a reason.

Any of its parties may take each step: what must begin or end does not wait for the unit that opened it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.acts.doing import Task
from ortaq.acts.variants import done
from ortaq.duties.opening import open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadyDone, NothingSaid, NotPossible
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.rows import insert
from ortaq.operations import joining, keeping, owing, telling
from ortaq.operations.log import LogEntry
from ortaq.operations.models import Operation, OperationStep
from ortaq.operations.writing import write
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import OPERATION
from ortaq.rules.operations import ENDED, LESSON


def begin(operation: Operation, *, by: Actor, at: datetime, rulebook: Rulebook) -> OperationStep:
    """Let what was planned begin. Begun before, that step is returned. Raises NotOnWatch, NotParty, NotPossible."""
    with transaction.atomic():
        held = keeping.locked(operation, by=by, at=at)
        if held.is_under_way:
            return held.history.get(verb="begin")
        return begun(held, at, by=by, at=at, rulebook=rulebook)


def close(
    operation: Operation,
    outcome: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    lesson: str = "",
    served: Sequence[Task] = (),
) -> OperationStep:
    """Close it with what came of it, and with what our unit has learnt. What is not done yet is owed no longer.

    `served` is what the act that founds it gave our unit to do and this has done: a session of a plan of training.
    Closed before, that step is returned. Raises NotOnWatch, NotParty, NotPossible, also for a task of another act,
    NothingSaid, StateSecret.
    """
    if any(one.version.act_id != operation.mandate_id for one in served):
        raise NotPossible("another act gave that to do", step="close")
    with transaction.atomic():
        row = _end(operation, "close", outcome, lesson, by=by, at=at, rulebook=rulebook)
        for one in served:
            done(one, note=f"№ {operation}", by=by, at=at)
    return row


def call_off(operation: Operation, reason: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> OperationStep:
    """Call it off, with the reason. Called off before, that step is returned. Raises what `close` raises."""
    return _end(operation, "call_off", reason, "", by=by, at=at, rulebook=rulebook)


def begun(operation: Operation, since: datetime, *, by: Actor, at: datetime, rulebook: Rulebook) -> OperationStep:
    """Take the step that begins it, `since` when it runs; each party owes word of the situation from now on.

    To be called inside the transaction of the verb that has locked or made the row.
    """
    row = _step(operation, "begin", None, by=by, at=at, begun_at=since)
    open_duties(owing.at_the_beginning(operation, row, rulebook), by=by, at=at)
    return row


def _end(
    operation: Operation, verb: str, words: str, lesson: str, *, by: Actor, at: datetime, rulebook: Rulebook
) -> OperationStep:
    if not words.strip():
        raise NothingSaid("why it is over is said in words")
    with transaction.atomic():
        held = keeping.locked(operation, by=by, at=at)
        earlier = held.history.filter(verb=verb).first()
        if earlier is not None:
            return earlier
        if not OPERATION.allows(held.state, verb):
            raise NotPossible("no such step from here", step=verb, state=held.state)
        entry = _why(held, words, by=by, at=at, rulebook=rulebook)
        row = _step(held, verb, entry, by=by, at=at, ended_at=at)
        if lesson.strip():
            write(held, LESSON, {"text": lesson}, by=by, at=at, rulebook=rulebook)
        owing.take_back(held, by=by, at=at)
        joining.free_all(held, by=by, at=at)
        telling.over(held, row, words, by=by, at=at, rulebook=rulebook)
    return row


def _why(operation: Operation, words: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> LogEntry:
    row, said = keeping.entry_of(operation, ENDED, {"text": words.strip()}, by=by, at=at, rulebook=rulebook)
    return keeping.write(row, said, by=by, at=at)


def _step(
    operation: Operation, verb: str, entry: LogEntry | None, *, by: Actor, at: datetime, **left: Any
) -> OperationStep:
    """Take one step; `left` are the columns that it leaves behind. Raises AlreadyDone, NotPossible."""
    try:
        state = OPERATION.move(operation.state, verb)
    except NoSuchMove as error:
        raise NotPossible("no such step from here", step=verb, state=operation.state) from error
    row = OperationStep(
        operation=operation,
        n=operation.steps + 1,
        verb=verb,
        state=state,
        entry=entry,
        visible_to=operation.visible_to,
        **by.signed(at),
    )
    changed: dict[str, Any] = {"state": state, "steps": row.n, **left}
    if not Operation.objects.filter(pk=operation.pk, steps=operation.steps).update(**changed):
        raise AlreadyDone("somebody was first", step=verb)
    for name, value in changed.items():
        setattr(operation, name, value)
    insert([row], entries([("operation.moved", row.pk, row.to_ledger(), by, at)]))
    keeping.tell(operation)
    return row
