"""The figures of one page: what was counted, put together by unit, clause, level, agency, point or month."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ortaq.duties.desk import Desk
from ortaq.oversight.asked import Asked, clause_name, clauses, which
from ortaq.oversight.counting import Counts, Which, count, summed, total
from ortaq.oversight.lens import Lens, points, units
from ortaq.oversight.periods import MONTH, Period

BY = ("clause", "level", "agency", "point", "unit")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what is counted, its figures, the filters that lead into it."""

    name: str
    note: str
    counts: Counts
    filters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Strip:
    """One line of the calendar: a unit and a clause, its figures, its squares by their place."""

    unit: int
    clause: str
    counts: Counts
    squares: Sequence[Counts | None]


class Figures:
    """What a desk sees through a lens of what it asked."""

    def __init__(self, desk: Desk, lens: Lens, asked: Asked) -> None:
        self.desk, self.lens, self.asked = desk, lens, asked

    @cached_property
    def by_unit_and_clause(self) -> dict[tuple[Any, ...], Counts]:
        """The one count from which every table follows."""
        return self._count(which(self.asked, self.lens, self.desk), ("unit", "clause"))

    @cached_property
    def total(self) -> Counts:
        """All of it."""
        return total(self.by_unit_and_clause.values())

    def table(self, by: str) -> list[Row]:
        """Return the figures by one of BY: clauses, levels, agencies in the order of the pack, others worst first."""
        found = summed(self.by_unit_and_clause, self._under(by))
        rows = [Row(*self._named(by, key), counts, {by: key}) for key, counts in found.items()]
        if by in ("unit", "point"):
            return sorted(rows, key=lambda row: (*row.counts.gravity, row.name))
        order = self._order(by)
        return sorted(rows, key=lambda row: order.get(row.filters[by], len(order)))

    def strips(self, first: int, last: int) -> list[Strip]:
        """Return the calendar's lines from `first` to before `last`, the worst first, each with its squares."""
        ranked = self.ranked[first:last]
        asked = which(self.asked, self.lens, self.desk)
        here = Which(asked.pieces, tuple({unit for unit, _ in ranked}), asked.clauses)
        cells = self._count(here, ("unit", "clause", "piece"))
        return [
            Strip(
                unit,
                clause,
                self.by_unit_and_clause[unit, clause],
                [cells.get((unit, clause, place)) for place in range(len(asked.pieces))],
            )
            for unit, clause in ranked
        ]

    @cached_property
    def ranked(self) -> list[tuple[int, str]]:
        """Every unit and clause with something in it, the worst first."""
        found = self.by_unit_and_clause.items()
        name = self.desk.name
        return [key for key, _ in sorted(found, key=lambda one: (*one[1].gravity, name(one[0][0]), one[0][1]))]

    @cached_property
    def squares(self) -> dict[tuple[Any, ...], Counts]:
        """Every square of the calendar, by unit, clause and place; for a file."""
        return self._count(which(self.asked, self.lens, self.desk), ("unit", "clause", "piece"))

    @cached_property
    def by_piece(self) -> list[Counts]:
        """The period piece by piece."""
        return self._series(self.asked.period, self.asked.pieces_by)

    def by_month(self, period: Period) -> list[Counts]:
        """Return other months by the same filters."""
        return self._series(period, MONTH)

    def _series(self, period: Period, grain: str) -> list[Counts]:
        asked = which(self.asked, self.lens, self.desk, period, grain)
        found = self._count(asked, ("piece",))
        return [found.get((place,), Counts()) for place in range(len(asked.pieces))]

    def _count(self, asked: Which, by: Sequence[str]) -> dict[tuple[Any, ...], Counts]:
        return count(asked, by, now=self.desk.now, zones=(one.zone for one in units().values()))

    def _under(self, by: str) -> Callable[[tuple[Any, ...]], Any]:
        seen = units()
        return {
            "unit": lambda key: key[0],
            "clause": lambda key: key[1],
            "level": lambda key: seen[key[0]].level,
            "agency": lambda key: seen[key[0]].agency,
            "point": lambda key: seen[key[0]].point,
        }[by]

    def _order(self, by: str) -> dict[Any, int]:
        edition = self.desk.rulebook.edition
        known: dict[str, Sequence[Any]] = {
            "clause": clauses(self.desk),
            "level": sorted(edition.levels),
            "agency": list(edition.agencies),
        }
        return {code: place for place, code in enumerate(known[by])}

    def _named(self, by: str, key: Any) -> tuple[str, str]:
        """Return what a line is called, and what stands small beside it."""
        desk, edition = self.desk, self.desk.rulebook.edition
        if by == "unit":
            agency = edition.agencies.get(units()[key].agency)
            return desk.name(key), desk.said(agency.short if agency else None)
        if by == "clause":
            return clause_name(key, desk), key
        if by == "level":
            level = edition.levels.get(key)
            return desk.said(level.name if level else None), str(key)
        if by == "agency":
            return desk.said(edition.agencies[key].short) if key in edition.agencies else key, ""
        return points()[key].name_in(desk.lang), ""
