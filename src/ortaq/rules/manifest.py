"""A list of those who arrive, as it comes from a carrier: rows of cells under a line of heads.

The heads name the columns in Russian, Kazakh or English; others are left alone. A list is taken whole or not at all,
and what is wrong with it is named by its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

HEADS = {
    "surname": ("фамилия", "тегі", "surname", "last name", "family name"),
    "given": ("имя", "аты", "given name", "given names", "first name"),
    "name": ("фио", "ф.и.о.", "аты-жөні", "name", "full name", "passenger"),
    "born": ("дата рождения", "туған күні", "date of birth", "birth date", "born", "dob"),
    "number": ("номер документа", "документ", "паспорт", "құжат нөмірі", "document number", "document", "passport"),
}
NO_HEADS, EMPTY, TOO_MANY, BAD_DAY = "no_heads", "empty", "too_many", "bad_day"
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})|(\d{4})-(\d{2})-(\d{2})")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Arrival:
    """One row: a name, a document's number, or both; a date of birth where it is given."""

    name: str
    number: str
    born: str = ""


class BadList(ValueError):
    """A list that cannot be taken; `kind` says why, `row` where (0: the list as a whole), `said` what stands there."""

    def __init__(self, kind: str, row: int = 0, said: str = "") -> None:
        super().__init__(f"{kind} in row {row}: {said}")
        self.kind, self.row, self.said = kind, row, said


def read(table: Sequence[Sequence[str]], most: int) -> list[Arrival]:
    """Return who stands in the rows of a list, under its line of heads; empty rows are left out. Raises BadList."""
    heads = table[0] if table else []
    columns = _columns(heads)
    if not {"name", "surname", "number"} & set(columns):
        raise BadList(NO_HEADS, 1)
    rows = list(_rows(table[1:], columns))
    if not rows:
        raise BadList(EMPTY)
    if len(rows) > most:
        raise BadList(TOO_MANY, said=str(len(rows)))
    return rows


def _columns(heads: Sequence[str]) -> Mapping[str, int]:
    known = {head: code for code, names in HEADS.items() for head in names}
    found = [(known.get(" ".join(head.lower().split())), n) for n, head in enumerate(heads)]
    return {code: n for code, n in reversed(found) if code}


def _rows(table: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Iterator[Arrival]:
    for n, row in enumerate(table, 2):
        said = {code: row[at].strip()[:LONGEST] for code, at in columns.items() if at < len(row)}
        name = said.get("name") or f"{said.get('surname', '')} {said.get('given', '')}".strip()
        number = said.get("number", "")
        if name or number:
            yield Arrival(name.replace("\0", ""), number.replace("\0", ""), _day(said.get("born", ""), n))


def _day(said: str, row: int) -> str:
    """Return a day in ISO 8601; "" where none is given. Raises BadList for what is no day."""
    if not said:
        return ""
    found = _DAY.fullmatch(said)
    try:
        day, month, year, other_year, other_month, other_day = found.groups() if found else ("",) * 6
        return date(int(year or other_year), int(month or other_month), int(day or other_day)).isoformat()
    except ValueError:
        raise BadList(BAD_DAY, row, said) from None
