"""Write entries, inside the verb's own transaction: the deed and its entry stand or fall together."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection

from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid7
from ortaq.wire import canonical
from ortaq.wire.canonical import JSON

VERSION = 1
Row = tuple[str, uuid.UUID, Mapping[str, JSON], Actor, datetime]

# unnest, because COPY refuses tables under row-level security and thousands of placeholders are slow to plan
_INSERT = """
    INSERT INTO ledger_entry (id, kind, record, at, body)
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::timestamptz[], %s::text[])
"""


def record(kind: str, record: uuid.UUID, data: Mapping[str, JSON], *, by: Actor, at: datetime) -> None:
    """Write that `by` did `kind` to `record` at the aware instant `at`.

    `data` holds the facts that `verify` will make anew from the record's own table. Raises NotCanonical for a
    value that has no canonical form (a float, a naive instant).
    """
    record_many([(kind, record, data, by, at)])


def record_many(rows: Iterable[Row]) -> None:
    """Write any number of entries in one statement; nothing at all for none."""
    entries = [(uuid7(), kind, of, at, body(kind, of, data, by, at)) for kind, of, data, by, at in rows]
    if entries:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [list(column) for column in zip(*entries, strict=True)])


def body(kind: str, record: uuid.UUID, data: Mapping[str, JSON], by: Actor, at: datetime) -> str:
    """Return the canonical text of an entry; its bytes are what the ledger hashes."""
    return canonical.text(
        {"v": VERSION, "kind": kind, "record": record, "at": at, "by": by.facts(), "data": data}
    )
