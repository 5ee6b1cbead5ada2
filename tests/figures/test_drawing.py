"""The chart of a figure: even lines with whole numbers, marks of the year before, nothing that divides by nought."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ortaq.figures.drawing import chart


@pytest.mark.parametrize(
    ("highest", "labels"),
    [
        ("36", ["0", "10", "20", "30", "40"]),
        ("3", ["0", "1", "2", "3", "4"]),
        ("18680", ["0", "5000", "10000", "15000", "20000"]),
        ("0", ["0", "1", "2", "3", "4"]),
    ],
)
def test_the_lines_across_stand_at_round_numbers(highest, labels):
    drawn = chart([Decimal(highest)], [None], ["04.26"], ["апрель"])
    assert [label for _y, label in drawn.lines] == labels


def test_the_year_before_is_marked_where_it_is_known():
    drawn = chart([Decimal(5), None], [Decimal(4), None], ["03.26", "04.26"], ["март", "апрель"])
    assert [column.former is None for column in drawn.columns] == [False, True]
    assert drawn.columns[1].height == 0
