"""The map of the Instruction finds what it says it finds, and a point taken out of the pack is gone with all of it."""

from __future__ import annotations

from pathlib import Path

import clauses
import pruning
import pytest

from ortaq.rules import packs

EDITION = packs.load().editions[-1]


def proof(*points: str, addresses: frozenset[str] = frozenset({"/duties/"})) -> clauses.Proof:
    return clauses.Proof(clauses.TESTS / "test_it.py", "test_it", points, addresses)


def wrong(*proofs: clauses.Proof) -> list[str]:
    gaps = [proof(point) for point in clauses.required(EDITION) if point not in clauses.OPEN]
    return clauses.faults(EDITION, [*gaps, *proofs])


def test_nothing_is_wrong_where_each_point_has_a_test():
    assert wrong() == []


def test_a_point_without_a_test_is_named():
    assert "C5.2: no test proves it" in clauses.faults(EDITION, [])


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (proof("C99"), "no such point C99"),
        (proof("C5.1", "C5.2", "C5.3", "C6"), "stands for 4 points, 3 at most"),
    ],
)
def test_a_test_that_proves_nothing_is_named(faulty: clauses.Proof, said: str):
    assert any(said in one for one in wrong(faulty))


def test_a_point_whose_tests_open_no_screen_is_named():
    (said,) = [
        one for one in clauses.faults(EDITION, [proof("C5.2", addresses=frozenset({"/no/"}))]) if "screen" in one
    ]
    assert said.startswith("C5.2: ")


def test_headings_and_preambles_need_none():
    assert {"C1", "C5", "C8", "O0", "C0"}.isdisjoint(clauses.required(EDITION))
    assert {"C2", "C6", "C5.1", "C5.1.a", "C10.4"} < set(clauses.required(EDITION))


def test_addresses_are_those_of_the_test_and_of_what_it_calls():
    file = Path(__file__).parent / "instruction" / "test_agreeing.py"
    found = {clauses.screen(one) for each in clauses.proofs() if each.file == file for one in each.addresses}
    assert {"act-new", "act-signature", "act-approval", "variant-stand-down"} <= found
    assert clauses.screen("/messages/{}/confirmation") == "api:confirm_in_writing"


@pytest.mark.parametrize("number", list(EDITION.clauses))
def test_a_point_taken_out_is_gone_with_its_parts_and_with_all_that_stands_under_it(number: str):
    with pruning.pruned(number):
        left = packs.load().editions[-1]
    gone = {one for one in EDITION.clauses if one == number or one.startswith(f"{number}.")}
    assert set(left.clauses) == set(EDITION.clauses) - gone
    assert all(pruning.entries(left, one) == [] for one in gone)
    again = packs.load().editions[-1]
    assert list(again.clauses) == list(EDITION.clauses), "and back again"
    assert pruning.entries(again, number) == pruning.entries(EDITION, number) != []
