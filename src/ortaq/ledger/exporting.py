"""`ortaq ledger export` and `prove`: what leaves the node so that somebody else can verify it with nothing but the
file.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from ortaq.ledger import proof
from ortaq.ledger.verifying import moment
from ortaq.ledger.walking import streamed
from ortaq.wire import export

_ENTRIES = """
    SELECT s.seq, s.leaf, e.body FROM ledger_sealed s LEFT JOIN ledger_entry e ON e.id = s.entry ORDER BY s.seq
"""
_HEADS = "SELECT size, signature FROM ledger_head ORDER BY size"


class NotWhole(RuntimeError):
    """An entry is gone, so there is nothing whole to export; `ortaq ledger verify` says more."""

    def __init__(self, number: int) -> None:
        super().__init__(f"entry number {number} is missing; run: ortaq ledger verify")
        self.number = number


def lines() -> Iterator[bytes]:
    """Yield the export of everything sealed, line by line; memory does not grow. Raises NotWhole."""
    with moment():
        yield export.opening(proof.ring().values())
        entries, size, heads = streamed("export_entries", _ENTRIES), 0, 0
        for reach, token in streamed("export_heads", _HEADS):
            while size < reach:
                yield _entry(next(entries, None), size)
                size += 1
            yield export.head_line(token)
            heads += 1
        yield export.closing(size, heads)


def proof_of(record: uuid.UUID, kind: str | None = None) -> bytes | None:
    """Return the file that proves one record, or None where nothing about it is sealed."""
    found = proof.of(record, kind)
    return None if found is None else export.proof_line(found, proof.ring().values())


def _entry(row: tuple[Any, ...] | None, expected: int) -> bytes:
    if row is None or row[0] != expected or row[2] is None:
        raise NotWhole(expected)
    return export.entry_line(row[0], bytes(row[1]), row[2])
