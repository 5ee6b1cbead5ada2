"""The names that units bear, in time: those of the files, and those that the pack's `names.yaml` makes by pattern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ortaq.directory import bounds
from ortaq.directory.errors import FaultyFile
from ortaq.directory.reference import Reference, Span, UnitRow
from ortaq.directory.tables import read_yaml

FILE = "names.yaml"


@dataclass(frozen=True)
class NameRow:
    unit: str
    lang: str
    name: str
    span: Span
    rendering: bool


def names(reference: Reference, folder: Path) -> list[NameRow]:
    """Return every name of every unit. Raises FaultyFile where no pattern fits a unit or a date is none."""
    patterns = read_yaml(folder, FILE)
    return [row for unit in reference.units.values() for row in _names_of(unit, reference, patterns)]


def _names_of(unit: UnitRow, reference: Reference, patterns: Mapping[str, Any]) -> Iterator[NameRow]:
    present = {"ru": unit.name_ru, "en": unit.name_en, "kk": _kazakh(unit, reference, patterns["kk"])}
    since = None
    for change in patterns.get("former", []):
        if change["kind"] == unit.kind:
            since = _day(change["until"])
            for lang, name in present.items():
                former = name.replace(change[lang]["replace"], change[lang]["by"])
                yield NameRow(unit.code, lang, former, Span(None, since), lang in patterns["renderings"])
    for lang, name in present.items():
        if name:
            yield NameRow(unit.code, lang, name, Span(since, None), lang in patterns["renderings"])


def _kazakh(unit: UnitRow, reference: Reference, lines: list[dict[str, str]]) -> str:
    facts = {"unit": unit.code, "kind": unit.kind, "agency": unit.agency}
    for line in lines:
        if all(facts[key] == value for key, value in line.items() if key != "name"):
            return line["name"].format(**_places(unit, reference))
    raise FaultyFile(FILE, None, f"no line of kk fits the unit {unit.code}")


def _places(unit: UnitRow, reference: Reference) -> dict[str, str]:
    point, region = reference.points.get(unit.point), reference.regions.get(unit.region)
    return {"point": point.name_kk if point else "", "region": region.name_kk if region else ""}


def _day(text: str) -> Any:
    try:
        return bounds.first_day(text).day
    except ValueError as wrong:
        raise FaultyFile(FILE, None, f"{text!r} is no date") from wrong
