"""What is looked at before an act is proposed: that in force it can do what it says. Pages put the codes in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ortaq.acts.models import Act
from ortaq.duties.rulebook import Rulebook
from ortaq.rules import arrangements
from ortaq.rules.acts import ActKind
from ortaq.rules.edition import Edition
from ortaq.rules.terms import Amount

LONGEST = 365


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which group and which row of it (counted from 1; 0: not in a row), and the facts."""

    code: str
    group: str = ""
    row: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Looked:
    """What is looked at: the kind, what is filled in, the codes of the parties and of all points, the edition."""

    kind: ActKind
    fields: Mapping[str, Any]
    parties: Sequence[str]
    points: Collection[str | None]
    edition: Edition

    def rows(self, group: str) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a group."""
        found: Sequence[Mapping[str, Any]] = self.fields.get(group) or ()
        return found


def faults(kind: ActKind, fields: Mapping[str, Any], act: Act, rulebook: Rulebook) -> list[Fault]:
    """Return all that would come to nothing, in the order of the form."""
    parties = [rulebook.units[pk].code for pk in act.parties if pk in rulebook.units]
    points = {unit.crossing_point for unit in rulebook.directory.units.values()}
    looked = Looked(kind, fields, parties, points, rulebook.edition)
    if not fields:
        return [Fault("empty")]
    checks: tuple[Callable[[Looked], Iterator[Fault]], ...] = (_decisions, _variants, _tasks, _terms, _control)
    return [fault for check in checks for fault in check(looked)]


def _decisions(looked: Looked) -> Iterator[Fault]:
    """What is decided has an owner among the parties and a day."""
    for told in looked.kind.decisions:
        for n, row in enumerate(looked.rows(told.group), 1):
            if not row.get(told.owner):
                yield Fault("no_owner", told.group, n)
            elif row[told.owner] not in looked.parties:
                yield Fault("owner_no_party", told.group, n)
            if not row.get(told.due):
                yield Fault("no_due", told.group, n)


def _variants(looked: Looked) -> Iterator[Fault]:
    """Each variant of action has a mark of its own."""
    told, seen = looked.kind.variants, set[str]()
    for n, row in enumerate(looked.rows(told.group) if told else (), 1):
        assert told is not None
        code = mark(row.get(told.code))
        if not code:
            yield Fault("no_mark", told.group, n)
        elif code in seen:
            yield Fault("mark_twice", told.group, n, {"mark": code})
        seen.add(code)


def _tasks(looked: Looked) -> Iterator[Fault]:
    """A task belongs to a variant, and a party has it by a minute; what else is told of a variant names one."""
    told = looked.kind.variants
    if told is None:
        return
    known = {mark(row.get(told.code)) for row in looked.rows(told.group)}
    for group, named in {told.tasks.group: told.tasks.variant, **told.beside}.items():
        for n, row in enumerate(looked.rows(group), 1):
            if mark(row.get(named)) not in known:
                yield Fault("no_such_variant", group, n, {"mark": row.get(named, "")})
    for n, row in enumerate(looked.rows(told.tasks.group), 1):
        if row.get(told.tasks.unit) not in looked.parties:
            yield Fault("no_owner" if not row.get(told.tasks.unit) else "owner_no_party", told.tasks.group, n)
        if not isinstance(row.get(told.tasks.minutes), int):
            yield Fault("no_minutes", told.tasks.group, n)


def _terms(looked: Looked) -> Iterator[Fault]:
    """A term of the parties' own has a number, and does not loosen what the instruction sets."""
    told = looked.kind.terms
    for n, row in enumerate(looked.rows(told.group) if told else (), 1):
        assert told is not None
        what, count, unit = row.get(told.what), row.get(told.count), row.get(told.unit)
        if not (what and count and unit) or count > LONGEST:
            yield Fault("no_amount", told.group, n)
        elif wrong := arrangements.fault(looked.edition, what, Amount(count, unit)):
            yield Fault(f"term_{wrong}", told.group, n)


def _control(looked: Looked) -> Iterator[Fault]:
    """Who controls, which points, since when; the coordinating role passes only on a ground that is cited."""
    told = looked.kind.control
    if told is None:
        return
    fields = looked.fields
    if not fields.get(told.unit):
        yield Fault("no_controller")
    if not looked.rows(told.points):
        yield Fault("no_points", told.points)
    for n, row in enumerate(looked.rows(told.points), 1):
        if row.get(told.point) not in looked.points:
            yield Fault("unknown_point", told.points, n, {"point": row.get(told.point, "")})
    begins, ends = fields.get(told.begins), fields.get(told.ends)
    if not begins:
        yield Fault("no_begin")
    elif ends and date.fromisoformat(ends) < date.fromisoformat(begins):
        yield Fault("ends_before")
    if told.sphere and fields.get(told.sphere) and not fields.get(told.ground):
        yield Fault("no_ground")


def mark(value: object) -> str:
    """Return the mark of a variant as it is compared."""
    return " ".join(str(value or "").split()).casefold()
