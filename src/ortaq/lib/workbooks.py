"""Rows of a file that an office wrote: CSV in the customary spellings, or the first sheet of an XLSX workbook.

A workbook is a zip of XML: of it the strings and the first sheet are read, no formula is calculated, nothing outside is
fetched, and no more is unpacked than a list of this size needs.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS = 20_000_000, 200_000_000, 100_001, 60
_CELL = re.compile(r"([A-Z]{1,3})\d+")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET, _STRINGS = re.compile(r"xl/worksheets/sheet\d+\.xml"), "xl/sharedStrings.xml"


class Unreadable(Exception):
    """A file that is neither of the two, or larger than any list; `why` is one of kind, encoding, size, broken, quote.

    `line`: where a quotation mark of a CSV opens and does not close, or stands within a cell; 0 for the others.
    """

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why, self.line = why, line


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows of the file, each cell as text; empty rows stay, so that their numbers are those of the file.

    Raises Unreadable.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("size")
    rows = list(_workbook(content) if content.startswith(b"PK") else _csv(content))
    if len(rows) > MOST_ROWS:
        raise Unreadable("size")
    return rows


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _text(content)
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    reader, begins = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    try:
        for row in reader:
            yield [_plain(cell) for cell in row[:MOST_COLUMNS]]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("quote" if '"' in text else "broken", begins) from error


def _text(content: bytes) -> str:
    """Return the text: UTF-8 with or without its mark, else the Cyrillic code page of older offices."""
    if b"\0" in content:
        raise Unreadable("kind")
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")


def _workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = sorted((one for one in book.namelist() if _SHEET.fullmatch(one)), key=lambda one: (len(one), one))
            if not names:
                raise Unreadable("kind")
            strings = list(_shared(book)) if _STRINGS in book.namelist() else []
            yield from _sheet(_part(book, names[0]), strings)
    except (zipfile.BadZipFile, ElementTree.ParseError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Unreadable("broken") from error


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    """Return one part; raises Unreadable where it unpacks beyond measure or brings definitions of its own."""
    with book.open(name) as part:
        found = part.read(MOST_UNPACKED + 1)
    if len(found) > MOST_UNPACKED:
        raise Unreadable("size")
    if b"<!DOCTYPE" in found[:4096] or b"<!ENTITY" in found:
        raise Unreadable("broken")
    return found


def _shared(book: zipfile.ZipFile) -> Iterator[str]:
    for _event, one in ElementTree.iterparse(io.BytesIO(_part(book, _STRINGS))):
        if one.tag == f"{_MAIN}si":
            yield "".join(text.text or "" for text in one.iter(f"{_MAIN}t"))
            one.clear()


def _sheet(part: bytes, strings: list[str]) -> Iterator[list[str]]:
    last = 0
    for _event, one in ElementTree.iterparse(io.BytesIO(part)):
        if one.tag != f"{_MAIN}row":
            continue
        number = int(one.get("r") or last + 1)
        if number > MOST_ROWS:
            raise Unreadable("size")
        yield from ([] for _empty in range(last + 1, number))
        yield _row(one, strings)
        last = max(last, number)
        one.clear()


def _row(row: ElementTree.Element, strings: list[str]) -> list[str]:
    cells: list[str] = []
    for one in row.iter(f"{_MAIN}c"):
        place = _column(one.get("r", ""), len(cells))
        if place < MOST_COLUMNS:
            cells += [""] * (place + 1 - len(cells))
            cells[place] = _plain(_value(one, strings))
    return cells


def _column(reference: str, otherwise: int) -> int:
    found = _CELL.fullmatch(reference)
    if not found:
        return otherwise
    place = 0
    for sign in found[1]:
        place = place * 26 + ord(sign) - 64
    return place - 1


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_MAIN}t"))
    value = cell.findtext(f"{_MAIN}v") or ""
    if cell.get("t") == "s":
        place = int(value)
        return strings[place] if 0 <= place < len(strings) else ""
    return value.removesuffix(".0")


def _plain(cell: str) -> str:
    """Return the words of a cell; the apostrophe that kept it from being a formula is none of them."""
    text = cell.replace("\0", "").strip()
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text
