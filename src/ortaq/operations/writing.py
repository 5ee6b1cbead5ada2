"""What is written into the log of a joint measure, and what follows: word of the situation, tasks given and done.

Any party writes, and gives any party something to do: among equals who act together the log says who gave it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ortaq.duties.moves import fulfil
from ortaq.duties.opening import open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NothingSaid, NotPossible, TimesDisagree
from ortaq.exchange.files import File
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid_of
from ortaq.lib.rows import insert
from ortaq.operations import keeping, owing
from ortaq.operations.errors import NotParty, UnknownKind
from ortaq.operations.log import Assignment, LogEntry
from ortaq.operations.models import Operation
from ortaq.rules.operations import (
    CORRECTION,
    DECISION,
    DESCRIBED,
    DONE,
    EVENT,
    LESSON,
    MESSAGE,
    RESULT,
    SITUATION,
    TASK,
    OperationKind,
)

WRITTEN = (EVENT, DECISION, SITUATION, LESSON, RESULT, DESCRIBED, MESSAGE)
"""What an officer writes of his own accord; the other sorts come with the verb that they record."""


def write(
    operation: Operation,
    sort: str,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    happened_at: datetime | None = None,
    files: Sequence[File] = (),
) -> LogEntry:
    """Write what happened, was decided, came of it or was learnt, or how things stand: `text`, or the pack's fields.

    The words name the files that go with them. Word of the situation closes what our unit owed of it, and the next is
    owed from now on. Written before under the same id, it is returned. Raises NotOnWatch, NotParty, IsOver,
    UnknownKind, NothingSaid, TimesDisagree, StateSecret, FilesGone.
    """
    with transaction.atomic():
        earlier = keeping.entered_before(operation, id, sort)
        if earlier is not None:
            return earlier
        held = keeping.locked(operation, by=by, at=at)
        keeping.refuse_what_is_over(held, sort)
        said = _said(sort, body, keeping.kind_of(held.kind, rulebook))
        if sort == SITUATION and not held.is_under_way:
            raise NotPossible("it has not begun", step=sort, state=held.state)
        row, words = keeping.entry_of(
            held, sort, said, by=by, at=at, rulebook=rulebook, id=id, happened_at=happened_at, files=files
        )
        keeping.write(row, words, by=by, at=at, files=files)
        if sort == SITUATION:
            _word_given(row, by=by, at=at, rulebook=rulebook)
    return row


def correct(
    entry: LogEntry, text: str, *, by: Actor, at: datetime, rulebook: Rulebook, id: uuid.UUID | None = None
) -> LogEntry:
    """Say what an entry of our unit should have said: it stays as it was, with the correction beside it.

    Raises NotOnWatch, NotParty for another unit's entry, NothingSaid, StateSecret.
    """
    if not text.strip():
        raise NothingSaid("a correction has words")
    if entry.unit_id != by.unit:
        raise NotParty("another unit's entry", unit=by.unit)
    with transaction.atomic():
        earlier = keeping.entered_before(entry.operation, id, CORRECTION)
        if earlier is not None:
            return earlier
        held = keeping.locked(entry.operation, by=by, at=at)
        said = {"text": text.strip()}
        row, words = keeping.entry_of(held, CORRECTION, said, by=by, at=at, rulebook=rulebook, id=id, corrects=entry)
        return keeping.write(row, words, by=by, at=at)


def assign(
    operation: Operation,
    unit: int,
    what: str,
    due_at: datetime,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> Assignment:
    """Give a party something to do by a time: its duty from now on. Given before under the same id, it is returned.

    Raises NotOnWatch, NotParty, IsOver, UnknownKind, NothingSaid, TimesDisagree, StateSecret.
    """
    if not what.strip():
        raise NothingSaid("a task has words")
    if due_at <= at:
        raise TimesDisagree("a task is due in the future", due_at=due_at)
    with transaction.atomic():
        earlier = keeping.entered_before(operation, id, TASK)
        if earlier is not None:
            return Assignment.objects.select_related("operation").get(entry=earlier)
        held = keeping.locked(operation, by=by, at=at)
        keeping.refuse_what_is_over(held, TASK)
        rule = keeping.kind_of(held.kind, rulebook).task
        if not rule:
            raise UnknownKind("the pack knows no tasks of this kind", kind=held.kind)
        if unit not in held.parties:
            raise NotParty("only parties are given something to do", unit=unit)
        row, words = keeping.entry_of(held, TASK, {"text": what.strip()}, by=by, at=at, rulebook=rulebook, id=id)
        made = _assignment(row, unit, rule, due_at)
        keeping.write(row, words, by=by, at=at)
        insert([made], entries([("assignment.given", made.pk, made.to_ledger(), by, at)]))
        open_duties([owing.owed_for(made, rulebook)], by=by, at=at)
    return made


def decide(
    operation: Operation,
    unit: int,
    what: str,
    due: date,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> LogEntry:
    """Write what was decided, who carries it out, by which day: owed once the act drawn up of it is signed.

    Raises NotOnWatch, NotParty, IsOver, NothingSaid, StateSecret, UnknownKind where no act is drawn up of decisions.
    """
    if not what.strip():
        raise NothingSaid("a decision has words")
    with transaction.atomic():
        earlier = keeping.entered_before(operation, id, DECISION)
        if earlier is not None:
            return earlier
        held = keeping.locked(operation, by=by, at=at)
        keeping.refuse_what_is_over(held, DECISION)
        drawn = keeping.kind_of(held.kind, rulebook).report
        if drawn is None or not drawn.decides:
            raise UnknownKind("no act is drawn up of what is decided here", kind=held.kind)
        if unit not in held.parties:
            raise NotParty("only parties are given something to do", unit=unit)
        said = {"text": what.strip(), "owner": rulebook.units[unit].code, "due": due.isoformat()}
        row, words = keeping.entry_of(held, DECISION, said, by=by, at=at, rulebook=rulebook, id=id)
        return keeping.write(row, words, by=by, at=at)


def report(
    assignment: Assignment,
    text: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    happened_at: datetime | None = None,
) -> LogEntry:
    """Say that our unit has done what it was given to do, and how: the duty closes by the true time of doing it.

    Raises NotOnWatch, NotParty for another unit's task, IsOver, NothingSaid, TimesDisagree, StateSecret.
    """
    if not text.strip():
        raise NothingSaid("how it was done is said in words")
    if assignment.unit_id != by.unit:
        raise NotParty("another unit's task", unit=by.unit)
    with transaction.atomic():
        earlier = keeping.entered_before(assignment.operation, id, DONE)
        if earlier is not None:
            return earlier
        held = keeping.locked(assignment.operation, by=by, at=at)
        keeping.refuse_what_is_over(held, DONE)
        said, when = {"text": text.strip()}, happened_at or at
        if when < assignment.at:
            raise TimesDisagree("done before it was given", happened_at=when)
        row, words = keeping.entry_of(
            held, DONE, said, by=by, at=at, rulebook=rulebook, id=id, happened_at=when, answers=assignment
        )
        keeping.write(row, words, by=by, at=at)
        key = owing.owed_for(assignment, Rulebook.at(assignment.at)).key
        fulfil([key], by=by, at=row.at, record=row.pk, recorded_at=at)
    return row


def _said(sort: str, body: Mapping[str, Any], kind: OperationKind) -> dict[str, Any]:
    """Return what is to be kept. Raises UnknownKind for a sort that this kind does not have, NothingSaid."""
    fields = {RESULT: kind.results, DESCRIBED: kind.form}
    wants = {SITUATION: bool(kind.situation), RESULT: bool(kind.results), MESSAGE: kind.members_only}
    if sort not in WRITTEN or not wants.get(sort, True):
        raise UnknownKind("no such entry here", sort=sort)
    form = fields.get(sort)
    text = str(body.get("text", "")).strip()
    said = keeping.known(form, body) if form else ({"text": text} if text else {})
    if not said or (sort == DESCRIBED and not said.get(kind.title.code)):
        raise NothingSaid("an entry has words")
    return said


def _word_given(row: LogEntry, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Close what was owed of the situation, and owe the next."""
    if key := owing.before_word(row):
        fulfil([key], by=by, at=at, record=row.pk, recorded_at=at)
        open_duties(owing.after_word(row, rulebook), by=by, at=at)


def _assignment(row: LogEntry, unit: int, rule: str, due_at: datetime) -> Assignment:
    return Assignment(
        id=uuid_of("assignment", str(row.pk)),
        operation=row.operation,
        entry=row,
        unit_id=unit,
        rule=rule,
        at=row.recorded_at,
        due_at=due_at,
        visible_to=row.visible_to,
    )
