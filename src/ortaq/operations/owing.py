"""What a joint measure makes owed, as the rules say it: its tasks, and word of the situation again and again.

The same functions open the duties and, from the facts, make them anew.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from ortaq.duties.models import Duty
from ortaq.duties.moves import lapse, void
from ortaq.duties.opening import Owed
from ortaq.duties.rulebook import Rulebook
from ortaq.duties.steps import has_run_out
from ortaq.ledger.actor import Actor
from ortaq.operations.log import Assignment, LogEntry
from ortaq.operations.models import Operation, OperationStep
from ortaq.operations.rooms import scopes_of_duty
from ortaq.rules.operations import OperationKind
from ortaq.rules.text import Text

OVER = "the joint measure is over"
BY_TASK = Text(
    "{clause}: срок назначен в журнале мероприятия № {number}",
    "{clause}: мерзім № {number} іс-шараның журналында белгіленген",
    "{clause}: the time is set in the log of joint measure No. {number}",
)
BY_RHYTHM = Text(
    "{clause}: доклад каждые {minutes} мин, мероприятие № {number}",
    "{clause}: әр {minutes} мин сайын баяндау, № {number} іс-шара",
    "{clause}: word every {minutes} min, joint measure No. {number}",
)


def owed_for(assignment: Assignment, rulebook: Rulebook) -> Owed:
    """Return what an assignment makes its unit owe; it presses where its kind rings."""
    operation = assignment.operation
    kind = rulebook.edition.operations.get(operation.kind)
    return rulebook.ruled(
        assignment.rule,
        assignment.unit_id,
        None,
        assignment.at,
        assignment.pk,
        sees=scopes_of_duty(operation, assignment.unit_id, rulebook),
        due_at=assignment.due_at,
        why=BY_TASK.fill(clause=rulebook.edition.duty(assignment.rule).clause, number=str(operation)),
        presses=bool(kind and kind.rings),
    )


def situation_of(operation: Operation, unit: int, since: datetime, record: uuid.UUID, rulebook: Rulebook) -> list[Owed]:
    """Return that a party owes word of the situation, counted from its last word or from the beginning.

    Nothing where the kind asks for none, or only the telephone reaches the party: others log its calls.
    """
    kind = rulebook.edition.operations.get(operation.kind)
    if kind is None or not kind.situation or unit not in rulebook.units or not rulebook.is_on_console(unit):
        return []
    told = operation.rhythm
    own: dict[str, Any] = {}
    if told:
        own = {"due_at": since + timedelta(minutes=told), "why": _why(operation, told, kind, rulebook)}
    sees = operation.visible_to
    return [rulebook.ruled(kind.situation, unit, None, since, record, sees=sees, presses=kind.rings, **own)]


def _why(operation: Operation, minutes: int, kind: OperationKind, rulebook: Rulebook) -> Text:
    clause = rulebook.edition.duty(kind.situation).clause
    return BY_RHYTHM.fill(clause=clause, minutes=str(minutes), number=str(operation))


def at_the_beginning(operation: Operation, begun: OperationStep, rulebook: Rulebook) -> list[Owed]:
    """Return the first word that each party owes."""
    return [owed for unit in operation.parties for owed in situation_of(operation, unit, begun.at, begun.pk, rulebook)]


def after_word(entry: LogEntry, rulebook: Rulebook) -> list[Owed]:
    """Return the next word that a party owes after one."""
    return situation_of(entry.operation, entry.unit_id, entry.recorded_at, entry.pk, rulebook)


def before_word(entry: LogEntry) -> str:
    """Return the key of the word that an entry gives: the one counted from the last before it; "" where none was."""
    last = _word_before(entry)
    if last is None:
        return ""
    since = last.recorded_at if isinstance(last, LogEntry) else last.at
    owed = situation_of(entry.operation, entry.unit_id, since, last.pk, Rulebook.at(since))
    return owed[0].key if owed else ""


def _word_before(entry: LogEntry) -> LogEntry | OperationStep | None:
    same = LogEntry.objects.filter(operation=entry.operation_id, sort=entry.sort, unit=entry.unit_id, n__lt=entry.n)
    begun = OperationStep.objects.filter(operation=entry.operation_id, verb="begin")
    return same.order_by("-n").first() or begun.first()


def take_back(operation: Operation, *, by: Actor, at: datetime) -> None:
    """Void what is still owed of an operation that is over; a term that had run out leaves its trace first."""
    for duty in Duty.objects.filter(record__in=_records(operation)).unfinished():
        if has_run_out(duty, at):
            lapse([duty], by=Actor.program("clock"), recorded_at=at)
            duty.refresh_from_db()
        void(duty, by=by, at=at, reason=OVER)


def _records(operation: Operation) -> Iterable[uuid.UUID]:
    tasks = operation.assignments.values_list("pk", flat=True)
    words = operation.log.values_list("pk", flat=True)
    return [*tasks, *words, *operation.history.values_list("pk", flat=True)]
