"""Two lists of one month matched record by record: what only one side has, what differs, and why that is likely."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.rules import packs
from ortaq.rules.figures import Listed
from ortaq.rules.matching import Found, Record, Side, fold, match

APRIL = date(2026, 4, 1)
BORDER, POLICE, CUSTOMS = 1, 2, 3


def listed(code: str = "handed_by_border") -> Listed:
    figures = packs.load().editions[-1].figures
    assert figures is not None
    found = figures.indicators[code].listed
    assert found is not None
    return found


def act(number: str, day: str = "2026-04-12", count: str = "1") -> Record:
    return Record(number, {"day": day, "count": count})


def compared(*sides: Side, decides: int = POLICE, of: str = "handed_by_border") -> list[Found]:
    return match(dict(zip((BORDER, POLICE, CUSTOMS), sides, strict=False)), listed(of), APRIL, decides)


def causes(*sides: Side, decides: int = POLICE, of: str = "handed_by_border") -> list[tuple[str, int, str]]:
    return [(one.key, one.owner, one.cause) for one in compared(*sides, decides=decides, of=of)]


def test_lists_that_say_the_same_have_no_difference_however_the_numbers_are_written() -> None:
    ours = Side([act("АПП-012/2026"), act("№ 7/2026")])
    theirs = Side([act("7 / 2026"), act("апп 12-2026")])
    assert causes(ours, theirs) == []


def test_a_record_that_one_side_lacks_is_that_sides_to_explain() -> None:
    assert causes(Side([act("7/2026"), act("31/2026")]), Side([act("7/2026")])) == [("31/2026", POLICE, "not_taken")]
    assert causes(Side([act("7/2026")]), Side([act("7/2026"), act("31/2026")])) == [("31/2026", BORDER, "not_taken")]


def test_what_the_other_side_counted_in_the_month_beside_is_said() -> None:
    theirs = Side([], beside={fold("31/2026", "number")})
    assert causes(Side([act("31/2026", "2026-04-30")]), theirs) == [("31/2026", POLICE, "other_month")]


def test_at_the_end_of_a_month_another_hour_of_cutting_the_days_is_the_likely_cause() -> None:
    ours = Side([act("31/2026", "2026-04-30")], cut_off="midnight")
    assert causes(ours, Side([], cut_off="shift")) == [("31/2026", POLICE, "cut_off")]
    assert causes(ours, Side([], cut_off="midnight")) == [("31/2026", POLICE, "not_taken")]
    middle = Side([act("31/2026", "2026-04-12")], cut_off="midnight")
    assert causes(middle, Side([], cut_off="shift")) == [("31/2026", POLICE, "not_taken")]


@pytest.mark.parametrize("slip", ["131/2026", "123/2026x", "12/2026", "1223/2026", "132/2026", "124/2026"])
def test_a_slip_in_a_number_is_told_once_with_both_spellings(slip: str) -> None:
    found = compared(Side([act(slip)]), Side([act("123/2026")]))
    if slip in ("131/2026", "123/2026x"):
        assert len(found) == 2, "two signs or letters apart are two records"
        return
    (one,) = found
    assert (one.owner, one.cause, one.differing) == (BORDER, "misspelt", ("act",))
    assert [fields and fields["act"] for fields in one.sides.values()] == [slip, "123/2026"]


def test_the_slip_is_never_that_of_the_side_whose_word_is_taken() -> None:
    sides = Side([act("124/2026")]), Side([act("123/2026")])
    assert [one.owner for one in compared(*sides, decides=BORDER)] == [POLICE]
    assert [one.owner for one in compared(*sides, decides=CUSTOMS)] == [POLICE], "the first that has a list, then"


def test_the_same_number_twice_in_one_list_is_counted_twice() -> None:
    assert causes(Side([act("7/2026"), act("07/2026")]), Side([act("7/2026")])) == [("7/2026", BORDER, "twice")]


def test_fields_that_differ_are_named_and_what_was_left_empty_contradicts_nothing() -> None:
    (one,) = compared(Side([act("7/2026", count="2")]), Side([act("7/2026", count="3")]))
    assert (one.owner, one.cause, one.differing) == (BORDER, "fields", ("count",))
    assert compared(Side([Record("7/2026", {"count": "3"})]), Side([act("7/2026", count="3")])) == []


def test_a_night_between_two_days_is_the_hour_of_cutting_and_not_a_contradiction() -> None:
    ours, theirs = [act("7/2026", "2026-04-11")], [act("7/2026", "2026-04-12")]
    assert causes(Side(ours, cut_off="shift"), Side(theirs, cut_off="midnight")) == [("7/2026", BORDER, "cut_off")]
    assert causes(Side(ours), Side(theirs)) == [("7/2026", BORDER, "fields")]


def test_plates_and_documents_are_alike_in_cyrillic_and_latin_letters() -> None:
    ours, theirs = Side([Record("А 123 ВС 05", {})]), Side([Record("a123bc05", {})])
    assert causes(ours, theirs, of="vehicles_refused") == []


def test_three_sides_are_compared_with_the_one_whose_word_is_taken() -> None:
    a, b, c = act("101/26"), act("220/26"), act("345/26")
    assert causes(Side([a, b]), Side([b, c]), Side([a, c])) == [
        ("101/26", POLICE, "not_taken"),
        ("220/26", CUSTOMS, "not_taken"),
        ("345/26", BORDER, "not_taken"),
    ]


@settings(deadline=None)
@given(st.lists(st.integers(1, 400), unique=True), st.lists(st.integers(1, 400), unique=True))
def test_whatever_the_lists_each_record_that_one_side_lacks_is_told_exactly_once(
    mine: list[int], his: list[int]
) -> None:
    found = compared(Side([act(f"А-{n}/2026") for n in mine]), Side([act(f"А-{n}/2026") for n in his]))
    alone = len(set(mine) ^ set(his))
    slips = sum(one.cause == "misspelt" for one in found)
    assert len(found) == alone - slips, "a slip joins two records into one difference"
    assert all(one.sides[BORDER] is None or one.sides[POLICE] is None or one.differing for one in found)
