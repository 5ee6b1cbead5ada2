"""`ortaq ledger verify`: the walk along the ledger and the comparison of each table, on as many cores as there are.

All parts look at one and the same moment of the database: the first transaction exports its snapshot and the others
take it over. Verification reads and never writes.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import sql

from ortaq.ledger import comparing, proof, registry, walking, workers
from ortaq.wire import keys
from ortaq.wire.keys import Key
from ortaq.wire.report import Report

WALK = ""


def verify(given: Iterable[Key] | None = None, witnesses: Sequence[str] = (), also: Collection[str] = ()) -> Report:
    """Verify this node's whole ledger and all tables that stand in it.

    `given` are the public keys to believe, from outside; without them those in the database are believed, which its
    owner could replace. `witnesses` are heads kept elsewhere: each must be a beginning of this ledger.
    `also` names what is looked at only where it is asked for (`registry.checked`).
    Inside a transaction of the caller it sees what that transaction sees, and runs in this process alone.
    """
    ring = list(given) if given is not None else None
    nested = connection.in_atomic_block
    with moment():
        return _verify(ring, witnesses, None if nested else _exported(), also)


def part(name: str, texts: Sequence[str], witnesses: Sequence[str]) -> Report:
    """Return what one part found: the walk, a check of a package's own, or the comparison of the kind `name`."""
    if name == WALK:
        return walking.walk(keys.ring(keys.load(text) for text in texts), witnesses)
    if one := registry.check(name):
        report = Report()
        one.look(report)
        return report
    return comparing.compare(registry.book(name))


@contextmanager
def moment(snapshot: str | None = None) -> Iterator[None]:
    """A transaction that only reads and sees one moment of the database: its own, or that of `snapshot`.

    Inside a transaction of the caller it is that one.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if snapshot is not None:
                cursor.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
        yield


def _verify(ring: list[Key] | None, witnesses: Sequence[str], snapshot: str | None, also: Collection[str]) -> Report:
    counted, cores = comparing.kinds(), len(os.sched_getaffinity(0))
    parts = [WALK, *registry.checks(also), *_largest_first(counted)]
    texts = [keys.public_text(key) for key in (ring if ring is not None else proof.ring().values())]
    if snapshot is None or cores == 1:
        found = [part(name, texts, witnesses) for name in parts]
    else:
        found = workers.spread(parts, texts, witnesses, snapshot=snapshot, cores=cores)
    return _together(found, counted, pinned=ring is not None)


def _largest_first(counted: dict[str, int]) -> list[str]:
    """The kinds to compare; the longest work begins first, so that the cores end together."""
    return sorted((book.kind for book in registry.books()), key=lambda kind: -counted.get(kind, 0))


def _together(found: Sequence[Report], counted: dict[str, int], *, pinned: bool) -> Report:
    walk, *compared = found
    walk.pinned = pinned
    for report in compared:
        walk.merge(report)
    walk.loose = {kind: number for kind, number in counted.items() if kind not in walk.rows}
    return walk


def _exported() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    return str(snapshot)
