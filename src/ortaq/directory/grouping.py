"""Interaction groups, derived: who faces whom at which level (C8). Pure.

At the level of the crossing points the units that share a point make a group. At the levels above, the superiors
of those units do; the same circle of superiors over several points is one group, and a superior is in as many
groups as there are circles. A circle outlives its points: bodies that stand over a closed point still face each
other. Where an agency has no unit at a level, its next one up stands in. At the top the parties face each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ortaq.directory.reference import Reference, Span, UnitRow


@dataclass(frozen=True)
class Member:
    unit: str
    span: Span
    stands_in: bool


@dataclass(frozen=True)
class GroupRow:
    """`code` is made of the level and of what made the group, so that the same facts give the same group."""

    code: str
    level: int
    points: tuple[str, ...]
    members: tuple[Member, ...]


def groups(reference: Reference, there: Reference | None = None) -> list[GroupRow]:
    """Return every group that the crossing points and the chains above them make; a circle of one makes none.

    `there`: only with the units and points of this part of the reference, as they stood on some day.
    """
    plan = reference.config["groups"]
    below = list(_at_points(reference, plan["from_level"]))
    above = [group for level in plan["superiors"] for group in _over(reference, below, level)]
    found = [*_top(reference, plan["top"]), *above, *below]
    kept = [_kept(group, there or reference) for group in found]
    return [group for group in kept if len(group.members) > 1]


def _kept(group: GroupRow, there: Reference) -> GroupRow:
    members = [replace(m, span=there.units[m.unit].span) for m in group.members if m.unit in there.units]
    return replace(group, points=tuple(p for p in group.points if p in there.points), members=tuple(members))


def _at_points(reference: Reference, level: int) -> Iterator[GroupRow]:
    found: dict[str, list[UnitRow]] = defaultdict(list)
    for unit in reference.units.values():
        if unit.point and unit.level == level and unit.is_party:
            found[unit.point].append(unit)
    for point, units in found.items():
        yield _group(point, level, (point,), units)


def _over(reference: Reference, below: Iterable[GroupRow], level: int) -> Iterator[GroupRow]:
    points: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for group in below:
        points[tuple(sorted(set(_superiors(reference, group, level))))] += group.points
    for circle, over in points.items():
        units = [reference.units[code] for code in circle]
        if any(unit.level == level for unit in units):
            yield _group("+".join(circle), level, tuple(over), units)


def _superiors(reference: Reference, group: GroupRow, level: int) -> Iterator[str]:
    for member in group.members:
        chain = reference.superiors(reference.units[member.unit])
        above = next((unit.code for unit in chain if unit.level <= level), None)
        if above is not None:
            yield above


def _top(reference: Reference, level: int) -> Iterator[GroupRow]:
    parties = [unit for unit in reference.units.values() if unit.level == level and unit.is_party]
    yield _group("top", level, (), parties)


def _group(name: str, level: int, points: tuple[str, ...], units: Iterable[UnitRow]) -> GroupRow:
    members = tuple(Member(unit.code, unit.span, stands_in=unit.level != level) for unit in units)
    return GroupRow(f"{level}:{name}", level, points, members)
