"""Kinds of joint measure made from the data of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortaq.rules.operations import DrawnRows, FirstTask, FromVariant, OperationKind, Report
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
        told=data.get("told", data["clause"]),
        levels=tuple(data.get("levels", ())),
        parties=data.get("parties", "counterparts"),
        members_only=data.get("members_only", False),
        begins_at_once=data.get("begins_at_once", False),
        rings=data.get("rings", False),
        task=data.get("task", ""),
        situation=data.get("situation", ""),
        results=subject({**results, "code": f"{data['code']}-results", "name": data["name"]}) if results else None,
        lessons=data.get("lessons", False),
        from_variant=FromVariant(**data["from_variant"]) if "from_variant" in data else None,
        mandates=tuple(data.get("mandates", ())),
        needs_mandate=data.get("needs_mandate", False),
        first_task=FirstTask(**data["first_task"]) if "first_task" in data else None,
        report=_report(data["report"]) if "report" in data else None,
        keeps=amount(data["keeps"]) if "keeps" in data else None,
    )


def _report(data: Data) -> Report:
    rows = tuple(DrawnRows(one["group"], one["of"], _sources(one["fields"])) for one in data.get("rows", ()))
    return Report(data["act"], _sources(data.get("head", {})), rows)


def _sources(data: Data) -> dict[str, tuple[str, ...]]:
    return {field: tuple(sources) for field, sources in data.items()}
