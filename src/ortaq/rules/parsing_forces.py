"""What the pack says of forces and means, made from its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortaq.rules.forces import Forces, Needed, ResourceKind
from ortaq.rules.parsing_forms import texts
from ortaq.rules.text import Text

Data = Mapping[str, Any]


def forces(data: Data) -> Forces:
    """Return what the data says of forces and means."""
    return Forces(
        clause=data["clause"],
        sorts=texts(data["sorts"]),
        kinds={one["code"]: _kind(one) for one in data["kinds"]},
        gives=dict(data["gives"]),
        arrive=data["arrive"],
        release=data["release"],
        recalls=texts(data["recalls"]),
        away=texts(data["away"]),
        needed={request: Needed(**one) for request, one in data.get("needed", {}).items()},
    )


def _kind(data: Data) -> ResourceKind:
    name, measure = Text.of(data["name"]), Text.of(data["measure"])
    return ResourceKind(data["code"], name, data["sort"], measure, data.get("counted", False))
