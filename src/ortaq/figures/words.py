"""Figures and months as they are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import dateformat
from django.utils.translation import get_language, gettext

from ortaq.figures.models import COUNTED, IMPORTED
from ortaq.rules.figures import Measure, plain

THIN = "\u202f"
"""Between thousands: a space at which no line breaks."""


def number(value: Decimal | None, measure: Measure) -> str:
    """Return a figure as it is read: thousands apart, a comma; a dash for none."""
    if value is None:
        return "–"
    whole, _point, rest = plain(value, measure).partition(".")
    return f"{int(whole):,}".replace(",", THIN) + (f",{rest}" if rest else "")


def month_name(month: date) -> str:
    """Return "апрель 2026", in English "April 2026"."""
    said = dateformat.format(month, "F Y")
    return said if (get_language() or "").startswith("en") else said.lower()


def source_in_words(source: str) -> str:
    """Return where a figure comes from."""
    words: dict[str, Any] = {COUNTED: gettext("по записям узла"), IMPORTED: gettext("из файла")}
    return str(words.get(source, gettext("введено вручную")))
