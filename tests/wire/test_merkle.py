"""The tree of RFC 9162: vectors that other implementations give, then properties of every tree."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.wire import merkle
from ortaq.wire.errors import BadProof

# The entries and hashes that the implementations of Certificate Transparency test themselves with.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): PATHS[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
sizes = st.integers(1, 300)


class Tree:
    """A tree held whole; its roots are computed by the recursive definition (RFC 9162, 2.1.1), not by our code."""

    def __init__(self, entries: list[bytes]) -> None:
        self.leaves = [sha256(b"\x00" + entry).digest() for entry in entries]

    def defined(self, start: int, stop: int) -> bytes:
        if stop - start == 0:
            return sha256(b"").digest()
        if stop - start == 1:
            return self.leaves[start]
        half = 1
        while half * 2 < stop - start:
            half *= 2
        both = self.defined(start, start + half) + self.defined(start + half, stop)
        return sha256(b"\x01" + both).digest()

    def root(self, size: int) -> bytes:
        return self.defined(0, size)

    def node(self, level: int, index: int) -> bytes:
        return self.defined(index << level, (index + 1) << level)


KNOWN = Tree(ENTRIES)
GROWN = Tree([b"%d" % number for number in range(300)])


@pytest.mark.parametrize("size", range(9))
def test_the_known_roots_are_found(size: int) -> None:
    assert merkle.root(size, KNOWN.node).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_the_known_inclusion_paths_are_found(index: int, size: int) -> None:
    path = merkle.inclusion(index, size, KNOWN.node)
    assert [step.hex() for step in path] == PATHS[index, size]
    merkle.verify_inclusion(merkle.leaf_hash(ENTRIES[index]), index, size, path, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("first", "second"), CONSISTENCIES)
def test_the_known_consistency_proofs_are_found(first: int, second: int) -> None:
    proof = merkle.consistency(first, second, KNOWN.node)
    assert [step.hex() for step in proof] == CONSISTENCIES[first, second]
    roots = [bytes.fromhex(ROOTS[size]) for size in (first, second)]
    merkle.verify_consistency(first, second, *roots, proof)


def test_a_tree_grown_leaf_by_leaf_has_the_defined_root_at_every_size() -> None:
    grown = merkle.Frontier()
    for size, leaf in enumerate(GROWN.leaves):
        assert grown.root() == GROWN.root(size)
        for level, index, found in grown.append(leaf):
            assert found == GROWN.node(level, index)


@given(st.integers(0, 300))
def test_a_frontier_can_be_taken_up_at_any_size(size: int) -> None:
    grown = merkle.frontier_of(size, GROWN.node)
    for leaf in GROWN.leaves[size:]:
        grown.append(leaf)
    assert grown.root() == GROWN.root(300)


def test_a_frontier_with_a_peak_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="3 leaves has 2 peaks, not 1"):
        merkle.Frontier(3, [b"peak"])


@given(st.data())
def test_every_inclusion_proof_verifies(data: st.DataObject) -> None:
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion(index, size, GROWN.node)
    merkle.verify_inclusion(GROWN.leaves[index], index, size, path, GROWN.root(size))


@given(st.data())
def test_every_consistency_proof_verifies(data: st.DataObject) -> None:
    second = data.draw(sizes)
    first = data.draw(st.integers(0, second))
    proof = merkle.consistency(first, second, GROWN.node)
    merkle.verify_consistency(first, second, GROWN.root(first), GROWN.root(second), proof)


def _bits_flipped(value: bytes) -> list[bytes]:
    whole = int.from_bytes(value)
    return [(whole ^ 1 << bit).to_bytes(len(value)) for bit in range(len(value) * 8)]


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_an_inclusion_proof_with_any_one_bit_changed_fails(data: st.DataObject) -> None:
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    leaf, root = GROWN.leaves[index], GROWN.root(size)
    path = merkle.inclusion(index, size, GROWN.node)
    forged = [(other, path, root) for other in _bits_flipped(leaf)]
    forged += [(leaf, path, other) for other in _bits_flipped(root)]
    for place, step in enumerate(path):
        forged += [(leaf, [*path[:place], other, *path[place + 1 :]], root) for other in _bits_flipped(step)]
    for each in forged:
        with pytest.raises(BadProof):
            merkle.verify_inclusion(each[0], index, size, each[1], each[2])


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_consistency_proof_with_any_one_bit_changed_fails(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, 300))
    first = data.draw(st.integers(1, second))
    old, new = GROWN.root(first), GROWN.root(second)
    proof = merkle.consistency(first, second, GROWN.node)
    forged = [(other, new, proof) for other in _bits_flipped(old)]
    forged += [(old, other, proof) for other in _bits_flipped(new)]
    for place, step in enumerate(proof):
        forged += [(old, new, [*proof[:place], other, *proof[place + 1 :]]) for other in _bits_flipped(step)]
    for each in forged:
        with pytest.raises(BadProof):
            merkle.verify_consistency(first, second, *each)


@given(st.data())
def test_a_proof_for_one_place_or_size_does_not_serve_for_another(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    path = merkle.inclusion(index, size, GROWN.node)
    for place, length in ((other, size), (index, size + 1), (-1, size), (size, size)):
        with pytest.raises(BadProof):
            merkle.verify_inclusion(GROWN.leaves[index], place, length, path, GROWN.root(length if length < 300 else 1))


@given(st.data())
def test_a_path_with_a_step_too_few_or_too_many_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion(index, size, GROWN.node)
    for forged in (path[:-1], path[1:], [*path, path[0]], [path[0], *path]):
        with pytest.raises(BadProof):
            merkle.verify_inclusion(GROWN.leaves[index], index, size, forged, GROWN.root(size))


@given(st.data())
def test_a_consistency_proof_with_a_step_too_few_or_too_many_fails(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, 300))
    first = data.draw(st.integers(1, second - 1))
    proof = merkle.consistency(first, second, GROWN.node)
    for forged in ([], proof[:-1], [*proof, proof[0]]):
        with pytest.raises(BadProof):
            merkle.verify_consistency(first, second, GROWN.root(first), GROWN.root(second), forged)


def test_what_is_not_there_has_no_proof() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(BadProof):
            merkle.inclusion(index, size, GROWN.node)
    for first, second in ((2, 1), (-1, 1)):
        with pytest.raises(BadProof):
            merkle.consistency(first, second, GROWN.node)
        with pytest.raises(BadProof):
            merkle.verify_consistency(first, second, b"", b"", [])


def test_two_roots_of_one_size_are_never_consistent_unless_equal() -> None:
    with pytest.raises(BadProof):
        merkle.verify_consistency(3, 3, GROWN.root(3), GROWN.root(4), [])
    with pytest.raises(BadProof):
        merkle.verify_consistency(0, 3, GROWN.root(3), GROWN.root(3), [])
