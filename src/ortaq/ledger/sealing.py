"""Sealing: entries that wait get the next numbers, their leaves join the tree, and the node signs the new
head.

One batch is one transaction: the queue's rows go, numbers, leaves, subtree roots and head come, or nothing
changes. An advisory lock held to the end of the transaction lets one batch at a time through, so numbers
have no gaps even if somebody starts a second sealer. Killed at any point, the next start finds either the
whole batch or none of it.

Entries commit in another order than their ids were made. That is why a queue says what waits, filled by a
trigger in the entry's own transaction: a row is in it exactly from the moment its entry is visible until it
is sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from ortaq.ledger import heads, tree
from ortaq.ledger.models import Head
from ortaq.lib import clock
from ortaq.wire import heads as wire_heads
from ortaq.wire.keys import Key
from ortaq.wire.merkle import Frontier, frontier_of, leaf_hash

LOCK = 0x6F72746171  # "ortaq"
BATCH = 5000

_TAKE = """
    WITH next AS (SELECT entry FROM ledger_waiting ORDER BY entry LIMIT %s),
         taken AS (DELETE FROM ledger_waiting w USING next WHERE w.entry = next.entry RETURNING w.entry)
    SELECT e.id, e.body FROM taken JOIN ledger_entry e ON e.id = taken.entry ORDER BY e.id
"""
_SEALED = """
    INSERT INTO ledger_sealed (seq, entry, leaf) SELECT %s + n - 1, entry, leaf FROM unnest(%s::uuid[],
    %s::bytea[]) WITH ORDINALITY AS fresh (entry, leaf, n)
"""
_SUBTREES = """
    INSERT INTO ledger_subtree (level, index, hash) SELECT * FROM unnest(%s::int2[], %s::int8[], %s::bytea[])
"""


@dataclass
class Sealer:
    """Seals with one key; remembers the tree's right edge between batches and reads it anew when it does
    not fit.
    """

    key: Key
    node: str
    frontier: Frontier | None = None

    def seal(self, limit: int = BATCH) -> int:
        """Seal up to `limit` waiting entries under one new head and return how many there were."""
        try:
            return self._seal(limit)
        except BaseException:
            self.frontier = None  # it may have grown ahead of what was committed
            raise

    def _seal(self, limit: int) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute(_TAKE, [limit])
            entries = cursor.fetchall()
            if entries:
                self._append(entries)
        return len(entries)

    def _append(self, entries: Sequence[tuple[object, str]]) -> None:
        last = heads.latest()
        grown = self._frontier_after(last)
        first, leaves = grown.size, [leaf_hash(body.encode()) for _, body in entries]
        completed = [node for leaf in leaves for node in grown.append(leaf) if tree.is_stored(node[0])]
        with connection.cursor() as cursor:
            cursor.execute(_SEALED, [first, [entry for entry, _ in entries], leaves])
            if completed:
                cursor.execute(_SUBTREES, [list(column) for column in zip(*completed, strict=True)])
        self._sign(grown, last)

    def _frontier_after(self, last: Head | None) -> Frontier:
        size = last.size if last else 0
        if self.frontier is None or self.frontier.size != size:
            self.frontier = frontier_of(size, tree.reader())
        return self.frontier

    def _sign(self, grown: Frontier, last: Head | None) -> None:
        at, root = clock.now(), grown.root()
        prev = wire_heads.digest(last.signature) if last else None
        token = wire_heads.sign(size=grown.size, root=root, at=at, node=self.node, prev=prev, key=self.key)
        Head.objects.create(size=grown.size, root=root, at=at, signature=token)
