"""The tree as the database holds it: leaves in Sealed, the roots of complete subtrees of 256, 65 536 … in
Subtree.

Rows are read by the tile – the 256 neighbours under one stored root – and what lies between two stored
levels is hashed anew, so that a proof in a ledger of a billion entries costs eight small index scans.
"""

from __future__ import annotations

from functools import cache

from ortaq.ledger.models import Sealed, Subtree
from ortaq.wire.merkle import Node, node_hash

STEP = 8
WIDTH = 1 << STEP


def is_stored(level: int) -> bool:
    """Say whether complete subtrees of 2^level leaves have a row of their own."""
    return level > 0 and level % STEP == 0


def reader() -> Node:
    """Return the function that finds any complete subtree; it remembers what it has read, so use it and
    let it go.
    """

    @cache
    def tile(level: int, number: int) -> dict[int, bytes]:
        first = number * WIDTH
        if level == 0:
            leaves = Sealed.objects.filter(seq__gte=first, seq__lt=first + WIDTH)
            return {place: bytes(found) for place, found in leaves.values_list("seq", "leaf")}
        roots = Subtree.objects.filter(level=level, index__gte=first, index__lt=first + WIDTH)
        return {place: bytes(found) for place, found in roots.values_list("index", "hash")}

    @cache
    def node(level: int, index: int) -> bytes:
        if level % STEP == 0:
            return tile(level, index // WIDTH)[index]
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node
