"""What no schema can say of the data bank of a pack: its fields lead somewhere, each hit can be settled both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ortaq.rules.reading import Place, Source

Data = Mapping[str, Any]
Told = Iterator[tuple[Place, str]]


def faults(source: Source) -> Told:
    """Yield what is wrong with what the pack says of the data bank, if it says anything."""
    if "databank" not in source.data:
        return
    told = source.data["databank"]
    for index, one in enumerate(told["registers"]):
        for place, message in _register(one):
            yield ("databank", "registers", index, *place), f"{one['code']}: {message}"
    purposes = {one["code"] for one in told["purposes"]}
    wanted = told.get("arrivals", {}).get("purpose")
    if wanted and wanted not in purposes:
        yield ("databank", "arrivals", "purpose"), f"no such purpose: {wanted}"
    if {one["confirms"] for one in told["answers"]} != {True, False}:
        yield ("databank", "answers"), "a hit is confirmed or rejected: there must be an answer of each sort"
    if "materials" in told:
        yield from _materials(told["materials"], source)


def _materials(told: Data, source: Source) -> Told:
    """A material of a kind that is told must find its line in the list of the subject."""
    subjects = (one for regime in source.data["regimes"] for one in regime["subjects"])
    rows: list[Data] = next((one.get("rows", []) for one in subjects if one["code"] == told["clause"]), [])
    fields = {one["code"]: one.get("choices", {}) for one in rows}
    for name, code in told["row"].items():
        if code not in fields:
            yield ("databank", "materials", "row", name), f"no such field in the list of {told['clause']}: {code}"
    for index, one in enumerate(told["kinds"]):
        if "reports" in one and one["reports"] not in fields.get(told["row"]["kind"], {}):
            yield ("databank", "materials", "kinds", index), f"{one['code']}: no such choice: {one['reports']}"


def _register(told: Data) -> Told:
    fields = {one["code"] for one in told["fields"]}
    found_by = [*told.get("documents", []), *told.get("plates", []), *told.get("names", [])]
    if not found_by:
        yield (), "nothing finds its entries: name documents, plates or names"
    for code in [*found_by, *([told["born"]] if "born" in told else [])]:
        if code not in fields:
            yield (), f"no such field: {code}"
    for n, one in enumerate(told.get("carried", [])):
        for code in one.get("fields", {}):
            if code not in fields:
                yield ("carried", n, "fields"), f"no such field: {code}"
