"""What the pack says of statistics, made from its data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from ortaq.rules.counting import ELAPSED
from ortaq.rules.figures import TOTAL, Counts, CutOff, Figures, Indicator, Listed, Measure, ReconcilingAct
from ortaq.rules.parsing_forms import field, texts
from ortaq.rules.parsing_terms import amount
from ortaq.rules.text import Text

Data = Mapping[str, Any]
OF_PART = "@by"
"""In place of limits: the code of the part itself."""


def figures(data: Data, edition: str) -> Figures:
    """Return what the data says of statistics in an edition."""
    listed = [one for one in data["indicators"] if edition in one.get("in", [edition])]
    near = amount(data["near"])
    measures = {code: _measure(code, one) for code, one in data["measures"].items()}
    made = [each for one in listed for each in _indicators(one, measures)]
    return Figures(
        clause=data["clause"],
        rule=data["rule"],
        act=ReconcilingAct(**data["act"]),
        ours=Text.of(data["ours"]),
        cut_offs={one["code"]: _cut_off(one) for one in data["cut_offs"]},
        near=near.count * ELAPSED[near.unit],
        causes=texts(data["causes"]),
        sections=texts(data["sections"]),
        indicators={one.code: one for one in made},
        totals={one["code"]: Text.of(one["name"]) for one in listed if "by" in one},
        measures=measures,
    )


def _cut_off(data: Data) -> CutOff:
    return CutOff(data["code"], time.fromisoformat(data["at"]), Text.of(data["name"]))


def _measure(code: str, data: Data) -> Measure:
    return Measure(code, Text.of(data["name"]), data.get("decimals", 0))


def _indicators(data: Data, measures: Mapping[str, Measure]) -> Iterator[Indicator]:
    """Yield the indicator, or each of its parts."""
    parts = texts(data.get("by", {}))
    for part, name in parts.items() or [("", Text.of(data["name"]))]:
        yield Indicator(
            code=f"{data['code']}{TOTAL}{part}" if part else data["code"],
            name=name,
            section=data["section"],
            measure=measures[data["measure"]],
            authority=data["authority"],
            said_by=tuple(data["said_by"]),
            part_of=data["code"] if part else "",
            counts={agency: _counts(one, part) for agency, one in data.get("counts", {}).items()},
            listed=_listed(data["listed"]) if "listed" in data else None,
        )


def _counts(data: Data, part: str) -> Counts:
    limits = (part,) if data.get("limits") == OF_PART else tuple(data.get("limits", ()))
    return Counts(data["what"], tuple(data["kinds"]), limits, data.get("other", ""), data.get("unit", ""))


def _listed(data: Data) -> Listed:
    sums = next((one["code"] for one in data.get("fields", []) if one.get("sums")), "")
    return Listed(field(data["key"]), data["alike"], tuple(map(field, data.get("fields", []))), sums)
