"""A joint measure as its page shows it: what it is, its log, what is to be done, what came of it, who owes word."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2s
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from ortaq.access.models import Appointment
from ortaq.acts.doing import Task
from ortaq.acts.reading import Reader
from ortaq.acts.tasks_shown import ShownTask, tasks_of
from ortaq.custody.saying import as_text
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.duties.words import LATE, Shown, shown
from ortaq.operations.keeping import kind_of
from ortaq.operations.linking import LINKABLE, Found
from ortaq.operations.linking import shown as shown_links
from ortaq.operations.log import Assignment, Link, LogEntry, LogFile
from ortaq.operations.models import Operation
from ortaq.operations.rooms import Member, candidates, inside
from ortaq.operations.titles import described
from ortaq.operations.words import LOOKS, SIGNS, file_in_words, sort_in_words, state_in_words
from ortaq.rules.edition import Field, Subject
from ortaq.rules.operations import CORRECTION, DESCRIBED, EVENT, RESULT, SITUATION


@dataclass
class Told:
    """One entry of the log as it is read, its files each with its kind; what corrects it stands under it."""

    entry: LogEntry
    sign: str
    sort: str
    unit: str
    words: str
    fields: Sequence[tuple[str, str]]
    may_correct: bool
    files: Sequence[tuple[LogFile, str]] = ()
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
        with inside(self.operation):
            return described([self.operation], self.desk).get(self.operation.pk, {})

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.body.get(self.kind.title.code, ""))

    @property
    def tables(self) -> list[tuple[str, list[str], list[list[tuple[str, str]]]]]:
        """What is told row by row, such as an agenda: its name, its heads, its rows."""
        made = []
        for code, group in self.kind.form.groups.items():
            rows, asked = self.body.get(code) or [], self.kind.form.in_group(code)
            used = [one for one in asked if any(row.get(one.code) not in (None, "") for row in rows)]
            if not group.repeats or not used:
                continue
            heads = [self.desk.said(one.label) for one in used]
            cells = [[self._said(one, row.get(one.code)) for one in used] for row in rows]
            made.append((self.desk.said(group.name), heads, [list(zip(heads, row, strict=True)) for row in cells]))
        return made

    @cached_property
    def results(self) -> list[tuple[str, bool, Sequence[tuple[str, str]]]]:
        """What each party filled in last of what came of it, in the order of the parties; nothing where it has not."""
        latest = {one.entry.unit_id: one.fields for one in reversed(self.log) if one.entry.sort == RESULT}
        ours = self.desk.unit.pk
        return [(self.desk.name(unit), unit == ours, latest.get(unit, ())) for unit in self.operation.parties]

    @cached_property
    def links(self) -> list[tuple[Link, str, Found | None, str]]:
        """What was put to it: of which sort, what it leads to where this desk sees it, and why."""
        with inside(self.operation):
            rows = list(Link.objects.filter(operation=self.operation))
        found = shown_links(rows, self.desk)
        said = {one.entry.pk: one.words for one in self.log}
        names = {what: str(one.name) for what, one in LINKABLE.items()}
        return [(one, names.get(one.what, one.what), found.get(one.pk), said.get(one.entry_id, "")) for one in rows]

    @cached_property
    def acts(self) -> list[tuple[str, str, str]]:
        """The act that founds it and the one drawn up of it: which it is, its name and page."""
        kinds = self.desk.rulebook.edition.act_kinds
        named = ((gettext("Основание"), self.operation.mandate), (gettext("Составлен"), self.operation.report))
        return [
            (
                what,
                f"{self.desk.said(kinds[act.kind].name) if act.kind in kinds else act.kind} № {act.label}",
                reverse("act", args=[act.pk]),
            )
            for what, act in named
            if act
        ]

    @cached_property
    def owed_by_acts(self) -> list[ShownTask]:
        """What those acts give to do: decisions of a meeting until each is done, and of the plan what is ours."""
        held = [pk for pk in (self.operation.mandate_id, self.operation.report_id) if pk]
        tasks = tasks_of(self.desk, Task.objects.filter(version__act__in=held, activation=None)) if held else []
        return [one for one in tasks if one.is_ours or one.task.version.act_id == self.operation.report_id]

    @property
    def served(self) -> list[ShownTask]:
        """What the act that founds it gave us to do and is not done: closing this may have done it."""
        act = self.operation.mandate_id
        return [one for one in self.owed_by_acts if one.may_do and one.task.version.act_id == act]

    @property
    def report_name(self) -> str:
        """Which act may be drawn up of it now; "" where there is one, or none may be."""
        told, kinds = self.kind.report, self.desk.rulebook.edition.act_kinds
        if told is None or self.operation.report_id or self.operation.begun_at is None:
            return ""
        return self.desk.said(kinds[told.act].name) if self.is_party and self.desk.may("may_draft_act") else ""

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
        with inside(self.operation):
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

    @cached_property
    def members(self) -> list[tuple[Member, str]]:
        """Who is in its room, each with his unit."""
        if not self.operation.room:
            return []
        with inside(self.operation):
            rows = list(Member.objects.filter(operation=self.operation, until=None))
        return [(one, self.desk.name(one.of_unit)) for one in rows]

    @cached_property
    def to_let_in(self) -> list[Appointment]:
        """The officers of its parties who might be let into its room."""
        if not self.operation.room or not self.operation.is_open:
            return []
        inside_now = {one.member for one, _ in self.members}
        return [one for one in candidates(self.operation.parties, self.desk.now) if one.officer_id not in inside_now]

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
        looks = (
            [one.duty.look for one in self.tasks]
            + [one.duty.look for one in self.owed_by_acts]
            + [one.owes.look if one.owes else "" for one in self.parties]
        )
        people = [one.pk for one, _ in self.members]
        told = (self.operation.state, self.operation.entries, looks, people, self.may_act, self.desk.lang)
        return blake2s(repr(told).encode(), digest_size=8).hexdigest()

    @cached_property
    def _entries(self) -> list[LogEntry]:
        with inside(self.operation):
            return list(self.operation.log.select_related("words").prefetch_related("files").order_by("n"))

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
            (self.desk.said(one.label), self._said(one, body[one.code]))
            for one in form.fields
            if body.get(one.code) not in (None, "") and not _in_row(form, one)
        ]

    def _said(self, one: Field, value: Any) -> str:
        return self.desk.said(as_text(self._reader.said(one, value)))

    def _told(self, entry: LogEntry) -> Told:
        words = getattr(entry, "words", None) if self.desk.may("may_read_content") else None
        body = words.body if words else {}
        form = {DESCRIBED: self.kind.form, RESULT: self.kind.results}.get(entry.sort)
        return Told(
            entry=entry,
            sign=SIGNS.get(entry.sort, "•"),
            sort="" if entry.sort == EVENT else sort_in_words(entry.sort),
            unit=self.desk.name(entry.unit_id),
            words=str(body.get("text", "")) or (self.title_of(body) if entry.n == 1 else ""),
            fields=() if entry.n == 1 else self._fields(form, body) if form else self._decided(body),
            may_correct=self.may_act and entry.unit_id == self.desk.unit.pk and "text" in body,
            files=[(one, file_in_words(one)) for one in entry.files.all()] if words else (),
        )

    def title_of(self, body: dict[str, Any]) -> str:
        """Return what it was called by a description."""
        return str(body.get(self.kind.title.code, ""))

    def _decided(self, body: dict[str, Any]) -> list[tuple[str, str]]:
        """Return who carries a decision out, by which day."""
        if not body.get("owner"):
            return []
        return [
            (gettext("исполняет"), self.desk.said(self._reader.unit(body["owner"]))),
            (gettext("срок"), f"{date.fromisoformat(body['due']):%d.%m.%Y}"),
        ]

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


def _in_row(form: Subject, one: Field) -> bool:
    return one.group is not None and form.groups[one.group].repeats
