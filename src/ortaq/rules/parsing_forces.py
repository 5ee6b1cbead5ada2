"""What the pack says of forces and means, made from its data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ortaq.rules.counting import ELAPSED
from ortaq.rules.forces import Forces, FromAct, Ground, Needed, Patrols, ResourceKind
from ortaq.rules.parsing_forms import texts
from ortaq.rules.parsing_terms import amount
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
        patrol=_patrol(data["patrol"]) if "patrol" in data else None,
    )


def _kind(data: Data) -> ResourceKind:
    name, measure = Text.of(data["name"]), Text.of(data["measure"])
    return ResourceKind(data["code"], name, data["sort"], measure, data.get("counted", False))


def _patrol(data: Data) -> Patrols:
    return Patrols(
        clause=data["clause"],
        begin=data["begin"],
        agencies=data["agencies"],
        ahead=_span(data["ahead"]),
        grounds=tuple(map(_ground, data["grounds"])),
        results={one["code"]: Text.of(one["name"]) for one in data["results"]},
        act=_act(data["act"]) if "act" in data else None,
    )


def _ground(data: Data) -> Ground:
    return Ground(data["code"], Text.of(data["name"]), tuple(data.get("regions", ())))


def _act(data: Data) -> FromAct:
    told = {key: value for key, value in data.items() if key != "with"}
    return FromAct(**told, with_=tuple(data["with"]))


def _span(told: str) -> timedelta:
    """Return how far ahead it is looked: days and weeks as so many times 24 hours."""
    found = amount(told)
    days = {"days": 1, "weeks": 7}.get(found.unit)
    return timedelta(days=found.count * days) if days else found.count * ELAPSED[found.unit]
