"""Rows as a file that an office opens: CSV or XLSX, in which no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter

CSV, XLSX = "csv", "xlsx"
KINDS = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST = 32_767  # characters, the most that a cell of a workbook holds
WIDTH = 22

Rows = Iterable[Sequence[object]]


def written(kind: str, rows: Rows) -> IO[bytes]:
    """Return the file, its reading place at the beginning; the first row is the heads."""
    file = io.BytesIO()
    (_csv if kind == CSV else _xlsx)(file, rows)
    file.seek(0)
    return file


def plain(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(cell).replace("\0", "")
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def _csv(file: IO[bytes], rows: Rows) -> None:
    """Semicolons and a byte-order mark: so the offices' spreadsheets open it by a double click."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    csv.writer(text, delimiter=";").writerows([plain(cell) for cell in row] for row in rows)
    text.detach()


def _xlsx(file: IO[bytes], rows: Rows) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet()
        page.freeze_panes(1, 0)
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                page.write_string(n, m, plain(cell)[:LONGEST])
        page.set_column(0, 30, WIDTH)
