"""What the pack's folder `reference/` says of the country: regions, crossing points, units. Files in, rows out.

Pure: no database. A fault anywhere raises FaultyFile before anything is changed. Which column is which, which
agency has which code, what stands for what: all of it is in the folder's `directory.yaml`, nothing is known here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ortaq.directory import bounds
from ortaq.directory.bounds import Bound
from ortaq.directory.errors import FaultyFile
from ortaq.directory.tables import Row, read_rows, read_yaml

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
CONFIG = "directory.yaml"


@dataclass(frozen=True)
class Span:
    """A period of validity, `valid_to` exclusive; None where no limit is known."""

    valid_from: date | None = None
    valid_to: date | None = None
    from_widened: bool = False
    to_widened: bool = False

    def holds(self, on: date) -> bool:
        return (self.valid_from or on) <= on and (self.valid_to is None or on < self.valid_to)

    def within(self, other: Span) -> Span:
        """Return the part of this period that lies in the other; a bound taken over brings its mark along."""
        begins = other if _later(other.valid_from, self.valid_from) else self
        ends = other if _later(self.valid_to or date.max, other.valid_to) else self
        return Span(begins.valid_from, ends.valid_to, begins.from_widened, ends.to_widened)

    def left_open(self) -> Span:
        return Span(self.valid_from, None, self.from_widened)

    @property
    def widened(self) -> bool:
        return self.from_widened or self.to_widened

    @property
    def is_empty(self) -> bool:
        return bool(self.valid_from and self.valid_to and self.valid_from >= self.valid_to)


def _later(one: date | None, other: date | None) -> bool:
    return one is not None and (other is None or one > other)


@dataclass(frozen=True)
class Region:
    code: str
    name_kk: str
    zone: str


@dataclass(frozen=True)
class Point:
    """A crossing point; `facts` are its remaining columns, named as the model's fields."""

    code: str
    span: Span
    zone: str
    name_kk: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class UnitRow:
    code: str
    parent: str
    level: int
    agency: str
    kind: str
    standing: str
    region: str
    point: str
    zone: str
    span: Span
    name_ru: str
    name_en: str
    placeholder: bool
    facts: Mapping[str, Any]

    @property
    def is_party(self) -> bool:
        return self.standing == "party"


@dataclass(frozen=True)
class Reference:
    config: Mapping[str, Any]
    regions: Mapping[str, Region]
    points: Mapping[str, Point]
    units: Mapping[str, UnitRow]
    digests: Mapping[str, str] = field(default_factory=dict)

    def superiors(self, unit: UnitRow) -> list[UnitRow]:
        """Return the chain above a unit as far as the instruction's levels go: up to the last party."""
        chain: list[UnitRow] = []
        above = self.units.get(unit.parent)
        while above is not None and above.is_party:
            chain.append(above)
            above = self.units.get(above.parent)
        return chain

    def orphans(self) -> list[str]:
        """Return the codes of the parties and posts below the first level that have no superior here."""
        return [
            unit.code
            for unit in self.units.values()
            if unit.standing in ("party", "post") and unit.level > 1 and unit.parent not in self.units
        ]


def read(folder: Path) -> Reference:
    """Read and check a pack's `reference/` folder. Raises FaultyFile with the file and the row."""
    config = read_yaml(folder, CONFIG)
    try:
        regions = {row["code"]: _region(row) for row in _table(folder, config, "regions")}
        points = {row["code"]: _point(row, config, regions) for row in _table(folder, config, "crossing_points")}
        units = _units(list(_table(folder, config, "units")), config, regions, points)
        files = [CONFIG, *(config[table]["file"] for table in ("regions", "crossing_points", "units"))]
    except KeyError as missing:
        raise FaultyFile(CONFIG, None, f"{missing.args[0]} is missing") from missing
    return Reference(config, regions, points, units, {file: _digest(folder / file) for file in files})


def as_stood(reference: Reference, on: date) -> Reference:
    """Return what was there on that day, left open-ended: nothing that was there ever ends.

    For a demo or an exercise, whose every escalation must find a top although bodies have ended since.
    """
    points = {p.code: replace(p, span=p.span.left_open()) for p in reference.points.values() if p.span.holds(on)}
    units = {u.code: replace(u, span=u.span.left_open()) for u in reference.units.values() if u.span.holds(on)}
    return replace(reference, points=points, units=units)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _table(folder: Path, config: Mapping[str, Any], table: str) -> Any:
    return read_rows(folder, config[table]["file"], config[table]["columns"])


def _region(row: Row) -> Region:
    return Region(row["code"], row["name_kk"], _zone(row, row["zone"]))


def _point(row: Row, config: Mapping[str, Any], regions: Mapping[str, Region]) -> Point:
    table = config["crossing_points"]
    _demand(row, row["kind"] in table["kinds"], f"{row['kind']!r} is no kind of crossing point")
    _demand(row, SLUG.fullmatch(row["code"]), f"{row['code']!r} is no code")
    _demand(row, not row["region"] or row["region"] in regions, f"no region {row['region']}")
    for name in ("name_ru", "name_kk", "name_en"):
        _demand(row, row[name], f"{name} is empty")
    zone = row["zone"] or (regions[row["region"]].zone if row["region"] else config["zone"])
    text = {
        name: row[name]
        for name in (
            *("kind", "name_ru", "name_kk", "name_en", "neighbour", "counterpart", "region", "position_kind"),
            *("position_source", "est_note", "confidence", "source", "note"),
        )
    }
    numbers = _pair(row, "lat", "lon") | _pair(row, "est_lat", "est_lon")
    facts = {"rendered_kk": row["kind"] in table["rendered_kk"], "status": _status(row, table)}
    return Point(row["code"], _point_span(row, table), _zone(row, zone), row["name_kk"], text | numbers | facts)


def _status(row: Row, table: Mapping[str, Any]) -> str:
    if row.fits(table["withheld"]["where"]):
        return str(table["withheld"]["status"])
    return next((row.raw[column] for column in table["status"] if row.raw[column]), "")


def _point_span(row: Row, table: Mapping[str, Any]) -> Span:
    span = Span()
    for period in table["periods"]:
        if row.fits(period["where"]):
            span = span.within(_span(row, period.get("from", ""), period.get("to", "")))
    return span


def _span(row: Row, begins: str, ends: str) -> Span:
    begin, end = _bound(row, bounds.first_day, begins), _bound(row, bounds.end, ends)
    span = Span(begin.day, end.day, begin.widened, end.widened)
    _demand(row, not span.is_empty, f"ends ({ends}) before it begins ({begins})")
    return span


def _bound(row: Row, read: Any, text: str) -> Bound:
    try:
        bound: Bound = read(text)
    except ValueError as wrong:
        raise row.fault(f"{text!r} is no date, year or interval") from wrong
    return bound


def _pair(row: Row, lat: str, lon: str) -> dict[str, float | None]:
    _demand(row, bool(row[lat]) == bool(row[lon]), f"{lat} and {lon} must stand together")
    return {lat: _degrees(row, lat, 90), lon: _degrees(row, lon, 180)}


def _degrees(row: Row, column: str, limit: int) -> float | None:
    if not row[column]:
        return None
    try:
        value = float(row[column])
    except ValueError:
        value = float("nan")
    _demand(row, abs(value) <= limit, f"{column} {row[column]!r} is no position")
    return value


def _zone(row: Row, zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError) as unknown:
        raise row.fault(f"{zone!r} is no time zone") from unknown
    return zone


def _units(
    rows: list[Row], config: Mapping[str, Any], regions: Mapping[str, Region], points: Mapping[str, Point]
) -> dict[str, UnitRow]:
    units = {row["code"]: _unit(row, config, regions, points) for row in rows}
    for row in rows:
        _check_parent(row, units)
    return units


def _unit(row: Row, config: Mapping[str, Any], regions: Mapping[str, Region], points: Mapping[str, Point]) -> UnitRow:
    _demand(row, SLUG.fullmatch(row["code"]), f"{row['code']!r} is no code")
    _demand(row, row["agency"] in config["agencies"], f"no agency {row['agency']}")
    _demand(row, row["level"].isdigit() and row["level"] != "0", f"{row['level']!r} is no level")
    _demand(row, not row["region"] or row["region"] in regions, f"no region {row['region']}")
    _demand(row, not row["crossing_point"] or row["crossing_point"] in points, "no such crossing point")
    _demand(row, row["name_ru"], "name_ru is empty")
    _demand(row, row["kind"], "the kind of unit is empty")
    _demand(row, row["derived"] in ("true", "false"), f"derived is {row['derived']!r}, not true or false")
    level, agency = int(row["level"]), str(config["agencies"][row["agency"]])
    return UnitRow(
        code=row["code"],
        parent=row["parent"],
        level=level,
        agency=agency,
        kind=row["kind"],
        standing=_standing(row, level, agency, config["standing"]),
        region=row["region"],
        point=row["crossing_point"],
        zone=_unit_zone(row, config, regions, points),
        span=_unit_span(row, config, points),
        name_ru=row["name_ru"],
        name_en=row["name_en"],
        placeholder=row["confidence"] in config["placeholder_confidence"],
        facts={name: row[name] for name in ("confidence", "source", "note")} | {"derived": row["derived"] == "true"},
    )


def _standing(row: Row, level: int, agency: str, lines: list[dict[str, Any]]) -> str:
    facts = {"units": row["code"], "agencies": agency, "kinds": row["kind"], "levels": level}
    for line in lines:
        if all(facts[key] in wanted for key, wanted in line.items() if key != "standing"):
            return str(line["standing"])
    raise row.fault("no line of `standing` fits")


def _unit_zone(row: Row, config: Mapping[str, Any], regions: Mapping[str, Region], points: Mapping[str, Point]) -> str:
    if row["crossing_point"]:
        return points[row["crossing_point"]].zone
    return regions[row["region"]].zone if row["region"] else _zone(row, config["zone"])


def _unit_span(row: Row, config: Mapping[str, Any], points: Mapping[str, Point]) -> Span:
    span = _span(row, row["valid_from"], row["valid_to"])
    if row["crossing_point"] and config["units"]["ends_with_its_point"]:
        span = span.within(points[row["crossing_point"]].span)
        _demand(row, not span.is_empty, "is not there while its crossing point is")
    return span


def _check_parent(row: Row, units: Mapping[str, UnitRow]) -> None:
    """Refuse a superior that does not exist, stands lower, or stands in the unit's own line of subordinates."""
    unit, seen = units[row["code"]], {row["code"]}
    if not unit.parent:
        return
    _demand(row, unit.parent in units, f"no superior {unit.parent}")
    _demand(row, units[unit.parent].level <= unit.level, f"its superior {unit.parent} is of a lower level")
    above = unit.parent
    while above:
        _demand(row, above not in seen, "is its own superior")
        seen.add(above)
        above = units[above].parent if above in units else ""


def _demand(row: Row, holds: object, otherwise: str) -> None:
    if not holds:
        raise row.fault(otherwise)
