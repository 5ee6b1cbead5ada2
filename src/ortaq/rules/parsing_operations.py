"""Kinds of joint measure made from the data of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortaq.rules.operations import FromVariant, OperationKind
from ortaq.rules.parsing_forms import subject
from ortaq.rules.parsing_terms import amount
from ortaq.rules.text import Text

Data = Mapping[str, Any]


def operation_kind(data: Data) -> OperationKind:
    """Return the kind that an entry of the pack tells."""
    results = data.get("results")
    return OperationKind(
        code=data["code"],
        name=Text.of(data["name"]),
        clause=data["clause"],
        form=subject({key: data[key] for key in ("code", "name", "fields", "groups") if key in data}),
        parties=data.get("parties", "counterparts"),
        begins_at_once=data.get("begins_at_once", False),
        rings=data.get("rings", False),
        task=data.get("task", ""),
        situation=data.get("situation", ""),
        results=subject({**results, "code": f"{data['code']}-results", "name": data["name"]}) if results else None,
        lessons=data.get("lessons", False),
        from_variant=FromVariant(**data["from_variant"]) if "from_variant" in data else None,
        keeps=amount(data["keeps"]) if "keeps" in data else None,
    )
