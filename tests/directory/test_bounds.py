"""Dates as sources give them, and the order of the alphabet."""

from __future__ import annotations

from datetime import date

import pytest

from ortaq.directory import bounds
from ortaq.directory.alphabet import ALPHABET, sort_key
from ortaq.directory.bounds import Bound


def test_a_bare_year_is_widened_to_all_of_it() -> None:
    assert bounds.first_day("2002") == Bound(date(2002, 1, 1), widened=True)
    assert bounds.end("2002") == Bound(date(2003, 1, 1), widened=True)


def test_an_interval_is_widened_to_its_ends() -> None:
    assert bounds.first_day("2013/2014") == Bound(date(2013, 1, 1), widened=True)
    assert bounds.end("2005-12-23/2013-03-19") == Bound(date(2013, 3, 19), widened=True)


def test_a_whole_date_is_taken_as_it_is() -> None:
    assert bounds.end("2004-10-29") == Bound(date(2004, 10, 29))
    assert bounds.first_day("") == bounds.end("") == Bound()


@pytest.mark.parametrize("text", ["soon", "2002-13-01", "02", "2002-1-1", "0000"])
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        bounds.first_day(text)


def test_kazakh_letters_stand_in_their_places_and_quotation_marks_do_not_count() -> None:
    names = ["«Қорғас»", "Кеген", "Ұлжан", "Уба", "Әлімбет", "Алтай", "Ёлкино", "Елек", "Жаркент"]
    assert sorted(names, key=sort_key) == [
        *("Алтай", "Әлімбет", "Елек", "Ёлкино", "Жаркент"),
        *("Кеген", "«Қорғас»", "Уба", "Ұлжан"),
    ]
    assert len(set(ALPHABET)) == 42
