"""The act of a joint measure, drawn up from its log: who decided what, who carries it out, what came of it.

Nobody types it again. Which field of the act is made of what the pack says; what begins with @ the node knows. It is a
draft: the parties read it, put it right and sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.access.scope import acting_in
from ortaq.acts.between import groups_of, kind_of
from ortaq.acts.drafting import draft
from ortaq.acts.models import Version
from ortaq.acts.reading import Reader
from ortaq.custody.drawing_up import official
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NotPossible
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of
from ortaq.operations import keeping
from ortaq.operations.errors import NoParties, UnknownKind
from ortaq.operations.log import Assignment, LogEntry
from ortaq.operations.models import Operation
from ortaq.rules.acts import ActKind
from ortaq.rules.edition import Field, Subject
from ortaq.rules.operations import (
    DECISION,
    DECISIONS,
    DESCRIBED,
    ENDED,
    LESSON,
    RESULT,
    RESULTS,
    TASKS,
    DrawnRows,
    OperationKind,
)

KEPT = ("date", "moment", "unit", "crossing_point", "country", "choice", "number", "amount", "yes_no")
"""Fields that keep a value by its code: an act that asks for the same kind of field keeps it alike."""
Known = Mapping[str, Any]


def draw_up(operation: Operation, *, by: Actor, at: datetime, rulebook: Rulebook) -> Version:
    """Draw the act up as a draft of all parties. Drawn up before, its newest version is returned.

    Raises NotOnWatch, NotParty, UnknownKind where the pack draws up none, NotPossible before it has begun, NoParties
    where no group of the act's kind has all of them, and what drafting raises.
    """
    with transaction.atomic():
        held = keeping.locked(operation, by=by, at=at)
        kind = keeping.kind_of(held.kind, rulebook)
        if kind.report is None:
            raise UnknownKind("no act is drawn up of this kind", kind=held.kind)
        if held.begun_at is None:
            raise NotPossible("it has not begun", step="draw_up", state=held.state)
        told = kind_of(kind.report.act, rulebook)
        group = _group(told, held, rulebook)
        body = Sheet(held, kind, told, rulebook).body()
        identity = uuid_of("act of an operation", str(held.pk))
        with acting_in(by.unit or 0, instead=True):  # an act is its parties' to see, whatever room it comes from
            version = draft(told.code, body, by=by, at=at, rulebook=rulebook, group=group, id=identity)
        Operation.objects.filter(pk=held.pk).update(report=version.act_id)
        keeping.tell(held)
    return version


def _group(act: ActKind, operation: Operation, rulebook: Rulebook) -> int | None:
    """Return the group in which the act is made: the first of ours that holds all parties; None for a whole level."""
    if act.parties != "group":
        return None
    for pk, _level, members in groups_of(act, operation.unit_id, rulebook):
        if set(operation.parties) <= set(members):
            return pk
    raise NoParties("no group of this level holds all parties", parties=operation.parties)


class Sheet:
    """One act as it is made of what stands in the log."""

    def __init__(self, operation: Operation, kind: OperationKind, act: ActKind, rulebook: Rulebook) -> None:
        assert kind.report is not None
        self.operation, self.kind, self.act, self.rulebook = operation, kind, act, rulebook
        self.zone = rulebook.zone_of(operation.unit_id)
        self.reader = Reader(operation.opened_at.astimezone(self.zone).date())
        self.told = kind.report
        log = operation.log.select_related("words").order_by("n")
        self.log: Sequence[LogEntry] = [one for one in log if hasattr(one, "words")]
        self.described: dict[str, Any] = next(
            (one.words.body for one in reversed(self.log) if one.sort == DESCRIBED), {}
        )

    def body(self) -> dict[str, Any]:
        """Return the act's fields: its head, and the rows of each group."""
        filled: dict[str, Any] = {}
        for field, sources in self.told.head.items():
            if said := self._value(field, None, sources, self._head(), self.kind.form):
                filled[field] = said
        for rows in self.told.rows:
            made = [self._row(rows, known) for known in self._known(rows)]
            if told := [row for row in made if row]:
                filled[rows.group] = told
        return filled

    def _head(self) -> Known:
        known: dict[str, Callable[[], Any]] = {
            "@number": lambda: str(self.operation),
            "@title": lambda: self.described.get(self.kind.title.code, ""),
            "@begun_at": lambda: self._moment(self.operation.begun_at),
            "@ended_at": lambda: self._moment(self.operation.ended_at),
            "@parties": lambda: "; ".join(self._unit(pk) for pk in self.operation.parties),
            "@outcome": lambda: self._texts(ENDED),
            "@lessons": lambda: self._texts(LESSON),
        }
        return {**self.described, **{name: ask() for name, ask in known.items()}}

    def _known(self, rows: DrawnRows) -> Iterable[Known]:
        match rows.of:
            case "@decisions":
                return [self._decision(one) for one in self.log if one.sort == DECISION and one.words.body.get("owner")]
            case "@tasks":
                tasks = self.operation.assignments.select_related("entry__words").prefetch_related("reports__words")
                return [self._task(one) for one in tasks]
            case "@results":
                latest = {one.unit_id: one for one in self.log if one.sort == RESULT}
                return [{**one.words.body, "@unit": self._code(pk)} for pk, one in latest.items()]
            case _:
                return list(self.described.get(rows.of, ()))

    def _decision(self, entry: LogEntry) -> Known:
        body = entry.words.body
        return {"@what": body["text"], "@owner": body["owner"], "@due": body["due"]}

    def _task(self, task: Assignment) -> Known:
        reports = sorted(task.reports.all(), key=lambda one: one.n)
        return {
            "@what": task.entry.words.body.get("text", ""),
            "@owner": self._code(task.unit_id),
            "@due": task.due_at.astimezone(self.zone).date().isoformat(),
            "@done": "; ".join(str(one.words.body.get("text", "")) for one in reports),
        }

    def _row(self, rows: DrawnRows, known: Known) -> dict[str, Any]:
        form = self.kind.results if rows.of == RESULTS else None if rows.of in (DECISIONS, TASKS) else self.kind.form
        made = {field: self._value(field, rows.group, sources, known, form) for field, sources in rows.fields.items()}
        return {field: value for field, value in made.items() if value not in (None, "")}

    def _value(self, field: str, group: str | None, sources: Sequence[str], known: Known, form: Subject | None) -> Any:
        """Return what a field of the act says: as it is kept where both keep it alike, else in words."""
        asked = {one.code: one for one in form.fields} if form else {}
        wanted = next(
            one for one in self.act.body.fields if one.code == field and (group is None or one.group == group)
        )
        first = known.get(sources[0])
        own = asked.get(sources[0])
        if len(sources) == 1 and wanted.kind in KEPT and (own is None or own.kind == wanted.kind):
            return first
        said = (self._said(asked.get(one), known.get(one)) for one in sources)
        return "; ".join(one for one in said if one)

    def _said(self, field: Field | None, value: Any) -> str:
        if value in (None, "", [], False):
            return ""
        if isinstance(value, list):
            return "; ".join(self._in_row(row) for row in value)
        return official(self.reader.said(field, value)) if field else str(value)

    def _in_row(self, row: Mapping[str, Any]) -> str:
        asked = {one.code: one for one in self.kind.form.fields}
        return ", ".join(self._said(asked.get(code), value) for code, value in row.items())

    def _texts(self, sort: str) -> str:
        return "; ".join(str(one.words.body["text"]) for one in self.log if one.sort == sort)

    def _moment(self, at: datetime | None) -> str:
        return at.astimezone(self.zone).isoformat(timespec="minutes") if at else ""

    def _code(self, unit: int) -> str:
        return self.rulebook.units[unit].code if unit in self.rulebook.units else ""

    def _unit(self, unit: int) -> str:
        return official(self.reader.unit(self._code(unit)))
