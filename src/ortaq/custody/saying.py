"""A charge in words, in all languages of the pack at once: a page says the reader's, an act both official ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ortaq.acts.reading import Reader
from ortaq.custody.amounts import QUANTITY, UNIT
from ortaq.rules.custody import ChargeKind
from ortaq.rules.edition import Field
from ortaq.rules.text import Text, joined


def title(kind: ChargeKind, body: Mapping[str, Any], on: date) -> Text:
    """Return what a charge is called for short: the first of its fields that is said.

    A choice names too little: what comes next goes with it.
    """
    reader, said = Reader(on), list[Text]()
    for one in kind.form.fields:
        if body.get(one.code) not in (None, "", False):
            said.append(as_text(reader.said(one, body[one.code])))
            if one.kind != "choice":
                break
    return joined(said, " ")


def measure(name: str, kind: ChargeKind) -> Text:
    """Return what a measure is called for this kind."""
    asked = _asked(kind, name)
    return asked.label if asked else Text.same(name)


def amount(told: Mapping[str, str], kind: ChargeKind) -> Text:
    """Return how much of it there is: 120 мест; nothing where nobody has said."""
    quantity, code = told.get(QUANTITY, ""), told.get(UNIT, "")
    if not quantity:
        return Text.same("")
    comma = quantity.replace(".", ",")
    written = Text(comma, comma, quantity)
    return written + " " + unit(code, kind) if code else written


def unit(code: str, kind: ChargeKind) -> Text:
    """Return what a unit of measure is called for this kind."""
    asked = _asked(kind, UNIT)
    return asked.choices.get(code, Text.same(code)) if asked else Text.same(code)


def side(name: str, value: str, kind: ChargeKind) -> Text:
    """Return one side of a discrepancy: as it was offered, or as it was found."""
    if name != QUANTITY:
        return Text.same(value)
    quantity, _, unit = value.partition(" ")
    return amount({QUANTITY: quantity, UNIT: unit}, kind)


def as_text(words: Text | str) -> Text:
    """Return what reads alike in every language as a text."""
    return words if isinstance(words, Text) else Text.same(words)


def _asked(kind: ChargeKind, code: str) -> Field | None:
    return next((one for one in kind.form.fields if one.code == code), None)
