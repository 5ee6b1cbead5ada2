"""The Merkle tree of RFC 9162, section 2.1: roots, inclusion proofs, consistency proofs and their
verification.

A tree is asked for by a function `node(level, index)` that returns the hash of the *complete* subtree of
2^level leaves beginning at leaf index * 2^level; whoever stores a tree decides how to find it. Everything
else – the ragged right edge, the proofs – is computed here from such nodes.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

from ortaq.wire.errors import BadProof

Node = Callable[[int, int], bytes]

EMPTY = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry: SHA-256(0x00 ‖ entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 ‖ left ‖ right). No leaf can be taken for a node."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: all that is needed to append, in O(log n) memory.

    `peaks` are the roots of the complete subtrees that make up the tree, the largest first: one for each
    bit of `size`.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size, self.peaks = size, list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(self.peaks)}")

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf's hash; return (level, index, hash) of each inner subtree now complete, smallest
        first.
        """
        carry, level, completed = leaf, 0, []
        while self.size >> level & 1:
            carry = node_hash(self.peaks.pop(), carry)
            level += 1
            completed.append((level, self.size >> level, carry))
        self.peaks.append(carry)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Return the tree's root as it stands."""
        return _fold(self.peaks)

    def copy(self) -> Frontier:
        """Return another frontier that stands where this one does."""
        return Frontier(self.size, self.peaks)


def frontier_of(size: int, node: Node) -> Frontier:
    """Return the frontier of the tree's first `size` leaves."""
    return Frontier(size, [node(level, index) for level, index in _complete(0, size)])


def root(size: int, node: Node) -> bytes:
    """Return the root of the tree's first `size` leaves."""
    return _range(0, size, node) if size else EMPTY


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """Return the path that proves leaf number `index` in the tree of `size` leaves (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise BadProof(why="no such leaf", index=index, size=size)
    path, start, stop = [], 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_range(middle, stop, node))
            stop = middle
        else:
            path.append(_range(start, middle, node))
            start = middle
    return path[::-1]


def consistency(first: int, second: int, node: Node) -> list[bytes]:
    """Return the proof that the tree of `first` leaves is the beginning of that of `second` (RFC 9162,
    2.1.4.1).
    """
    if not 0 <= first <= second:
        raise BadProof(why="no such trees", first=first, second=second)
    if first in (0, second):
        return []
    proof, start, stop, whole = [], 0, second, True
    while first != stop:
        middle = start + _split(stop - start)
        if first <= middle:
            proof.append(_range(middle, stop, node))
            stop = middle
        else:
            proof.append(_range(start, middle, node))
            start, whole = middle, False
    if not whole:
        proof.append(_range(start, stop, node))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Return if `path` leads from `leaf` at `index` to `root` of `size` leaves (2.1.3.2); else raise
    BadProof.
    """
    if not 0 <= index < size:
        raise BadProof(why="no such leaf", index=index, size=size)
    at, last, result = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise BadProof(why="the path is too long", index=index, size=size)
        if at & 1 or at == last:
            result = node_hash(step, result)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            result = node_hash(result, step)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof(why="the path is too short", index=index, size=size)
    if not hmac.compare_digest(result, root):
        raise BadProof(why="the path leads to another root", index=index, size=size)


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> None:
    """Return if `proof` shows the first tree to be the beginning of the second (2.1.4.2); else raise
    BadProof.
    """
    if not 0 <= first <= second:
        raise BadProof(why="no such trees", first=first, second=second)
    if first in (0, second):
        _verify_trivial(first, second, first_root, second_root, proof)
        return
    if not proof:
        raise BadProof(why="the proof is too short", first=first, second=second)
    steps = iter(proof)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = first_root if not first & (first - 1) else next(steps)
    for step in steps:
        if last == 0:
            raise BadProof(why="the proof is too long", first=first, second=second)
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof(why="the proof is too short", first=first, second=second)
    if not (hmac.compare_digest(old, first_root) and hmac.compare_digest(new, second_root)):
        raise BadProof(why="the proof leads to other roots", first=first, second=second)


def _verify_trivial(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> None:
    expected = second_root if first == second else EMPTY
    if proof or not hmac.compare_digest(first_root, expected):
        raise BadProof(why="equal or empty trees need no proof and have one root", first=first, second=second)


def _range(start: int, stop: int, node: Node) -> bytes:
    """Return MTH(D[start:stop]); `start` is a multiple of the power of two that holds the range."""
    return _fold([node(level, index) for level, index in _complete(start, stop)])


def _complete(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield (level, index) of the complete subtrees that make up the leaves from `start` to `stop`,
    largest first.
    """
    while start < stop:
        level = (stop - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _fold(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY
    result = peaks[-1]
    for peak in reversed(peaks[:-1]):
        result = node_hash(peak, result)
    return result


def _split(size: int) -> int:
    """Return the largest power of two that is smaller than `size` (> 1)."""
    return 1 << (size - 1).bit_length() - 1
