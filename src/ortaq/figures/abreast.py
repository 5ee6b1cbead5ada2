"""The figures of a group's members side by side: who gave what for the month, whose word decides, where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ortaq.directory.models import Group
from ortaq.duties.rulebook import Rulebook
from ortaq.figures.models import Return, standing
from ortaq.rules.figures import Figures, Indicator

Standing = Mapping[tuple[int, str], Return]


@dataclass(frozen=True, slots=True)
class Together:
    """An interaction group as statistics see it: its members by their agencies, in the order of the pack."""

    pk: int
    code: str
    level: int
    members: tuple[int, ...]
    point: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of a group's month: the value of each member that gives it, None where it gave none yet."""

    indicator: Indicator
    values: Mapping[int, Decimal | None]
    decides: int | None

    @property
    def given(self) -> list[Decimal]:
        """What was given."""
        return [one for one in self.values.values() if one is not None]

    @property
    def differs(self) -> bool:
        """Whether those who gave it gave different figures."""
        return len(set(self.given)) > 1

    @property
    def lacks(self) -> bool:
        """Whether somebody gave it and somebody else, who should, did not."""
        return bool(self.given) and len(self.given) < len(self.values)


def groups(book: Rulebook, codes: Iterable[str] | None = None) -> list[Together]:
    """Return the groups of the day that have two members or more, with their ids; of these codes alone, where given."""
    wanted = set(codes) if codes is not None else None
    found = [one for one in book.directory.groups if wanted is None or one.code in wanted]
    ids = dict(Group.objects.filter(code__in=[one.code for one in found]).values_list("code", "pk"))
    made = (
        Together(ids[one.code], one.code, one.level, tuple(_ordered(one.members, book)), one.crossing_point)
        for one in found
    )
    return [one for one in made if len(one.members) > 1]


def groups_of(unit: int, book: Rulebook) -> list[Together]:
    """Return the groups that the unit is a member of, then those of the units below it; oversight sees all."""
    if book.units[unit].oversees:
        return sorted(groups(book), key=lambda one: (-one.level, one.code))
    code = book.units[unit].code
    own = {one.code for one in book.directory.groups_of(code)}
    below = {book.units[pk].code for pk, one in book.units.items() if one.is_party and unit in book.superiors(pk)}
    under = {one.code for one in book.directory.groups if one.members & below}
    return sorted(groups(book, own | under), key=lambda one: (one.code not in own, one.level, one.code))


def abreast(group: Together, month: date, told: Figures, book: Rulebook) -> list[Figure]:
    """Return every figure that at least one member gives, side by side."""
    return list(figures(group, standing(group.members, month), told, book))


def figures(group: Together, given: Standing, told: Figures, book: Rulebook) -> Iterator[Figure]:
    """Yield the group's figures out of those that stand."""
    for one in told.indicators.values():
        by = [unit for unit in group.members if book.units[unit].agency in one.said_by]
        rows = {unit: given.get((unit, one.code)) for unit in by}
        if by:
            decides = next((unit for unit in by if book.units[unit].agency == one.authority), None)
            yield Figure(one, {unit: row.value if row else None for unit, row in rows.items()}, decides)


def _ordered(codes: Iterable[str], book: Rulebook) -> Sequence[int]:
    agencies = list(book.edition.agencies)
    units = {unit.code: unit for unit in book.units.values()}
    known = [units[code] for code in codes if code in units and units[code].agency in agencies]
    return [one.pk for one in sorted(known, key=lambda one: (agencies.index(one.agency), one.code))]
