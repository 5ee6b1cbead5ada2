"""A list as a file holds text and nothing that a spreadsheet would run."""

from __future__ import annotations

import zipfile

import pytest

from ortaq.lib.sheets import CSV, XLSX, plain, written

ROWS = [("Кто", "Что"), ("=HYPERLINK(1)", "+7 701"), ("@x", "\tтаб"), ("-1", 'с "кавычками"; и точкой')]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_begins_like_a_formula_becomes_text(cell):
    assert plain(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Хоргос", "12-34", "№ 5", "", "1=1"])
def test_any_other_cell_stays_as_it_is(cell):
    assert plain(cell) == cell


def test_a_csv_opens_in_an_office_by_a_double_click():
    text = written(CSV, ROWS).read().decode()
    assert text.startswith("\ufeffКто;Что\r\n")
    assert "'=HYPERLINK(1);'+7 701" in text
    assert '"с ""кавычками""; и точкой"' in text


def test_a_workbook_holds_no_formula_and_no_link():
    with zipfile.ZipFile(written(XLSX, [*ROWS, ("http://x", "a\0b")])) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert not any("hyperlink" in name for name in book.namelist())
    assert "<f>" not in sheet
    assert "hyperlinks" not in sheet
    assert "'=HYPERLINK(1)" in sheet
