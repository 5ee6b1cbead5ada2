"""Two spellings of one name, document or plate fold alike; two names do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.rules import folding


@pytest.mark.parametrize(
    "spellings",
    [
        ("Жумабаев Ерлан", "ZHUMABAYEV YERLAN", "Jumabaev Erlan", "ЖҰМАБАЕВ ЕРЛАН", "YERLAN ZHUMABAEV"),
        ("Хасанов", "KHASSANOV", "Hasanov"),
        ("Юсупов Ильяс", "YUSUPOV ILIAS", "IUSUPOV ILYAS"),
        ("Шарипов", "SHARIPOV", "Şaripov"),
        ("Қайрат Әділ", "KAIRAT ADIL", "Qairat Ädil"),
        ("О'Нил", "ONIL", "O’NIL"),
        ("TESTOV<<AZIZ", "Тестов Азиз"),
    ],
)
def test_spellings_of_one_name_fold_alike(spellings: tuple[str, ...]) -> None:
    assert len({tuple(folding.keys(one)) for one in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Тестов Азиз", "Тестов Рустам"), ("Ким Виктор", "Ли Виктор")])
def test_two_names_stay_two(one: str, other: str) -> None:
    assert not set(folding.keys(one)) & set(folding.keys(other))


def test_a_name_with_the_fathers_name_meets_the_same_name_without_it() -> None:
    assert set(folding.keys("Ким Виктор Сергеевич")) & set(folding.keys("KIM VIKTOR"))


def test_every_letter_of_the_kazakh_alphabet_is_written_in_latin() -> None:
    letters = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
    (word,) = folding.words(letters)
    assert word.isascii()


@pytest.mark.parametrize(
    "spellings", [("N 01234567", "№ N01234567", "n-012345 67"), ("123 АВС 02", "123ABC02", "123-abc-02")]
)
def test_a_number_is_compared_by_the_look_of_its_letters(spellings: tuple[str, ...]) -> None:
    assert len({folding.mark(one) for one in spellings}) == 1


def test_a_letter_mistyped_is_near_and_another_name_is_not() -> None:
    assert folding.near("Жумабаев Ерлан", "Жунабаев Ерлан")
    assert not folding.near("Жумабаев Ерлан", "Оспанов Бауыржан")
    assert not folding.near("", "Ерлан")


@given(st.text(max_size=60))
def test_whatever_is_typed_folds_and_folding_it_again_changes_nothing(typed: str) -> None:
    once = folding.words(typed)
    assert folding.words(" ".join(once)) == [word for one in once for word in folding.words(one)]
    folding.mark(typed)
