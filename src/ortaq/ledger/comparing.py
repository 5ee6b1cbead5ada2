"""The second half of the verification: the tables of the business against their entries, row by row.

Both sides come sorted by record, each from a cursor on the server, and are merged. A row's facts are made
anew by the function that its verb used (`registry.ledgered`); equal bytes are equal facts, and only what
differs is taken apart, field by field.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

from ortaq.ledger.registry import Book
from ortaq.ledger.walking import streamed
from ortaq.wire import commitment
from ortaq.wire.canonical import instant
from ortaq.wire.errors import NotCanonical
from ortaq.wire.report import Report

_ENTRIES = "SELECT e.record::text, e.body FROM ledger_entry e WHERE e.kind = %s ORDER BY e.record"
_ERASURES = "SELECT e.record::text FROM ledger_entry e WHERE e.kind = %s ORDER BY e.record"
_KINDS = "SELECT kind, count(*) FROM ledger_entry GROUP BY kind ORDER BY kind"

Fact = tuple[str, Any]
Pair = tuple[str, list[str], list[Any]]


def compare(book: Book) -> Report:
    """Return what differs between a table and its entries."""
    report = Report()
    report.rows[book.kind] = 0
    erased = _Sorted(record for (record,) in _erasures(book))
    for record, bodies, rows in _merged(_entries(book), _rows(book)):
        report.rows[book.kind] += len(rows)
        _match(book, record, bodies, rows, report)
        if book.content is not None:
            for row in rows:
                _check_content(book, record, row, erased, report)
    return report


def kinds() -> dict[str, int]:
    """Return how many entries there are of each kind."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS)
        return dict(cursor.fetchall())


def _entries(book: Book) -> Iterator[Fact]:
    return streamed(f"compare {book.kind}", _ENTRIES, [book.kind])


def _erasures(book: Book) -> Iterator[tuple[str]]:
    if book.erased_by is None:
        return iter(())
    return streamed(f"erased {book.kind}", _ERASURES, [book.erased_by])


def _rows(book: Book) -> Iterator[Fact]:
    for row in book.sorted_rows():
        yield str(getattr(row, book.record)), row


def _merged(entries: Iterator[Fact], rows: Iterator[Fact]) -> Iterator[Pair]:
    """Yield each record that either side has, with what each side has of it. Both come sorted by record."""
    left, right = groupby(entries, itemgetter(0)), groupby(rows, itemgetter(0))
    one, other = _group(left), _group(right)
    while one or other:
        record = min(group[0] for group in (one, other) if group)
        bodies = one[1] if one and one[0] == record else []
        found = other[1] if other and other[0] == record else []
        yield record, bodies, found
        one = _group(left) if bodies else one
        other = _group(right) if found else other


def _group(groups: Iterator[tuple[str, Iterator[Fact]]]) -> tuple[str, list[Any]] | None:
    record, members = next(groups, (None, iter(())))
    return None if record is None else (record, [member for _, member in members])


def _match(book: Book, record: str, bodies: list[str], rows: list[Any], report: Report) -> None:
    """Strike out what is equal on both sides; what is left is changed, missing or added."""
    left = list(bodies)
    odd = [row for row in rows if not _struck(left, _tail(book, record, row))]
    for row, body in zip(odd, left, strict=False):
        _name_fields(book, record, row, body, report)
    for row in odd[len(left) :]:
        report.fault("row.added", table=book.table, record=record, id=str(row.pk))
    for _ in left[len(odd) :]:
        report.fault("row.missing", table=book.table, record=record, kind=book.kind)


def _struck(bodies: list[str], tail: str) -> bool:
    for place, body in enumerate(bodies):
        if body.endswith(tail):
            del bodies[place]
            return True
    return False


def _tail(book: Book, record: str, row: Any) -> str:
    """Return how the body of this row's entry ends.

    The members of a body stand in the order at, by, data, kind, record, v, and a quote inside a string is
    escaped; so a body that ends like this has these facts, kind and record, and not a string that looks
    like them.
    """
    return f',"data":{_fast(book.data(row))},"kind":"{book.kind}","record":"{record}","v":1}}'


def _name_fields(book: Book, record: str, row: Any, body: str, report: Report) -> None:
    now, then = json.loads(_fast(book.data(row))), _data(body)
    for field in sorted(now.keys() | then.keys()):
        if now.get(field) != then.get(field) or (field in now) != (field in then):
            report.fault(
                "row.changed",
                table=book.table,
                record=record,
                id=str(row.pk),
                field=field,
                sealed=_shown(then.get(field)),
                found=_shown(now.get(field)),
            )


def _data(body: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body)["data"]
    except (ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _shown(value: object) -> str | None:
    return None if value is None else _fast(value)


def _check_content(book: Book, record: str, row: Any, erased: _Sorted, report: Report) -> None:
    assert book.content is not None
    opened = book.content(row)
    if opened is None:
        report.erased.append({"table": book.table, "record": record, "entry": erased.has(record)})
    elif not _opens(str(book.data(row)[book.commitment]), *opened):
        report.fault("content.changed", table=book.table, record=record, id=str(row.pk))


def _opens(committed: str, content: Any, salt: bytes) -> bool:
    try:
        return commitment.opens(bytes.fromhex(committed), content, salt)
    except (ValueError, NotCanonical):
        return False


class _Sorted:
    """Whether a sorted stream holds a value, asked in the same order; it is never held whole."""

    def __init__(self, values: Iterable[str]) -> None:
        self.values = iter(values)
        self.at = next(self.values, None)

    def has(self, value: str) -> bool:
        while self.at is not None and self.at < value:
            self.at = next(self.values, None)
        return self.at == value


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, uuid.UUID | date):
        return str(value)
    raise NotCanonical(why=f"a value of type {type(value).__name__}", path="")


# The canonical form without its checks: it is compared with text that passed them, so what they refuse
# cannot be equal.
_encoder = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False, default=_plain
)
_fast = _encoder.encode
