"""A table as it leaves the screen: for a file or for paper. Cells that a spreadsheet would take for a formula are told
to be words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from django.http import HttpResponse

Cell = str | int | float
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Sheet:
    """A table with its title and, in words, the filters that made it. `name` is that of the file."""

    name: str
    title: str
    about: Sequence[str]
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]] = field(default=())


def as_csv(sheet: Sheet) -> HttpResponse:
    """Return the table as RFC 4180 asks, in UTF-8 with its mark, so that a spreadsheet reads the letters.

    Made as a whole: what is streamed is read after the transaction and outside its scope.
    """
    text = io.StringIO("\ufeff", newline="")
    text.seek(1)
    lines = csv.writer(text)
    lines.writerow(sheet.heads)
    lines.writerows([plain(cell) for cell in row] for row in sheet.rows)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    return _attached(answer, f"{sheet.name}.csv")


def as_xlsx(sheet: Sheet) -> HttpResponse:
    """Return the table as a workbook of one sheet: title and filters above, heads that stay in sight."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page, bold = book.add_worksheet(), book.add_format({"bold": True})
    above = [sheet.title, *sheet.about]
    for place, words in enumerate(above):
        page.write_string(place, 0, words, bold if not place else None)
    head = len(above) + 1
    for column, words in enumerate(sheet.heads):
        page.write_string(head, column, words, bold)
    for place, row in enumerate(sheet.rows, head + 1):
        for column, cell in enumerate(row):
            write = page.write_string if isinstance(cell, str) else page.write_number
            write(place, column, cell)
    page.freeze_panes(head + 1, 0)
    page.set_column(0, 0, 44)
    page.set_column(1, len(sheet.heads), 14)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _attached(HttpResponse(file.getvalue(), content_type=kind), f"{sheet.name}.xlsx")


def plain(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: what begins like one begins with an apostrophe instead."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _attached(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
