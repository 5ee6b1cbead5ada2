"""What is asked beside the words, made from the data of a pack: subjects, their fields and groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortaq.rules import asking
from ortaq.rules import edition as made
from ortaq.rules.text import Text

Data = Mapping[str, Any]


def subject(data: Data) -> made.Subject:
    return made.Subject(
        data["code"],
        Text.of(data["name"]),
        tuple(map(field, data.get("fields", []))),
        {code: group(one) for code, one in data.get("groups", {}).items()},
        data.get("expects_act", False),
        dated(data["dated"]) if "dated" in data else None,
        tuple(map(field, data.get("rows", []))),
    )


def field(data: Data) -> made.Field:
    label, choices = Text.of(data["label"]), texts(data.get("choices", {}))
    return made.Field(
        data["code"], label, data.get("kind", "text"), choices, data.get("group"), data.get("past", False)
    )


def group(data: Data) -> asking.FieldGroup:
    """Return a group of fields: its name alone, or more than its name."""
    if "name" not in data:
        return asking.FieldGroup(Text.of(data))
    each = Text.of(data["each"]) if "each" in data else None
    return asking.FieldGroup(Text.of(data["name"]), data.get("repeats", False), each)


def dated(data: Data) -> asking.Dated:
    return asking.Dated(Text.of(data["name"]), data.get("required", False))


def texts(data: Data) -> dict[str, Text]:
    return {key: Text.of(value) for key, value in data.items()}
