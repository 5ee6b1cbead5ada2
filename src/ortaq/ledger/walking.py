"""The first half of the verification: the ledger against itself and its heads, from the first entry to the
last.

Each leaf is hashed anew from its entry's body, each column of an entry compared with the body, each stored
subtree with the tree, each head with the root at its size. One pass in the order of the numbers; memory
does not grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from ortaq.ledger import tree
from ortaq.wire.canonical import JSON, instant
from ortaq.wire.chain import Chain
from ortaq.wire.heads import SignedHead
from ortaq.wire.keys import Keys
from ortaq.wire.merkle import leaf_hash
from ortaq.wire.report import Report

FETCH = 2000

# Times and identifiers come as the text in which the body writes them: comparing text is comparing them.
_INSTANT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_ENTRIES = f"""
    SELECT s.seq, s.leaf, e.id::text, e.kind, e.record::text, {_INSTANT.format("e.at")}, e.body
    FROM ledger_sealed s LEFT JOIN ledger_entry e ON e.id = s.entry ORDER BY s.seq
"""
_HEADS = "SELECT size, root, at, signature FROM ledger_head ORDER BY size"
_SUBTREES = "SELECT index, hash FROM ledger_subtree WHERE level = %s ORDER BY index"
_UNSEALED = """
    SELECT e.id::text, e.kind, e.record::text, w.entry IS NOT NULL
    FROM ledger_entry e LEFT JOIN ledger_waiting w ON w.entry = e.id
    WHERE NOT EXISTS (SELECT FROM ledger_sealed s WHERE s.entry = e.id)
"""

Row = tuple[Any, ...]


def walk(ring: Keys, witnesses: Iterable[str] = ()) -> Report:
    """Return what the walk along this database's ledger found."""
    report = Report()
    chain = Chain(ring, report, witnesses)
    subtrees = _Subtrees(report)
    entries = streamed("walk_entries", _ENTRIES)
    row = next(entries, None)
    for size, root, at, token in streamed("walk_heads", _HEADS):
        while row is not None and row[0] < size:
            _entry(row, chain, subtrees)
            row = next(entries, None)
        _head(chain.head(token), size, bytes(root), instant(at), report)
    while row is not None:
        _entry(row, chain, subtrees)
        row = next(entries, None)
    chain.end()
    subtrees.end(chain)
    _unsealed(report)
    return report


def streamed(name: str, query: str, values: Iterable[object] = ()) -> Iterator[Row]:
    """Yield the rows of `query` from a cursor on the server; inside a transaction."""
    connection.ensure_connection()
    with connection.connection.cursor(name) as cursor:
        cursor.itersize = FETCH
        cursor.execute(query, list(values))
        yield from cursor


def _entry(row: Row, chain: Chain, subtrees: _Subtrees) -> None:
    seq, leaf, entry, kind, record, at, body = row
    leaf = bytes(leaf)
    if entry is None:
        chain.report.fault("entry.missing", number=seq)
    elif leaf_hash(body.encode()) != leaf:
        chain.report.fault("entry.changed", number=seq, entry=entry, kind=kind, record=record)
    elif not (body.startswith(f'{{"at":"{at}",') and body.endswith(f'"kind":"{kind}","record":"{record}","v":1}}')):
        chain.report.fault("entry.columns", number=seq, entry=entry, kind=kind, record=record)
    for level, index, found in chain.entry(seq, leaf):
        if tree.is_stored(level):
            subtrees.compare(level, index, found)


def _head(head: SignedHead | None, size: int, root: bytes, at: str, report: Report) -> None:
    """Compare a head's columns with what its signature covers."""
    if head is not None and (head.size, head.root, instant(head.at)) != (size, root, at):
        report.fault("head.columns", size=size, at=at)


class _Subtrees:
    """The stored subtrees, read alongside; they are only a short cut to proofs, but a wrong one gives
    wrong proofs.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.levels: dict[int, Iterator[Row]] = {}

    def compare(self, level: int, index: int, found: bytes) -> None:
        if level not in self.levels:
            self.levels[level] = streamed(f"walk_subtrees_{level}", _SUBTREES, [level])
        stored = next(self.levels[level], None)
        if stored is None or (stored[0], bytes(stored[1])) != (index, found):
            self.report.fault("subtree.changed", level=level, index=index)

    def end(self, chain: Chain) -> None:
        """Behind a gap there is nothing to compare with; else nothing may be left over."""
        left = any(next(rows, None) is not None for rows in self.levels.values())
        if left and not chain.broken:
            self.report.fault("subtree.added")


def _unsealed(report: Report) -> None:
    """Count what waits for its number, and name what neither has one nor waits for one."""
    for entry, kind, record, waits in streamed("walk_unsealed", _UNSEALED):
        if waits:
            report.waiting += 1
        else:
            named: dict[str, JSON] = {"entry": entry, "kind": kind, "record": record}
            report.fault("entry.unnumbered", **named)
