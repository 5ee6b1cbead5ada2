"""A list, or all figures of a month, read from a file: every row that is wrong is named, and nothing is taken then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from ortaq.lib.quantities import amount
from ortaq.rules import matching
from ortaq.rules.edition import Field
from ortaq.rules.figures import Figures, Indicator, Listed
from ortaq.rules.text import LANGUAGES, Text

LONGEST = 120
CODE, VALUE = "code", "value"
SERIAL = re.compile(r"[2-7]\d{4}")
"""A day as a workbook keeps it: how many days have passed since the end of 1899."""
EPOCH = date(1899, 12, 30)


@dataclass
class Read:
    """What a file says: its records or figures, and the faults, each with the number of its row in the file."""

    records: list[matching.Record] = field(default_factory=list)
    values: dict[str, Decimal] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)


def read_list(rows: Sequence[Sequence[str]], listed: Listed) -> Read:
    """Read the records of a list whose columns are headed by the codes or the names of its fields, in any order."""
    found, fields = Read(), (listed.key, *listed.fields)
    columns = _columns(rows, {one.code: one.label for one in fields})
    if listed.key.code not in columns:
        found.faults.append((1, gettext("нет столбца «%s»") % listed.key.label.said_in("ru")))
        return found
    if listed.sums and listed.sums not in columns:
        found.faults.append((1, gettext("нет столбца, в котором сказано, сколько")))
        return found
    for number, row in _filled(rows):
        said = {one.code: _cell(row, columns.get(one.code)) for one in fields}
        values, faults = _values(said, fields)
        if not said[listed.key.code]:
            faults.append(gettext("нет номера"))
        if listed.sums and not said[listed.sums]:
            faults.append(gettext("не сказано, сколько"))
        found.faults += [(number, one) for one in faults]
        key = values.pop(listed.key.code, "")
        found.records.append(matching.Record(key, values))
    return found


def read_figures(rows: Sequence[Sequence[str]], told: Figures, ours: Sequence[Indicator]) -> Read:
    """Read the figures of a month: a row for each, with the code of its indicator and its value; empty is not given."""
    found, known = Read(), {one.code: one for one in ours}
    columns = _columns(rows, {CODE: Text("код", "код", "code"), VALUE: Text("значение", "мәні", "value")})
    if not {CODE, VALUE} <= columns.keys():
        found.faults.append((1, gettext("нет столбцов «код» и «значение»")))
        return found
    for number, row in _filled(rows):
        code, text = _cell(row, columns[CODE]), _cell(row, columns[VALUE])
        if fault := _figure_fault(code, text, known, told, found):
            found.faults.append((number, fault))
        elif text:
            found.values[code] = amount(text) or Decimal(0)
    return found


def head_of(listed: Listed, lang: str) -> list[str]:
    """Return the heads of an empty list, to be filled."""
    return [one.label.said_in(lang) for one in (listed.key, *listed.fields)]


def _figure_fault(code: str, text: str, known: Mapping[str, Indicator], told: Figures, found: Read) -> str:
    if code not in told.indicators:
        return gettext("нет такого показателя: %s") % code[:LONGEST]
    if code not in known:
        return gettext("этот показатель ваш орган не ведёт: %s") % code
    if code in found.values:
        return gettext("показатель стоит дважды: %s") % code
    value = amount(text) if text else Decimal(0)
    if value is None or value >= Decimal(10) ** 15 or value != round(value, known[code].measure.decimals):
        return gettext("не число, или лишние знаки после запятой: %s") % text[:LONGEST]
    return ""


def _columns(rows: Sequence[Sequence[str]], names: Mapping[str, Text]) -> dict[str, int]:
    """Return where each field stands, by its code or its name in any language."""
    heads = [_plain(cell) for cell in rows[0]] if rows else []
    known = {code: {code, *(_plain(name.said_in(lang)) for lang in LANGUAGES)} for code, name in names.items()}
    places = {code: next((n for n, head in enumerate(heads) if head in said), None) for code, said in known.items()}
    return {code: place for code, place in places.items() if place is not None}


def _plain(cell: str) -> str:
    return " ".join(cell.casefold().split())


def _filled(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Give the rows below the heads that are not empty, each with its number in the file."""
    return ((n, row) for n, row in enumerate(rows[1:], 2) if any(row))


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _values(said: Mapping[str, str], fields: Sequence[Field]) -> tuple[dict[str, str], list[str]]:
    """Return what is said as it is kept, and what of it cannot be read."""
    values, faults = {}, []
    for one in (one for one in fields if said[one.code]):
        value = READERS[one.kind](said[one.code]) if one.kind in READERS else said[one.code]
        if value is None or len(said[one.code]) > LONGEST:
            name = one.label.said_in("ru")
            faults.append(gettext("«%(name)s»: не прочесть «%(said)s»") % {"name": name, "said": said[one.code][:40]})
        else:
            values[one.code] = value
    return values, faults


def _day(text: str) -> str | None:
    """Return a day as it is kept: typed 12.04.2026, 2026-04-12 with or without a time, or a workbook's number."""
    if SERIAL.fullmatch(text):
        return (EPOCH + timedelta(days=int(text))).isoformat()
    found = re.match(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\D|$)", text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def _amount(text: str) -> str | None:
    found = amount(text)
    return f"{found.normalize():f}" if found is not None else None


READERS: dict[str, Callable[[str], Any]] = {"date": _day, "amount": _amount}
