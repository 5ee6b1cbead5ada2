"""Statistics rolled up over levels, months and units: the word of the agency that decides, of every group in sight.

A figure is given at the points; what a unit above them sees is added up anew from those, never from sums that somebody
kept. So a correction made today is in the next look, and no figure is counted twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q

from ortaq.duties.rulebook import Rulebook
from ortaq.figures.models import Return
from ortaq.figures.months import figures_of
from ortaq.rules.counting import months_after
from ortaq.rules.figures import Figures

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months, the first and the last named by their first days."""

    first: date
    last: date

    @property
    def months(self) -> list[date]:
        """Its months in order."""
        return [months_after(self.first, n) for n in range(self.length)]

    @property
    def length(self) -> int:
        """How many months it has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def before(self) -> Span:
        """The span as long that ends where this one begins."""
        return Span(months_after(self.first, -self.length), months_after(self.first, -1))

    @property
    def year_before(self) -> Span:
        """The same months a year earlier."""
        return Span(months_after(self.first, -12), months_after(self.last, -12))


@dataclass(frozen=True)
class Sums:
    """What was given, by indicator, and of each by month and unit."""

    by: Mapping[str, Mapping[tuple[date, int], Decimal]]

    def total(self, code: str, months: Iterable[date], units: Iterable[int] | None = None) -> Decimal | None:
        """Return what an indicator adds up to over months and units; None where nobody gave it."""
        wanted, here = set(months), None if units is None else set(units)
        given = self.by.get(code, {}).items()
        found = [value for (month, unit), value in given if month in wanted and (here is None or unit in here)]
        return sum(found, NONE) if found else None

    def given(self, code: str, months: Iterable[date], units: Iterable[int] | None = None) -> int:
        """Return for how many of the months somebody gave it."""
        wanted, here = set(months), None if units is None else set(units)
        by = self.by.get(code, {})
        return len({month for month, unit in by if month in wanted and (here is None or unit in here)})


def deciding(points: Iterable[int], book: Rulebook) -> dict[str, list[int]]:
    """Return by agency the units at the points whose word is taken."""
    found: dict[str, list[int]] = defaultdict(list)
    for unit in points:
        found[book.units[unit].agency].append(unit)
    return found


def units_at_points(viewer: int, book: Rulebook) -> list[int]:
    """Return the units at crossing points: the viewer's own and those below it; of the whole country for oversight."""
    at_points = [pk for pk, unit in book.units.items() if unit.crossing_point_id and unit.is_party]
    if book.units[viewer].oversees:
        return at_points
    near = set(book.counterparts(viewer))
    return [pk for pk in at_points if pk == viewer or pk in near or _is_below(pk, viewer, near, book)]


def _is_below(unit: int, viewer: int, near: set[int], book: Rulebook) -> bool:
    """Say whether a unit, or one that faces it, stands below the viewer."""
    return any(viewer in book.superiors(one) for one in (unit, *book.counterparts(unit)))


def sums(codes: Sequence[str], months: Sequence[date], units: Iterable[int], book: Rulebook) -> Sums:
    """Return what was given for these indicators and months at the points, each by the agency whose word decides."""
    told, by_agency = figures_of(book), deciding(units, book)
    wanted = [_of_agency(agency, mine, codes, told) for agency, mine in by_agency.items()]
    wanted = [one for one in wanted if one]
    if not wanted or not months:
        return Sums({})
    rows = Return.objects.standing().filter(reduce(or_, wanted), month__gte=min(months), month__lte=max(months))
    found: dict[str, dict[tuple[date, int], Decimal]] = defaultdict(dict)
    for code, month, unit, value in rows.values_list("indicator", "month", "unit", "value"):
        found[code][month, unit] = value
    return Sums(found)


def _of_agency(agency: str, units: Sequence[int], codes: Sequence[str], told: Figures) -> Q:
    decided = [code for code in codes if told.indicators[code].authority == agency]
    return Q(unit__in=list(units), indicator__in=decided) if decided else Q()


def by_level(level: int, units: Iterable[int], book: Rulebook) -> Iterator[tuple[int, list[int]]]:
    """Give each unit of a level with the units at points that are its own or stand below it."""
    found: dict[int, list[int]] = defaultdict(list)
    for unit in units:
        for one in (unit, *book.superiors(unit)):
            if book.units[one].level == level:
                found[one].append(unit)
                break
    yield from found.items()


def change(now: Decimal | None, before: Decimal | None) -> int | None:
    """Return by how many per cent a figure has changed; None where there is nothing to compare with."""
    if now is None or not before:
        return None
    return int(round((now - before) * 100 / before))
