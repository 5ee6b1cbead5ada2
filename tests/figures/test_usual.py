"""A nought too many is asked about before it is given, typed or from a file; whoever has looked again gives it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ortaq.figures.usual import is_far

FORM = {"cut_off": "midnight", "reason": ""}


@pytest.fixture
def winter(stats):
    """January to March as they usually are."""
    for month, persons in ((1, 18_000), (2, 18_680), (3, 19_400)):
        stats.give(month=date(2026, month, 1), persons_in__own=persons, refused__visa=2)


def typed(sit, **more):
    return sit("border").post("/figures/ours/?month=2026-04", FORM | more)


def from_file(sit, **more):
    file = SimpleUploadedFile("a.csv", "код;значение\npersons_in.own;18680000\nrefused.visa;3".encode())
    return sit("border").post("/figures/file/?month=2026-04", FORM | {"file": file} | more)


def test_a_figure_a_thousand_times_the_usual_is_asked_about_and_given_once_it_was_checked(stats, sit, winter):
    slip = {"f-persons_in-own": "18 680 000", "f-refused-visa": "3"}
    answer = typed(sit, **slip)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "18\u202f680\u202f000, а обычно около 18\u202f680. Исправьте число" in page
    assert 'value="18 680 000"' in page
    assert not stats.stands()
    assert typed(sit, **slip, sure="on").status_code == 302
    assert stats.stands() == {"persons_in.own": "18680000", "refused.visa": "3"}


def test_so_is_one_from_a_file(stats, sit, winter):
    answer = from_file(sit)
    assert answer.status_code == 422
    assert "а обычно около 18\u202f680. Исправьте число" in answer.content.decode()
    assert not stats.stands()
    assert from_file(sit, sure="on").status_code == 302


def test_what_stands_already_is_not_asked_about_again(stats, sit, winter):
    stats.give(persons_in__own=18_680_000)
    assert typed(sit, **{"f-persons_in-own": "18680000", "f-refused-visa": "3"}).status_code == 302


def test_with_two_months_known_nothing_is_usual_yet(stats, sit):
    for month in (2, 3):
        stats.give(month=date(2026, month, 1), persons_in__own=18_680)
    assert typed(sit, **{"f-persons_in-own": "18680000"}).status_code == 302


@pytest.mark.parametrize(
    ("value", "usual", "far"),
    [(186_800, 18_680, True), (186_799, 18_680, False), (1_868, 18_680, True), (0, 18_680, True)]
    + [(100, 0, True), (99, 0, False), (99, 2, False), (18_680, 18_680, False)],
)
def test_ten_times_more_or_less_is_far_from_a_hundred_on(value, usual, far):
    assert is_far(Decimal(value), Decimal(usual)) is far
