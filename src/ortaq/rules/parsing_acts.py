"""Kinds of act made from the data of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortaq.rules.acts import ActKind
from ortaq.rules.text import Text

Data = Mapping[str, Any]


def act_kind(data: Data) -> ActKind:
    levels, above = tuple(data.get("levels", ())), data.get("approved_above", False)
    return ActKind(data["code"], Text.of(data["name"]), data["clause"], levels, above)
