"""What a receiver found, compared with what was offered: quantities in whatever unit, seals as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ortaq.lib import quantities

QUANTITY, UNIT, PLACE = "quantity", "unit", "place"
ALIKE = str.maketrans("АВЕІКМНОРСТУХ", "ABEIKMHOPCTYX")
"""Cyrillic letters that nobody can tell from Latin ones on a seal."""
NONE = {"", "нет", "жоқ", "none", "no"}


def differences(offered: Mapping[str, str], found: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Give each field that differs: its code, what was offered, what was found. What nobody looked at is no difference;
    a seal that was looked for and is not there is one.

    Where a thing lies is the custodian's affair and never compared.
    """
    if QUANTITY in found:
        unit, other = offered.get(UNIT, ""), found.get(UNIT, "")
        if not quantities.same(offered.get(QUANTITY, ""), unit, found[QUANTITY], other):
            yield QUANTITY, f"{offered.get(QUANTITY, '')} {unit}".strip(), f"{found[QUANTITY]} {other}".strip()
    for name, value in found.items():
        if name not in (QUANTITY, UNIT, PLACE) and _plain(value) != _plain(offered.get(name, "")):
            yield name, offered.get(name, ""), value


def _plain(value: str) -> str:
    """A seal is the same with and without its blanks, dashes and the number sign, in either alphabet; «нет» is none."""
    said = re.sub(r"[\s№#–—-]", "", value)
    return "" if said.casefold() in NONE else said.upper().translate(ALIKE)
