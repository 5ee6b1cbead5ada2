"""The directory as the rules see it: pure, of one day, kept until something in the tables changes.

The tables' triggers give the directory a new number at every change, so what is kept under a number is never stale.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

from ortaq.directory.models import Adoption, Arrangement, Group, GroupMember, Unit, Version
from ortaq.rules import arrangements, routing
from ortaq.rules.parsing_terms import amount
from ortaq.rules.text import Text


@dataclass(frozen=True, eq=False)
class Day:
    """All that is asked of the directory on one day, by code and by id."""

    directory: routing.Directory
    ids: Mapping[str, int]
    codes: Mapping[int, str]
    above: Mapping[int, int | None]
    parties: frozenset[int]


def snapshot(on: date) -> routing.Directory:
    """Return units and interaction groups as they stand on that day, in the form that `rules` asks."""
    return day(on).directory


def day(on: date) -> Day:
    """Return the day's view with the ids that belong to its codes."""
    return _day(*state_on(on))


def state_on(on: date) -> tuple[int, date]:
    """Return the directory's number and the day since which it stands as it does on that day.

    Both together name the state: all days between two changes share one, and what is made of it.
    """
    number = Version.objects.values_list("number", flat=True).get()
    days = _days_of_change(number)
    return number, days[bisect_right(days, on) - 1]


def superiors(unit: int, on: date) -> list[int]:
    """Return the ids of the parties above a unit, nearest first, as far as the instruction's levels go.

    A superior that is closed on that day, or is no party, is passed over.
    """
    seen, chain = day(on), []
    above = seen.above.get(unit)
    while above is not None:
        if above in seen.parties:
            chain.append(above)
        above = seen.above.get(above)
    return chain


def visible_to(units: Iterable[int], on: date) -> list[int]:
    """Return the scopes that see a header of these units: they themselves and their superiors, in order of id."""
    scopes: set[int] = set()
    for unit in units:
        scopes |= {unit, *superiors(unit, on)}
    return sorted(scopes)


@lru_cache(maxsize=4)
def _days_of_change(number: int) -> list[date]:
    """Return the days on which units, memberships, arrangements or the adopted edition change; the first before all."""
    kept = (Unit.objects, GroupMember.objects, Arrangement.objects)
    found = {day for rows in kept for one in rows.values_list("valid_from", "valid_to") for day in one if day}
    return sorted({date.min, *found, *Adoption.objects.values_list("from_date", flat=True)})


@lru_cache(maxsize=16)
def _day(number: int, on: date) -> Day:
    units = list(Unit.objects.select_related("parent", "crossing_point"))
    return Day(
        directory=routing.Directory(
            {unit.code: _unit(unit, on) for unit in units},
            _groups(on),
            _arrangements({unit.id: unit for unit in units}, on),
        ),
        ids={unit.code: unit.id for unit in units},
        codes={unit.id: unit.code for unit in units},
        above={unit.id: unit.parent_id for unit in units},
        parties=frozenset(unit.id for unit in units if unit.is_party and unit.is_open_on(on)),
    )


def _unit(unit: Unit, on: date) -> routing.Unit:
    return routing.Unit(
        code=unit.code,
        parent=unit.parent.code if unit.parent else None,
        level=unit.level,
        agency=unit.agency,
        kind=unit.kind,
        zone=unit.zone,
        crossing_point=unit.crossing_point.code if unit.crossing_point else None,
        is_open=unit.is_open_on(on),
    )


def _groups(on: date) -> tuple[routing.Group, ...]:
    """Return the groups with their members, also those that stand in for a level that their agency lacks."""
    members: dict[int, set[str]] = defaultdict(set)
    for member in GroupMember.objects.open_on(on).select_related("unit"):
        if member.unit.is_open_on(on):
            members[member.group_id].add(member.unit.code)
    groups = Group.objects.filter(pk__in=members).prefetch_related("crossing_points").order_by("level", "code")
    return tuple(
        routing.Group(group.code, frozenset(members[group.pk]), group.level, _only_point(group)) for group in groups
    )


def _only_point(group: Group) -> str | None:
    points = list(group.crossing_points.all())
    return points[0].code if len(points) == 1 else None


def _arrangements(units: Mapping[int, Unit], on: date) -> tuple[arrangements.Arrangement, ...]:
    """Return what joint acts arranged, in force on that day, the latest first."""
    rows = Arrangement.objects.open_on(on).order_by("-valid_from", "-id")
    return tuple(_arrangement(row, units) for row in rows)


def _arrangement(row: Arrangement, units: Mapping[int, Unit]) -> arrangements.Arrangement:
    controller = units.get(row.controller_id) if row.controller_id else None
    return arrangements.Arrangement(
        kind=cast(arrangements.Kind, row.kind),
        source=Text.of(row.source),
        members=frozenset(units[pk].code for pk in row.units if pk in units),
        points=frozenset(row.points),
        rule=row.rule,
        amount=amount(row.amount) if row.amount else None,
        unit=controller.code if controller else "",
        agency=controller.agency if controller else "",
        sphere=row.sphere,
        ground=row.ground,
    )
