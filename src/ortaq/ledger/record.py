"""Write entries, inside the verb's own transaction: the deed and its entry stand or fall together."""

from __future__ import annotations

import json
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

# One JSON document for all rows: COPY refuses tables under row-level security, thousands of placeholders are slow to
# plan, and quoting an array of long texts costs more than everything else together.
_INSERT = """
    INSERT INTO ledger_entry (id, kind, record, at, body)
    SELECT * FROM json_to_recordset(%s::json) AS row (id uuid, kind text, record uuid, at timestamptz, body text)
"""


def record(kind: str, record: uuid.UUID, data: Mapping[str, JSON], *, by: Actor, at: datetime) -> None:
    """Write that `by` did `kind` to `record` at the aware instant `at`.

    `data` holds the facts that `verify` will make anew from the record's own table. Raises NotCanonical for a
    value that has no canonical form (a float, a naive instant).
    """
    record_many([(kind, record, data, by, at)])


def record_many(rows: Iterable[Row]) -> None:
    """Write any number of entries in one statement; nothing at all for none."""
    entries = [
        {
            "id": str(uuid7()),
            "kind": kind,
            "record": str(of),
            "at": at.isoformat(),
            "body": body(kind, of, data, by, at),
        }
        for kind, of, data, by, at in rows
    ]
    if entries:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [json.dumps(entries, ensure_ascii=False)])


def body(kind: str, record: uuid.UUID, data: Mapping[str, JSON], by: Actor, at: datetime) -> str:
    """Return the canonical text of an entry; its bytes are what the ledger hashes."""
    return canonical.text({"v": VERSION, "kind": kind, "record": record, "at": at, "by": by.facts(), "data": data})
