"""Kinds of act made from the data of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortaq.rules.acts import ActKind, Control, Decisions, OwnTerms, Steps, Tasks, Variants
from ortaq.rules.parsing_forms import subject, texts
from ortaq.rules.parsing_terms import amount
from ortaq.rules.text import Text

Data = Mapping[str, Any]


def act_kind(data: Data) -> ActKind:
    return ActKind(
        data["code"],
        Text.of(data["name"]),
        data["clause"],
        tuple(data.get("levels", ())),
        data.get("approved_above", False),
        _form(data),
        data.get("parties", "group"),
        tuple(data.get("signs", ())),
        tuple(data.get("approves", ())),
        data.get("series", ""),
        texts(data.get("marks", {})),
        amount(data["keeps"]) if "keeps" in data else None,
        tuple(data.get("answers", ())),
        tuple(data.get("quotes", ())),
        tuple(Decisions(**one) for one in data.get("decisions", ())),
        _variants(data["variants"]) if "variants" in data else None,
        OwnTerms(**data["terms"]) if "terms" in data else None,
        Control(**data["control"]) if "control" in data else None,
        tuple(Steps(**one) for one in data.get("diagrams", ())),
        data.get("may_end", False),
    )


def _form(data: Data) -> Any:
    if "fields" not in data:
        return None
    told = {key: data[key] for key in ("code", "name", "fields", "groups") if key in data}
    return subject(told)


def _variants(data: Data) -> Variants:
    return Variants(**{**data, "tasks": Tasks(**data["tasks"])})
