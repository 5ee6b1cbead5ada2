"""An amount is an amount, however it is typed; what is none is compared as a word."""

from __future__ import annotations

import pytest

from ortaq.lib import quantities


@pytest.mark.parametrize("told", ["1,5", "1.5", " 1,50 ", "01.5"])
def test_a_comma_is_a_point(told: str) -> None:
    assert quantities.same(told, "kilogram", "1500", "gram")


@pytest.mark.parametrize("told", ["sNaN", "NaN", "-5", "Infinity", "-Infinity", "1e3", "1_000", "", "много", "5.", "٥"])
def test_what_is_no_amount_is_a_word_and_never_an_error(told: str) -> None:
    assert quantities.amount(told) is None
    assert not quantities.same(told, "kilogram", "5", "kilogram")
    assert quantities.same(told, "kilogram", told, "kilogram")


def test_an_amount_without_a_unit_is_not_one_with_a_unit() -> None:
    assert not quantities.same("5", "", "5", "kilogram")
    assert not quantities.same("5", "piece", "5", "")
    assert quantities.same("5", "", "5.0", "")


def test_thousands_are_read_with_their_blanks() -> None:
    assert quantities.same("1 200", "gram", "1,2", "kilogram")
