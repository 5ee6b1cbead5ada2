"""Write entries, inside the verb's own transaction: the deed and its entry stand or fall together."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from ortaq.ledger.actor import Actor
from ortaq.ledger.models import Entry
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.wire import canonical
from ortaq.wire.canonical import JSON

VERSION = 1
Row = tuple[str, uuid.UUID, Mapping[str, JSON], Actor, datetime]


def record(kind: str, record: uuid.UUID, data: Mapping[str, JSON], *, by: Actor, at: datetime) -> None:
    """Write that `by` did `kind` to `record` at the aware instant `at`.

    `data` holds the facts that `verify` will make anew from the record's own table. Raises NotCanonical for a
    value that has no canonical form (a float, a naive instant).
    """
    record_many([(kind, record, data, by, at)])


def record_many(rows: Iterable[Row]) -> None:
    """Write any number of entries in one statement; nothing at all for none."""
    insert(entries(rows))


def entries(rows: Iterable[Row]) -> list[Entry]:
    """Return the entries unwritten, for a verb that inserts them with its other rows in one statement."""
    return [
        Entry(id=uuid7(), kind=kind, record=of, at=at, body=body(kind, of, data, by, at))
        for kind, of, data, by, at in rows
    ]


def body(kind: str, record: uuid.UUID, data: Mapping[str, JSON], by: Actor, at: datetime) -> str:
    """Return the canonical text of an entry; its bytes are what the ledger hashes."""
    return canonical.text({"v": VERSION, "kind": kind, "record": record, "at": at, "by": by.facts(), "data": data})
