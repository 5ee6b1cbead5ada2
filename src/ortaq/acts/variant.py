"""A variant of action as its pages show it: what it would give to whom; running, how each task stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2s
from typing import Any

from ortaq.acts.checking import mark
from ortaq.acts.comparing import said
from ortaq.acts.doing import Activation, Lesson, StandDown, Task
from ortaq.acts.models import Version
from ortaq.acts.page import Page
from ortaq.acts.tasks_shown import ShownTask, tasks_of
from ortaq.duties.desk import Desk
from ortaq.rules.acts import ActKind, Variants


@dataclass(frozen=True)
class Given:
    """What a variant gives a party to do: by Ч and so many minutes."""

    minutes: int
    unit: str
    is_ours: bool
    words: str


@dataclass(frozen=True)
class Coming:
    """A variant of a plan in force, looked at before it is set going."""

    desk: Desk
    version: Version
    page: Page
    row: Mapping[str, Any]
    told: Variants

    @classmethod
    def of(cls, desk: Desk, version: Version, n: int) -> Coming | None:
        """Return the variant in the nth row; None where the act has none there, or this unit may not read it."""
        page = Page(desk, version)
        told = page.kind.variants if page.kind else None
        rows = page.fields.get(told.group, ()) if told and page.fields else ()
        if told is None or not 0 < n <= len(rows) or desk.unit.pk not in version.act.parties:
            return None
        return cls(desk, version, page, rows[n - 1], told)

    @property
    def mark(self) -> str:
        """How the plan calls it."""
        return str(self.row.get(self.told.code, ""))

    @property
    def situation(self) -> str:
        """At which change of the situation."""
        return str(self.row.get(self.told.situation, ""))

    @property
    def intent(self) -> list[tuple[str, str]]:
        """What else the plan says of it, by its fields."""
        known = (self.told.code, self.told.situation)
        asked = self.kind.body.in_group(self.told.group)
        return [
            (self.desk.said(one.label), said(self.page.reader.said(one, self.row[one.code]), self.desk.lang))
            for one in asked
            if one.code not in known and self.row.get(one.code)
        ]

    @property
    def kind(self) -> ActKind:
        """The kind of its plan."""
        assert self.page.kind is not None
        return self.page.kind

    @property
    def is_in_force(self) -> bool:
        """Whether it can be set going."""
        return self.version.state == "in_force"

    @cached_property
    def running(self) -> Activation | None:
        """The activation that runs already."""
        same = Activation.objects.running().filter(version=self.version)
        return next((one for one in same if mark(one.variant) == mark(self.mark)), None)

    @cached_property
    def given(self) -> list[Given]:
        """What the parties will have to do, in the order of their minutes."""
        told, units = self.told.tasks, {unit.code: unit.pk for unit in self.desk.rulebook.units.values()}
        found = []
        for row in self._rows(told.group, told.variant):
            unit = units.get(row.get(told.unit, ""))
            words = str(row.get(told.what, ""))
            found.append(Given(row[told.minutes], self.desk.name(unit), unit == self.desk.unit.pk, words))
        return sorted(found, key=lambda one: one.minutes)

    @property
    def beside(self) -> list[tuple[str, list[str], list[list[tuple[str, str]]]]]:
        """What else belongs to it – forces and means – as tables: their names, heads, rows."""
        return [table for group, named in self.told.beside.items() if (table := self._table(group, named))]

    def _table(self, group: str, named: str) -> tuple[str, list[str], list[list[tuple[str, str]]]] | None:
        rows = list(self._rows(group, named))
        asked = [one for one in self.kind.body.in_group(group) if one.code != named]
        used = [one for one in asked if any(row.get(one.code) not in (None, "") for row in rows)]
        heads = [self.desk.said(one.label) for one in used]
        reader, lang = self.page.reader, self.desk.lang
        cells = [
            [(head, said(reader.said(one, row.get(one.code)), lang)) for head, one in zip(heads, used, strict=True)]
            for row in rows
        ]
        return (self.desk.said(self.kind.body.groups[group].name), heads, cells) if cells else None

    def _rows(self, group: str, named: str) -> Iterator[Mapping[str, Any]]:
        rows = self.page.fields.get(group, ()) if self.page.fields else ()
        return (row for row in rows if mark(row.get(named)) == mark(self.mark))


@dataclass(frozen=True)
class Party:
    """How many tasks a party has, and how many of them are done."""

    unit: str
    is_ours: bool
    all: int
    done: int


class Running:
    """A variant that runs, or ran."""

    def __init__(self, desk: Desk, activation: Activation) -> None:
        self.desk, self.activation = desk, activation
        self.page = Page(desk, activation.version)

    @property
    def situation(self) -> str:
        """At which change of the situation it is set going."""
        told = self.page.kind.variants if self.page.kind else None
        rows = self.page.fields.get(told.group, ()) if self.page.fields and told else ()
        same = (row for row in rows if told and mark(row.get(told.code)) == mark(self.activation.variant))
        return str(next((row.get(told.situation, "") for row in same if told), ""))

    @cached_property
    def tasks(self) -> list[ShownTask]:
        """All tasks, in the order of their minutes."""
        return tasks_of(self.desk, Task.objects.filter(activation=self.activation))

    @property
    def parties(self) -> list[Party]:
        """How far each party is, our own first."""
        units = sorted(self.activation.version.act.parties, key=lambda unit: unit != self.desk.unit.pk)
        return [self._party(unit) for unit in units]

    @cached_property
    def digest(self) -> str:
        """A short name for all that is shown but the time that passes."""
        tasks = [(one.task.pk, one.duty.look) for one in self.tasks]
        told = (tasks, self.activation.stood_down_at, [one.pk for one, _ in self.lessons], self.may_act)
        return blake2s(f"{told}{self.desk.lang}".encode(), digest_size=8).hexdigest()

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(one.duty.look == "done" for one in self.tasks)

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(one.is_late for one in self.tasks)

    @property
    def by(self) -> str:
        """Which unit set it going."""
        return self.desk.name(self.activation.unit_id)

    @cached_property
    def stand_down(self) -> StandDown | None:
        """How it ended."""
        return StandDown.objects.filter(activation=self.activation).first()

    @cached_property
    def lessons(self) -> list[tuple[Lesson, str]]:
        """What the parties learnt, each with who says so."""
        return [(one, self.desk.name(one.unit_id)) for one in self.activation.lessons.all()]

    @property
    def may_act(self) -> bool:
        """Whether the officer may stand it down or say what was learnt."""
        return self.desk.unit.pk in self.activation.version.act.parties and self.desk.may("may_activate_variant")

    def _party(self, unit: int) -> Party:
        own = [one for one in self.tasks if one.task.unit_id == unit]
        done = sum(one.duty.look == "done" for one in own)
        return Party(self.desk.name(unit), unit == self.desk.unit.pk, len(own), done)
