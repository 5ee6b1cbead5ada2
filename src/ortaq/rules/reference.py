"""The reference data of a pack as a pure directory: units and their interaction groups on one day.

`reference/directory.yaml` says which file and column holds what, and which agency a code there means. A date that gives
only a year is widened: to that year's first day where something begins, to the first of the next where it ends (ends
are exclusive).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ortaq.rules.edition import Edition, Pack
from ortaq.rules.errors import Fault, PackError
from ortaq.rules.reading import Source, raise_faults, read_file
from ortaq.rules.routing import Directory, Group, Unit, is_party

FOLDER, CONFIG = "reference", "directory.yaml"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "regions": ("code", "zone"),
    "crossing_points": ("code", "zone"),
    "units": ("code", "parent", "level", "agency", "kind", "region", "crossing_point", "valid_from", "valid_to"),
}
"""What the rules ask of each table; directory.yaml says in which column it stands."""

Row = Mapping[str, str]


def directory(edition: Edition, folder: Path, on: date) -> Directory:
    """Return the units of the pack's reference data, open or closed on the day, with the groups that follow.

    Raises PackError where its directory.yaml or a row is broken.
    """
    return grouped(edition, {unit.code: unit for unit in units(edition, folder / FOLDER, on)})


@lru_cache(maxsize=8)
def of_pack(pack: Pack, edition: Edition, on: date) -> Directory:
    """Return the directory of a pack's reference data; empty where it has none."""
    if not (pack.folder / FOLDER / CONFIG).is_file():
        return Directory({}, ())
    return directory(edition, pack.folder, on)


def units(edition: Edition, folder: Path, on: date) -> Iterator[Unit]:
    """Yield the units of a folder of reference data, with the pack's agency codes.

    The zone of a unit is that of its crossing point, else of its region, else the pack's.
    """
    config = _config(folder)
    zones = {row["code"]: row["zone"] for _, row in rows(folder, config, "crossing_points")}
    regions = {row["code"]: row["zone"] for _, row in rows(folder, config, "regions")}
    for line, row in rows(folder, config, "units"):
        zone = zones.get(row["crossing_point"]) or regions.get(row["region"]) or edition.zone
        try:
            yield _unit(row, config["agencies"], zone, on)
        except ValueError as wrong:
            raise PackError([Fault(str(folder / config["units"]["file"]), line, str(wrong))]) from wrong


def _unit(row: Row, agencies: Mapping[str, str], zone: str, on: date) -> Unit:
    begin, end, _ = validity(row["valid_from"], row["valid_to"])
    return Unit(
        code=row["code"],
        parent=row["parent"] or None,
        level=int(row["level"]),
        agency=agencies.get(row["agency"], row["agency"]),
        kind=row["kind"],
        zone=zone,
        crossing_point=row["crossing_point"] or None,
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
    """Return the group, at a level, of the superiors of a group at a point.

    Where a line has no unit at the level the next one up stands in; a group of such alone is none.
    """
    lines = (bare.above(bare.unit(code)) for code in below)
    found = (_at_or_above(edition, line, level) for line in lines)
    units = {unit.code: unit.level for unit in found if unit}
    members = frozenset(units if level in units.values() else ())
    return Group("+".join(sorted(members)), members, level)


def _at_or_above(edition: Edition, line: Iterable[Unit], level: int) -> Unit | None:
    return next((unit for unit in line if unit.level <= level and is_party(edition, unit)), None)


def _all(edition: Edition, bare: Directory, level: int) -> list[Group]:
    members = frozenset(unit.code for unit in _parties(edition, bare.units.values(), level))
    return [Group(f"level-{level}", members, level)] if members else []


def _parties(edition: Edition, known: Iterable[Unit], level: int) -> list[Unit]:
    return [unit for unit in known if unit.level == level and is_party(edition, unit)]


def rows(folder: Path, config: Mapping[str, Any], table: str) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a table by the names that this program uses, with their lines; none without such a table."""
    if table not in config:
        return
    columns: Mapping[str, str] = config[table]["columns"]
    with (folder / config[table]["file"]).open(encoding="utf-8-sig", newline="") as data:
        reader = csv.DictReader(data)
        for raw in reader:
            yield reader.line_num, {name: raw.get(columns.get(name, "")) or "" for name in COLUMNS[table]}


def _config(folder: Path) -> Mapping[str, Any]:
    source = Source()
    config = read_file(folder / CONFIG, source)
    for table in ("agencies", "units"):
        if not isinstance(config.get(table), dict):
            source.faults.append(Fault(str(folder / CONFIG), 1, f"{table!r} is missing"))
    for table in COLUMNS.keys() & config.keys():
        source.faults += [Fault(str(folder / CONFIG), 1, wrong) for wrong in _unreadable(folder, table, config[table])]
    raise_faults(source)
    return config


def _unreadable(folder: Path, table: str, told: Any) -> Iterator[str]:
    if not isinstance(told, dict) or not isinstance(told.get("columns"), dict) or "file" not in told:
        yield f"{table} must say its `file` and its `columns`"
    elif not (folder / str(told["file"])).is_file():
        yield f"{table}: there is no file {told['file']}"


def validity(valid_from: str, valid_to: str) -> tuple[date | None, date | None, bool]:
    """Return from when, to when (exclusive), and whether a year was widened to a date."""
    begin = date(int(valid_from), 1, 1) if len(valid_from) == 4 else _day(valid_from)
    end = date(int(valid_to) + 1, 1, 1) if len(valid_to) == 4 else _day(valid_to)
    return begin, end, 4 in (len(valid_from), len(valid_to))


def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None
