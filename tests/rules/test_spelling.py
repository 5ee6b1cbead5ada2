"""A name is found in whichever letters it is written, and though a finger slipped; another name is told from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.rules import spelling


def meet(one: str, other: str) -> bool:
    """Whether every word of one name shares a key with the word of the other in the same place."""
    pairs = zip(spelling.words(one), spelling.words(other), strict=True)
    return all(set(spelling.keys(a)) & set(spelling.keys(b)) for a, b in pairs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Жұмабаев", "ZHUMABAYEV"),
        ("Жұмабаев", "Jumabaev"),
        ("Жұмабаев", "Djoumabaev"),
        ("Юсупов", "JUSUPOV"),
        ("Юсупов", "Youssoupov"),
        ("Щербаков", "Chtcherbakov"),
        ("Цой", "TSOY"),
        ("Хасанов", "Hasanov"),
        ("Алия", "ALIIA"),
        ("Қайрат", "Qaırat"),
        ("Сергей", "Sergej"),
        ("Пушкин", "Pouchkine"),
        ("Иванов", "Ivanoff"),
        ("Уәли", "Wali"),
    ],
)
def test_the_same_name_by_two_tables_sounds_the_same(one: str, other: str) -> None:
    (a,), (b,) = spelling.words(one), spelling.words(other)
    assert set(spelling.readings(a)) & set(spelling.readings(b))
    assert spelling.alike(a, b) >= 0.95


@pytest.mark.parametrize("slip", ["ZHUMABAYE", "ZHUMABAYEVV", "ZHUMABAEYV", "ZHUNABAYEV", "ZXUMABAYEV", "HZUMABAYEV"])
def test_one_letter_mistyped_shares_a_key(slip: str) -> None:
    assert meet("ZHUMABAYEV", slip)


def test_another_name_shares_none() -> None:
    assert not meet("Оспанов", "Жумабаев")


def test_a_short_word_is_met_whole_only() -> None:
    assert meet("Ким", "KIM")
    assert not meet("Ким", "Рим")


def test_two_neighbours_exchanged_count_as_one_letter() -> None:
    assert spelling.distance("OSPANOV", "OPSANOV") == 1
    assert spelling.distance("OSPANOV", "USPANOVA") == 2


def test_each_word_is_compared_with_the_one_most_like_it() -> None:
    pairs = spelling.compared(["ERLAN", "OSPANOV"], ["OSPANOV", "YERLAN", "BOLATOVICH"])
    assert {(a, b) for a, b, _ in pairs} == {("ERLAN", "YERLAN"), ("OSPANOV", "OSPANOV")}


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_has_words_keys_and_a_likeness(one: str, other: str) -> None:
    for a in spelling.words(one):
        assert spelling.keys(a)
        for b in spelling.words(other):
            assert 0 <= spelling.alike(a, b) <= 1


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=12), st.data())
def test_whatever_letter_is_left_out_a_key_is_shared(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    shorter = word[:at] + word[at + 1 :]
    assert set(spelling.keys(word)) & set(spelling.keys(shorter))
