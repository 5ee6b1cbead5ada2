"""How much of something, told in different units: 1.2 kg are 1200 g. Behind it stands pint."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

COUNTED = {"piece", "package", "cartridge"}
"""Units in which things are counted: none of them is so many of another."""


def same(amount: str, unit: str, other: str, other_unit: str) -> bool:
    """Say whether two amounts are one: exactly, whatever units they are told in. Words that are no numbers are compared
    as words, and what is counted is no mass.
    """
    try:
        first, second = Decimal(amount), Decimal(other)
    except InvalidOperation:
        return (amount.strip(), unit) == (other.strip(), other_unit)
    if unit == other_unit or COUNTED & {unit, other_unit}:
        return first == second and unit == other_unit
    return _same(first, unit, second, other_unit)


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
