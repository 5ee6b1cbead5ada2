"""What a unit usually gives: beside it a slip of the hand is seen, a nought too many or a comma that was lost."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from statistics import median

from ortaq.figures.models import Return
from ortaq.rules.counting import months_after

MONTHS, KNOWN = 12, 3
"""Out of so many months before; where fewer than these are known, nothing is usual yet."""
TIMES, LEAST = 10, 100
"""So many times more or less is asked about, from so large a figure on: of one weapon or eleven nobody is asked."""


def usual(unit: int, month: date) -> dict[str, Decimal]:
    """Return by indicator the middle one of the unit's figures of the months before `month`."""
    given: dict[str, list[Decimal]] = defaultdict(list)
    before = Return.objects.standing().filter(unit=unit, month__lt=month, month__gte=months_after(month, -MONTHS))
    for code, value in before.values_list("indicator", "value"):
        given[code].append(value)
    return {code: median(values) for code, values in given.items() if len(values) >= KNOWN}


def is_far(value: Decimal, from_usual: Decimal) -> bool:
    """Whether the figure is so much more or less that whoever gives it should look once more."""
    less, more = sorted((value, from_usual))
    return more >= LEAST and more >= TIMES * less
