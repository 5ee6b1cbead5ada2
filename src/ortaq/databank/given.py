"""What was given to the bank in a half-year: by each agency of each kind, and which units that owe it gave nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ortaq.databank.materials import Material
from ortaq.databank.reporting import materials_of
from ortaq.databank.shelf import Line, lines_of
from ortaq.duties.desk import Desk
from ortaq.exchange.documents import Filing
from ortaq.exchange.periods import rules_of
from ortaq.rules.materials import MaterialKind

BACK, HALVES = timedelta(days=900), 4


@dataclass(frozen=True, slots=True)
class Half:
    """A half-year: the day on which its window opens, the last one in it, whether it is over."""

    day: date
    last: date
    is_over: bool


@dataclass(frozen=True, slots=True)
class Owing:
    """A unit that owes the half-year's material: how many it gave; whether it gave a report without any."""

    unit: str
    given: int
    is_reported: bool

    @property
    def is_missing(self) -> bool:
        """Whether nothing of it is known."""
        return not self.given and not self.is_reported


@dataclass(frozen=True, slots=True)
class Row:
    """One agency: what it gave of each kind, and its units that owe."""

    agency: str
    cells: Sequence[tuple[MaterialKind, Sequence[Line]]]
    units: Sequence[Owing]

    @property
    def has_reported(self) -> bool:
        """Whether anything was given that does what is owed."""
        return any(lines for kind, lines in self.cells if kind.reports)

    @property
    def missing(self) -> list[Owing]:
        """The units of which nothing is known."""
        return [one for one in self.units if one.is_missing]


def halves(desk: Desk) -> list[Half]:
    """Return the latest half-years, the newest first, by the clock of the desk's unit."""
    rule = desk.rulebook.edition.duty(materials_of(desk.rulebook).rule)
    first = max(desk.today - BACK, desk.rulebook.adopted_from - timedelta(days=184))
    found = []
    for span in desk.rulebook.spans(rule, desk.unit.pk, first, desk.today)[-HALVES:][::-1]:
        opens = span.opens_at.astimezone(desk.zone).date()
        last = (span.due_at - timedelta(seconds=1)).astimezone(desk.zone).date() if span.due_at else opens
        found.append(Half(opens, last, last < desk.today))
    return found


def rows_of(half: Half, desk: Desk) -> list[Row]:
    """Return a row for each agency; of each material the newest version counts, one withdrawn does not."""
    rows = Material.objects.filter(half=half.day).exclude(status="withdrawn").open_to(desk.unit.pk, desk.role)
    latest = {one.line: one for one in rows.select_related("words", "unit").order_by("version")}
    lines = lines_of(sorted(latest.values(), key=lambda one: one.at), desk)
    owing = _owing(half, lines, desk)
    return [
        Row(
            desk.said(agency.short),
            [(kind, _of(lines, agency.code, kind)) for kind in materials_of(desk.rulebook).kinds.values()],
            owing[agency.code],
        )
        for agency in desk.rulebook.edition.agencies.values()
    ]


def _of(lines: Iterable[Line], agency: str, kind: MaterialKind) -> list[Line]:
    return [one for one in lines if one.material.unit.agency == agency and one.material.kind == kind.code]


def _owing(half: Half, lines: Iterable[Line], desk: Desk) -> dict[str, list[Owing]]:
    """Return the units that owe the half-year's material, by agency, those of which nothing is known first."""
    book, rule = desk.rulebook, materials_of(desk.rulebook)
    gave: dict[int, int] = defaultdict(int)
    for one in lines:
        gave[one.material.unit_id] += bool(rule.kinds[one.material.kind].reports)
    filed = Filing.objects.filter(rule=rule.rule, counts=True)
    near = filed.filter(opens_at__date__range=(half.day - timedelta(days=1), half.day + timedelta(days=1)))
    reported = set(near.values_list("unit", flat=True))
    found: dict[str, list[Owing]] = defaultdict(list)
    for unit in book.units.values():
        if unit.is_party and any(one.id == rule.rule for one in rules_of(book, unit.pk)):
            found[unit.agency].append(Owing(desk.name(unit.pk), gave[unit.pk], unit.pk in reported))
    for some in found.values():
        some.sort(key=lambda one: (not one.is_missing, one.unit))
    return found
