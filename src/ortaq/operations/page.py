"""A joint measure as its page shows it: what it is, where it stands, its log, what is to be done, who owes word."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2s
from typing import Any

from ortaq.acts.reading import Reader
from ortaq.custody.saying import as_text
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.duties.words import LATE, Shown, shown
from ortaq.operations.keeping import kind_of
from ortaq.operations.log import Assignment, LogEntry
from ortaq.operations.models import Operation
from ortaq.operations.titles import described
from ortaq.operations.words import LOOKS, SIGNS, sort_in_words, state_in_words
from ortaq.rules.edition import Subject
from ortaq.rules.operations import CORRECTION, DESCRIBED, EVENT, RESULT, SITUATION


@dataclass
class Told:
    """One entry of the log as it is read; what corrects it stands under it."""

    entry: LogEntry
    sign: str
    sort: str
    unit: str
    words: str
    fields: Sequence[tuple[str, str]]
    may_correct: bool
    corrections: list[Told] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """What a party is to do: its duty, its words, and what was reported."""

    task: Assignment
    duty: Shown
    words: str
    unit: str
    is_ours: bool
    may_do: bool
    reports: Sequence[Told]

    @property
    def is_late(self) -> bool:
        """Whether its time is over and it is not done."""
        return self.duty.look == LATE


@dataclass(frozen=True)
class Party:
    """A party: when it gave word last, and until when it owes the next."""

    name: str
    is_ours: bool
    last: LogEntry | None
    owes: Shown | None


class Page:
    """One joint measure before this desk."""

    def __init__(self, desk: Desk, operation: Operation) -> None:
        self.desk, self.operation = desk, operation
        self.kind = kind_of(operation.kind, desk.rulebook)

    @cached_property
    def body(self) -> dict[str, Any]:
        """What it is, as it was described last; nothing where the words are not ours to read."""
        return described([self.operation], self.desk).get(self.operation.pk, {})

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.body.get(self.kind.title.code, ""))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What else is known of it."""
        return [one for one in self._fields(self.kind.form, self.body) if one[1] != self.title]

    @property
    def state(self) -> str:
        """How it stands."""
        return state_in_words(self.operation.state)

    @property
    def look(self) -> str:
        """The shape and colour of its state."""
        return LOOKS[self.operation.state]

    @property
    def opened_by(self) -> str:
        """Which unit opened it."""
        return self.desk.name(self.operation.unit_id)

    @property
    def is_party(self) -> bool:
        """Whether our unit takes part."""
        return self.desk.unit.pk in self.operation.parties

    @property
    def may_act(self) -> bool:
        """Whether the officer may write into its log, give tasks, close it."""
        return self.is_party and self.desk.may("may_run_operation")

    @cached_property
    def log(self) -> list[Told]:
        """The log, the newest first; a correction stands under what it corrects."""
        told = [self._told(one) for one in self._entries]
        known = {one.entry.pk: one for one in told}
        for one in told:
            if one.entry.corrects_id in known:
                known[one.entry.corrects_id].corrections.append(one)
        return [one for one in reversed(told) if one.entry.sort != CORRECTION]

    @cached_property
    def tasks(self) -> list[Given]:
        """What the parties are to do, the first to fall due first."""
        rows = list(Assignment.objects.filter(operation=self.operation))
        duties = {one.record: one for one in Duty.objects.filter(record__in=[row.pk for row in rows])}
        return [self._given(one, duties[one.pk]) for one in rows if one.pk in duties]

    @cached_property
    def parties(self) -> list[Party]:
        """The parties, our own first, and how each stands with its word of the situation."""
        owed = {one.owed_by_id: one for one in self._owed_words}
        last = {one.unit_id: one for one in self._entries if one.sort == SITUATION}
        ours = self.desk.unit.pk
        units = sorted(self.operation.parties, key=lambda unit: unit != ours)
        return [
            Party(
                self.desk.name(unit),
                unit == ours,
                last.get(unit),
                shown(owed[unit], self.desk) if unit in owed else None,
            )
            for unit in units
        ]

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(one.duty.look == "done" for one in self.tasks)

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(one.is_late for one in self.tasks)

    @cached_property
    def digest(self) -> str:
        """A short name for all that is shown but the time that passes."""
        looks = [one.duty.look for one in self.tasks] + [one.owes.look if one.owes else "" for one in self.parties]
        told = (self.operation.state, self.operation.entries, looks, self.may_act, self.desk.lang)
        return blake2s(repr(told).encode(), digest_size=8).hexdigest()

    @cached_property
    def _entries(self) -> list[LogEntry]:
        return list(self.operation.log.select_related("words").order_by("n"))

    @cached_property
    def _owed_words(self) -> list[Duty]:
        if not self.kind.situation or not self.operation.is_under_way:
            return []
        records = [one.pk for one in self._entries if one.sort == SITUATION]
        records += list(self.operation.history.values_list("pk", flat=True))
        return list(Duty.objects.filter(record__in=records, rule=self.kind.situation).unfinished())

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.desk.today)

    def _fields(self, form: Subject, body: dict[str, Any]) -> list[tuple[str, str]]:
        """Return what was filled in, by the pack's names, in the reader's language."""
        return [
            (self.desk.said(one.label), self.desk.said(as_text(self._reader.said(one, body[one.code]))))
            for one in form.fields
            if body.get(one.code) not in (None, "")
        ]

    def _told(self, entry: LogEntry) -> Told:
        words = getattr(entry, "words", None) if self.desk.may("may_read_content") else None
        body = words.body if words else {}
        form = {DESCRIBED: self.kind.form, RESULT: self.kind.results}.get(entry.sort)
        return Told(
            entry=entry,
            sign=SIGNS.get(entry.sort, "•"),
            sort="" if entry.sort == EVENT else sort_in_words(entry.sort),
            unit=self.desk.name(entry.unit_id),
            words=str(body.get("text", "")),
            fields=self._fields(form, body) if form else (),
            may_correct=self.may_act and entry.unit_id == self.desk.unit.pk and "text" in body,
        )

    def _given(self, task: Assignment, duty: Duty) -> Given:
        ours = task.unit_id == self.desk.unit.pk
        told: dict[uuid.UUID, Told] = {one.entry.pk: one for one in self.log}
        reports = [one for one in self.log if one.entry.answers_id == task.pk]
        return Given(
            task=task,
            duty=shown(duty, self.desk),
            words=told[task.entry_id].words if task.entry_id in told else "",
            unit=self.desk.name(task.unit_id),
            is_ours=ours,
            may_do=ours and self.may_act and self.operation.is_open and duty.is_unfinished,
            reports=reports[::-1],
        )
