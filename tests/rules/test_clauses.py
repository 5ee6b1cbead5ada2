"""The wording of the points: complete in both editions and in three languages, and our own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ortaq.rules import packs
from ortaq.rules.edition import Clause
from ortaq.rules.import_text import split
from ortaq.rules.text import LANGUAGES

from .test_import_text import EXPECTED, real_text

EDITIONS = ("kz_2002-1", "kz_2002-2")
LONGEST_NAME = (
    12  # words: «старший смены пограничных нарядов – старший поста (пункта) …» is a list of names, not a text
)
ONLY_KAZAKH = re.compile("[әғқңөұүһі]")
WITH_NO_SUCH_LETTER = {"C9.1", "C9.3"}  # titles: «Ахуал туралы деректер алмасу»


def clauses(edition: str) -> list[Clause]:
    return list(packs.load("kz_2002").edition(edition).clauses.values())


def worded() -> Iterator[Clause]:
    for edition in EDITIONS:
        yield from clauses(edition)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("ё", "е"))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[start : start + length]) for start in range(len(said) - length + 1)}


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_point_of_the_order_and_the_instruction_has_our_wording_in_the_order_of_the_law(edition: str) -> None:
    assert [clause.number for clause in clauses(edition)] == EXPECTED


def test_every_point_has_a_short_title_and_a_text_in_three_languages() -> None:
    for clause in worded():
        assert clause.title is not None, clause.number
        for lang in LANGUAGES:
            assert clause.text.said_in(lang).endswith("."), (clause.number, lang)
            assert 1 <= len(words(clause.title.said_in(lang))) <= 6, (clause.number, lang)


def test_kazakh_is_kazakh_and_english_is_english() -> None:
    for clause in worded():
        assert clause.title is not None
        assert ONLY_KAZAKH.search(clause.text.kk), clause.number
        assert ONLY_KAZAKH.search(clause.title.kk) or clause.number in WITH_NO_SUCH_LETTER, clause.number
        assert not re.search("[а-яё]", (clause.text.en + clause.title.en).lower()), clause.number


@pytest.mark.parametrize("number", ["O1", "O2", "O3", "C0", "C6", "C8.1", "C8.2", "C8.3", "C10"])
def test_the_second_edition_names_the_bodies_by_their_new_names(number: str) -> None:
    first, second = (packs.load("kz_2002").edition(name).clauses[number].text for name in EDITIONS)
    assert all(first.said_in(lang) != second.said_in(lang) for lang in LANGUAGES)


def test_the_third_oversight_body_is_replaced_in_the_second_edition() -> None:
    first, second = (packs.load("kz_2002").edition(name).clauses["O3"].text for name in EDITIONS)
    assert "контрабанд" not in first.ru
    assert "Управление по борьбе с контрабандой" in second.ru


def test_the_wording_is_not_the_official_text() -> None:
    official = set().union(*(runs(point.text, LONGEST_NAME) for point in split(real_text())))
    for clause in worded():
        assert not runs(clause.text.ru, LONGEST_NAME) & official, clause.number
