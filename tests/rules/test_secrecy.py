"""A marking of a state secret is found where it stands as a marking, and not where common speech uses its words."""

from __future__ import annotations

import pytest

from ortaq.rules import packs
from ortaq.rules.secrecy import marking_in

PACK = packs.load().editions[-1].state_secrets


@pytest.mark.parametrize(
    ("said", "marking"),
    [
        ("Секретно. По нашим данным, группа выйдет ночью", "секретно"),
        ("СОВЕРШЕННО\nСЕКРЕТНО", "совершенно секретно"),
        ("Документ (совершенно  секретно) получен", "совершенно секретно"),
        ("Сов. секретно", "сов. секретно"),
        ("«Особой важности»", "особой важности"),
        ("Гриф: особой важности", "особой важности"),
        ("ҚҰПИЯ", "құпия"),
        ("Өте құпия: топ түнде шығады", "өте құпия"),
        ("Аса маңызды", "аса маңызды"),
        ("Top Secret", "top secret"),
        ("Marked [Secret]", "secret"),
    ],
)
def test_a_marking_is_found_in_any_language_and_writing(said, marking):
    assert marking_in({"text": said}, PACK) == marking


@pytest.mark.parametrize(
    "said",
    [
        "Документ несекретный, секретность снята",
        "Груз особой важности для предприятия",
        "Құпия түрде өткізген",
        "Аса маңызды жүк",
        "A secret compartment under the floor",
        "",
    ],
)
def test_common_speech_is_no_marking(said):
    assert marking_in({"text": said}, PACK) is None


def test_it_is_found_in_a_field_of_the_second_person_too():
    assert marking_in({"text": "x", "persons": [{"name": "А"}, {"name": "Б", "note": "секретно"}]}, PACK) == "секретно"


def test_a_pack_that_lists_none_refuses_none():
    assert marking_in({"text": "Секретно"}, None) is None
