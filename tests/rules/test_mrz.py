"""The zone of a travel document is read in each format of Doc 9303, and what is wrong in it is named by its place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.rules import mrz
from ortaq.rules.mrz_faults import CHECK, DAY, DIGIT, LINES, NAMES, SEX, SIGN, STATE
from ortaq.rules.mrz_shapes import check_digit

TODAY = date(2026, 5, 12)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
MRV_A = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
MRV_B = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"
LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


@pytest.mark.parametrize(
    ("typed", "shape", "number"),
    [
        (TD3, "TD3", "L898902C3"),
        (TD1, "TD1", "D23145890"),
        (TD2, "TD2", "D23145890"),
        (MRV_A, "MRV-A", "L8988901C"),
        (MRV_B, "MRV-B", "L8988901C"),
        (LONG, "TD1", "D23145890734"),
    ],
)
def test_a_specimen_of_each_format_is_read_without_a_fault(typed: str, shape: str, number: str) -> None:
    zone = mrz.read(typed, TODAY)
    assert (zone.shape, zone.number, zone.faults) == (shape, number, ())


def test_what_the_zone_says_is_told_field_by_field() -> None:
    zone = mrz.read(TD3, TODAY)
    assert (zone.surname, zone.given, zone.issuer, zone.sex) == ("ERIKSSON", "ANNA MARIA", "UTO", "F")
    assert (zone.born, zone.expires) == (date(1974, 8, 12), date(2012, 4, 15))
    assert zone.more == ("ZE184226B",)


@pytest.mark.parametrize(
    "typed",
    [
        TD3.lower(),
        TD3.replace("\n", ""),
        TD3.replace("<<", "«"),
        f"\n {TD3.replace(chr(10), chr(13) + chr(10) + '  ')} \n",
        TD3.replace("P", "Р").replace("O", "О"),
    ],
    ids=["small letters", "one line", "guillemets", "spaces", "the Cyrillic keyboard"],
)
def test_a_zone_may_be_typed_as_hands_type(typed: str) -> None:
    assert mrz.read(typed, TODAY).faults == ()


@pytest.mark.parametrize(
    ("wrong", "right", "kind", "line", "position"),
    [
        ("L898902C36", "L898902C35", CHECK, 2, 10),
        ("7408122F", "7408123F", CHECK, 2, 20),
        ("1204159Z", "1204150Z", CHECK, 2, 28),
        ("<<<<<10", "<<<<<20", CHECK, 2, 43),
        ("<<<<<10", "<<<<<11", CHECK, 2, 44),
        ("7408122F", "7413322F", DAY, 2, 14),
        ("7408122F", "74O8122F", DIGIT, 2, 16),
        ("2F12", "2Q12", SEX, 2, 21),
        ("UTOERIKSSON", "QQQERIKSSON", STATE, 1, 3),
        ("ANNA", "AN4A", NAMES, 1, 18),
        ("ANNA", "AN-A", SIGN, 1, 18),
    ],
)
def test_a_fault_is_named_by_its_kind_line_and_position(
    wrong: str, right: str, kind: str, line: int, position: int
) -> None:
    faults = mrz.read(TD3.replace(wrong, right), TODAY).faults
    assert (kind, line, position) in {(one.kind, one.line, one.position) for one in faults}


def test_a_line_too_short_is_named_with_its_length() -> None:
    (fault,) = mrz.read(TD3[:-1], TODAY).faults
    assert (fault.kind, fault.line, fault.said, fault.wanted) == (LINES, 2, "43", "44")


def test_the_one_sign_that_would_put_a_check_digit_right_is_named() -> None:
    faults = mrz.read(TD3.replace("L898902C3", "L8989O2C3"), TODAY).faults
    assert [one.mend for one in faults if one.field == "number"] == [(6, "0")]


def test_a_year_of_birth_lies_in_the_past() -> None:
    young = "7408122F".replace("740812", "260511")
    zone = mrz.read(TD3.replace("7408122F", young[:6] + check_digit("260511") + "F"), TODAY)
    assert zone.born == date(2026, 5, 11)
    assert mrz.read(TD3, date(2080, 1, 1)).born == date(2074, 8, 12)


def test_an_unknown_day_of_birth_is_no_fault() -> None:
    signs = "74<<<<"
    line = f"L8989O2C3{check_digit('L8989O2C3')}UTO{signs}{check_digit(signs)}F1204159" + "<" * 14 + "<"
    whole = check_digit(line[:10] + line[13:20] + line[21:43])
    zone = mrz.read(TD3.splitlines()[0] + "\n" + line + whole, TODAY)
    assert (zone.faults, zone.born) == ((), None)


@pytest.mark.parametrize(("typed", "is_one"), [(TD3, True), (TD1, True), ("N12345678", False), ("Жумабаев", False)])
def test_a_zone_is_told_from_a_number_and_a_name(typed: str, is_one: bool) -> None:
    assert mrz.looks_like_one(typed) is is_one


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_has_a_fault(typed: str) -> None:
    zone = mrz.read(typed, TODAY)
    assert zone.shape or zone.faults


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=88, max_size=88))
def test_no_zone_of_the_right_length_breaks_the_reader(typed: str) -> None:
    mrz.read(typed, TODAY)
