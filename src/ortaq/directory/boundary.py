"""The outline of the country for the map, as the adopted pack's reference data have it, and the names in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ortaq.directory.folders import folder_of
from ortaq.directory.models import Adoption
from ortaq.directory.reference import CONFIG
from ortaq.directory.tables import read_yaml

Ring = tuple[tuple[float, float], ...]
"""A closed line of corners: longitude and latitude in degrees."""


@dataclass(frozen=True, eq=False)
class Boundary:
    """The GeoJSON as it lies in the file, its digest, whom to credit, names of countries and regions by code, and the
    outer lines of the country itself.
    """

    content: bytes
    digest: str
    credits: str
    names: dict[str, dict[str, str]]
    country: tuple[Ring, ...]

    def name_in(self, lang: str, code: str) -> str:
        """Return what the country or region of that code is called; the code where the file does not say."""
        names = self.names.get(code, {})
        return names.get(lang) or names.get("ru") or code


def on(day: date) -> Boundary | None:
    """Return the outline of the pack that is worked by on that day; None where none is adopted or it has none."""
    adopted = Adoption.objects.filter(from_date__lte=day).order_by("-from_date").first()
    return _read(folder_of(adopted.pack) / "reference") if adopted else None


@lru_cache(maxsize=4)
def _read(folder: Path) -> Boundary | None:
    chart = read_yaml(folder, CONFIG).get("map")
    if not chart:
        return None
    content = (folder / chart["boundary"]).read_bytes()
    features = json.loads(content)["features"]
    names = dict(_names(feature["properties"]) for feature in features if "name_ru" in feature["properties"])
    country = tuple(ring for feature in features for ring in _country(feature))
    return Boundary(content, hashlib.sha256(content).hexdigest(), str(chart["credits"]), names, country)


def _country(feature: dict[str, Any]) -> list[Ring]:
    """Return the outer lines of a feature (RFC 7946, 3.1.6) that is the country, else nothing."""
    if feature["properties"].get("layer") != "country":
        return []
    shape = feature["geometry"]
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [tuple((lon, lat) for lon, lat, *_ in polygon[0]) for polygon in polygons]


def _names(facts: dict[str, Any]) -> tuple[str, dict[str, str]]:
    code = facts.get("iso2") or facts["iso"]
    return str(code), {lang: str(facts[f"name_{lang}"]) for lang in ("ru", "kk", "en") if f"name_{lang}" in facts}
