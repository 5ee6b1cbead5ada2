"""How much of something, told in different units: 1.2 kg are 1200 g. Behind it stands pint."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any

COUNTED = {"piece", "package", "cartridge"}
"""Units in which things are counted: none of them is so many of another."""
AMOUNT = re.compile(r"\d+(\.\d+)?", re.ASCII)


def amount(told: str) -> Decimal | None:
    """Return the amount that is told, with a point or a comma; None for a word, nothing, or less than nought."""
    plain = re.sub(r"\s", "", told).replace(",", ".")
    return Decimal(plain) if AMOUNT.fullmatch(plain) else None


def same(told: str, unit: str, other: str, other_unit: str) -> bool:
    """Say whether two amounts are one: exactly, whatever units they are told in. Words that are no amounts are compared
    as words, what is counted is no mass, and what has no unit is not what has one.
    """
    first, second = amount(told), amount(other)
    if first is None or second is None:
        return (told.strip(), unit) == (other.strip(), other_unit)
    if unit == other_unit or not unit or not other_unit or COUNTED & {unit, other_unit}:
        return first == second and unit == other_unit
    return _same(first, unit, second, other_unit)


def in_unit(told: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return an amount in another unit; None where what is counted is no mass, or a mass no volume."""
    if unit == wanted:
        return told
    if not unit or not wanted or COUNTED & {unit, wanted}:
        return None
    from pint import DimensionalityError, UndefinedUnitError

    try:
        return Decimal((told * _units()(unit)).to(wanted).magnitude)
    except (DimensionalityError, UndefinedUnitError):
        return None


def _same(first: Decimal, unit: str, second: Decimal, other_unit: str) -> bool:
    from pint import DimensionalityError, UndefinedUnitError

    try:
        return bool((first * _units()(unit)).to(other_unit).magnitude == second)
    except (DimensionalityError, UndefinedUnitError):
        return False


@cache
def _units() -> Any:
    """Return the registry of units: made once, for it reads its definitions, and counting exactly."""
    import pint

    return pint.UnitRegistry(non_int_type=Decimal, cache_folder=None)
