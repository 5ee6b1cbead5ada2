"""The Instruction as one page: our wording in reading order, and beside each point how it is being executed now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from ortaq.console import official
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty

KINDS = {
    "open": "open",
    "overdue": "late",
    "explained": "late",
    "done": "done",
    "done_late": "done_late",
    "waived": "waived",
    "void": "",
    "consented": "done",
    "lapsed": "late",
}


@dataclass
class Execution:
    """How many duties of a point stand where, of those whose term falls into this month."""

    done: int = 0
    done_late: int = 0
    late: int = 0
    open: int = 0
    waived: int = 0

    @property
    def all(self) -> int:
        """All that count."""
        return self.done + self.done_late + self.late + self.open

    @property
    def bar(self) -> list[tuple[str, float, float]]:
        """The pieces of the bar: its look, where it begins, how long it is, of a hundred."""
        pieces, at = [], 0.0
        for look, count in (("done", self.done), ("late", self.done_late + self.late), ("open", self.open)):
            length = 100 * count / self.all if self.all else 0.0
            if count:
                pieces.append((look, round(at, 2), round(length, 2)))
            at += length
        return pieces


@dataclass
class Point:
    """One point: its number, our wording, whether the official one is stored, its execution."""

    number: str
    depth: int
    title: str
    text: str
    has_official: bool
    execution: Execution = field(default_factory=Execution)


def points(desk: Desk) -> list[Point]:
    """Return the whole Instruction of the adopted edition with this month's execution for this unit."""
    stored, counted = official.numbers(), executed(desk)
    return [
        Point(
            number=clause.number,
            depth=clause.number.count("."),
            title=desk.said(getattr(clause, "title", None)),
            text=desk.said(clause.text),
            has_official=clause.number in stored,
            execution=counted[clause.number],
        )
        for clause in desk.rulebook.edition.clauses.values()
    ]


def executed(desk: Desk) -> defaultdict[str, Execution]:
    """Return the counts by clause, of the duties this unit owes whose term falls into the present month."""
    first = desk.now.astimezone(desk.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = (
        Duty.objects.owed_by(desk.unit.pk)
        .filter(due_at__gt=first, due_at__lte=next_month(first), opens_at__lte=desk.now)
        .values_list("clause", "status")
        .annotate(count=Count("pk"))
        .order_by()
    )
    found: defaultdict[str, Execution] = defaultdict(Execution)
    for clause, status, count in rows:
        kind = KINDS.get(status, "")
        if kind:
            setattr(found[clause], kind, getattr(found[clause], kind) + count)
    return found


def next_month(first: datetime) -> datetime:
    """Return the first instant of the month after, by the same zone's clock."""
    year, month = divmod(first.year * 12 + first.month, 12)
    return first.replace(year=year, month=month + 1)
