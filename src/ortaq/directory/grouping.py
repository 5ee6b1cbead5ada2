"""Interaction groups, derived: who faces whom at which level (C8). Pure.

At the level of the crossing points the units that share a point make a group. At the levels above, the superiors
of those units do; the same circle of superiors over several points is one group, and a superior is in as many
groups as there are circles. Where an agency has no unit at a level, its next one up stands in. At the top the
parties face each other whatever the point.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


def groups(reference: Reference) -> list[GroupRow]:
    """Return every group that the crossing points and the chains above them make; a circle of one makes none."""
    plan = reference.config["groups"]
    below = _at_points(reference, plan["from_level"])
    above = [group for level in plan["superiors"] for group in _over(reference, below, level)]
    return [*_top(reference, plan["top"]), *above, *below]


def _at_points(reference: Reference, level: int) -> list[GroupRow]:
    found: dict[str, list[UnitRow]] = defaultdict(list)
    for unit in reference.units.values():
        if unit.point in reference.points and unit.level == level and unit.is_party:
            found[unit.point].append(unit)
    return [
        GroupRow(f"{level}:{point}", level, (point,), tuple(Member(u.code, u.span, False) for u in units))
        for point, units in found.items()
        if len(units) > 1
    ]


def _over(reference: Reference, below: Iterable[GroupRow], level: int) -> Iterator[GroupRow]:
    points: dict[tuple[str, ...], list[str]] = defaultdict(list)
    spans: dict[tuple[str, str], Span] = {}
    for group in below:
        circle = {above.code: span for above, span in _superiors(reference, group, level)}
        code = tuple(sorted(circle))
        points[code] += group.points
        for unit, span in circle.items():
            key = ("+".join(code), unit)
            spans[key] = _hull(spans[key], span) if key in spans else span
    for codes, of in points.items():
        name = "+".join(codes)
        members = [Member(c, spans[name, c], stands_in=reference.units[c].level != level) for c in codes]
        if len(members) > 1 and not all(member.stands_in for member in members):
            yield GroupRow(f"{level}:{name}", level, tuple(of), tuple(members))


def _superiors(reference: Reference, group: GroupRow, level: int) -> Iterator[tuple[UnitRow, Span]]:
    for member in group.members:
        chain = reference.superiors(reference.units[member.unit])
        above = next((unit for unit in chain if unit.level <= level), None)
        if above is not None:
            yield above, member.span.within(above.span)


def _hull(one: Span, other: Span) -> Span:
    """Return the period from the earlier beginning to the later end."""
    begins = [span.valid_from for span in (one, other) if span.valid_from]
    ends = [span.valid_to for span in (one, other) if span.valid_to]
    return Span(min(begins) if len(begins) == 2 else None, max(ends) if len(ends) == 2 else None)


def _top(reference: Reference, level: int) -> Iterator[GroupRow]:
    parties = [unit for unit in reference.units.values() if unit.level == level and unit.is_party]
    if len(parties) > 1:
        yield GroupRow(f"{level}:top", level, (), tuple(Member(u.code, u.span, False) for u in parties))
