"""The reference data of a pack as a pure directory: units and their interaction groups on one day.

`units.csv`, `crossing_points.csv` and `oblasts.csv` in the pack's folder `reference/`. A date that gives only a year is
widened: to that year's first day where something begins, to the first of the next where it ends (ends are exclusive).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from ortaq.rules.edition import Edition, Pack
from ortaq.rules.routing import Directory, Group, Unit, is_party

FOLDER = "reference"
Row = Mapping[str, str]


def directory(edition: Edition, folder: Path, on: date) -> Directory:
    """Return the units of the reference data, open or closed on the day, with the groups that follow from them.

    Raises OSError where the pack's folder holds no reference data.
    """
    return grouped(edition, {unit.code: unit for unit in units(edition, folder, on)})


@lru_cache(maxsize=8)
def of_pack(pack: Pack, edition: Edition, on: date) -> Directory:
    """Return the directory of a pack's reference data; empty where it has none."""
    if not (pack.folder / FOLDER / "units.csv").is_file():
        return Directory({}, ())
    return directory(edition, pack.folder, on)


def units(edition: Edition, folder: Path, on: date) -> Iterator[Unit]:
    """Yield the units of units.csv with the pack's agency codes, and zones from their point, oblast or the pack."""
    points = {row["id"]: row["iana_tz"] for row in rows(folder, "crossing_points.csv")}
    oblasts = {row["iso_2002"]: row["iana_tz"] for row in rows(folder, "oblasts.csv")}
    agencies = {code: agency.code for agency in edition.agencies.values() for code in agency.data_codes}
    for row in rows(folder, "units.csv"):
        begin, end, _ = validity(row["valid_from"], row["valid_to"])
        yield Unit(
            code=row["id"],
            parent=row["parent_id"] or None,
            level=int(row["level"]),
            agency=agencies.get(row["agency"], row["agency"]),
            kind=row["unit_type"],
            zone=points.get(row["crossing_point_id"]) or oblasts.get(row["oblast_iso"]) or edition.zone,
            crossing_point=row["crossing_point_id"] or None,
            is_open=(begin is None or begin <= on) and (end is None or on < end),
        )


def grouped(edition: Edition, known: Mapping[str, Unit]) -> Directory:
    """Return the directory of these units with its interaction groups.

    At a crossing point those at the lowest level that is no watch; above it, level by level, the superiors of each
    such group; at the top all of them. Equal groups of one level are one.
    """
    return Directory(known, tuple(groups(edition, Directory(known, ()))))


def groups(edition: Edition, bare: Directory) -> list[Group]:
    """Return the groups that follow from the units of a directory."""
    numbers = sorted(number for number, level in edition.levels.items() if not level.is_watch)
    at_points = list(_at_points(edition, bare, numbers[-1]))
    above = [_group(edition, bare, number, point.members) for number in numbers[1:-1] for point in at_points]
    top = _all(edition, bare, numbers[0])
    made = [*top, *(group for group in above if len(group.members) > 1), *at_points]
    return list({group.code: group for group in made}.values())


def _at_points(edition: Edition, bare: Directory, level: int) -> Iterator[Group]:
    members: dict[str, set[str]] = {}
    for unit in _parties(edition, bare.units.values(), level):
        if unit.crossing_point:
            members.setdefault(unit.crossing_point, set()).add(unit.code)
    for point, codes in members.items():
        yield Group(point, frozenset(codes), level, point)


def _group(edition: Edition, bare: Directory, level: int, below: Iterable[str]) -> Group:
    """Return the group, at a level, of the superiors of a group at a point."""
    lines = (bare.above(bare.unit(code)) for code in below)
    units = [unit for line in lines for unit in line if unit.level == level and is_party(edition, unit)]
    members = frozenset(unit.code for unit in units)
    return Group("+".join(sorted(members)), members, level)


def _all(edition: Edition, bare: Directory, level: int) -> list[Group]:
    members = frozenset(unit.code for unit in _parties(edition, bare.units.values(), level))
    return [Group(f"level-{level}", members, level)] if members else []


def _parties(edition: Edition, known: Iterable[Unit], level: int) -> list[Unit]:
    return [unit for unit in known if unit.level == level and is_party(edition, unit)]


def rows(folder: Path, file: str) -> list[Row]:
    """Return the rows of a file of the pack's reference data."""
    with (folder / FOLDER / file).open(encoding="utf-8", newline="") as data:
        return list(csv.DictReader(data))


def validity(valid_from: str, valid_to: str) -> tuple[date | None, date | None, bool]:
    """Return from when, to when (exclusive), and whether a year was widened to a date."""
    begin = date(int(valid_from), 1, 1) if len(valid_from) == 4 else _day(valid_from)
    end = date(int(valid_to) + 1, 1, 1) if len(valid_to) == 4 else _day(valid_to)
    return begin, end, 4 in (len(valid_from), len(valid_to))


def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None
