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


@dataclass(frozen=True, eq=False)
class Boundary:
    """The GeoJSON as it lies in the file, its digest, whom to credit, and names of countries and regions by code."""

    content: bytes
    digest: str
    credits: str
    names: dict[str, dict[str, str]]

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
    return Boundary(content, hashlib.sha256(content).hexdigest(), str(chart["credits"]), names)


def _names(facts: dict[str, Any]) -> tuple[str, dict[str, str]]:
    code = facts.get("iso2") or facts["iso"]
    return str(code), {lang: str(facts[f"name_{lang}"]) for lang in ("ru", "kk", "en") if f"name_{lang}" in facts}
