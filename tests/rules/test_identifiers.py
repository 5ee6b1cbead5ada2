"""Persons, documents, vehicles and messages are found in a body whatever its fields are called."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.rules.identifiers import MOST, named_in

BORN = date(1989, 3, 14)


def named(body: Any) -> set[tuple[str, str]]:
    return {(one.kind, one.value) for one in named_in(body)}


@pytest.mark.parametrize(
    "body",
    [
        {"persons": [{"surname": "Тестов", "given_names": "Азиз", "birth_date": "1989-03-14"}]},
        {"surname": "ТЕСТОВ", "given_names": "Азиз", "birth_date": "14.03.1989"},
        {"people": {"drivers": [{"full_name": "TESTOV AZIZ", "birth_date": "1989-03-14"}]}},
        {"identity": "Тестов Азиз, 14.03.1989; Примеров Рустам, 02.11.1992 (вымышленные лица)"},
        {"text": "На паспортном контроле задержан гражданин Тестов Азиз (14.03.1989), следовал один."},
    ],
)
def test_a_person_is_found_with_his_birth_date(body: dict[str, Any]) -> None:
    assert ("AZIZ TESTOV", BORN) in {(one.value, one.born) for one in named_in(body)}


def test_the_latin_spelling_of_a_passport_is_the_same_person() -> None:
    body = {
        "persons": [{"surname": "Тестов", "given_names": "Азиз", "latin": "TESTOV AZIZ", "birth_date": "1989-03-14"}]
    }
    assert [one.value for one in named_in(body)] == ["AZIZ TESTOV", "TESTOV"]


@pytest.mark.parametrize(
    ("body", "kind", "value"),
    [
        ({"document_number": "№ N 01234567"}, "document", "N01234567"),
        ({"persons": [{"surname": "Ким", "document_number": "AB1234567"}]}, "document", "AB1234567"),
        ({"vehicles": [{"plate": "123 АВС 02"}]}, "plate", "123ABC02"),
        ({"plates": ["123ABC02", "777 ZZZ 01"]}, "plate", "777ZZZ01"),
        ({"message_number": "№ 118/2026"}, "message", "118/2026"),
        ({"text": "паспорт N01234567, автомобиль 123 ABC 02"}, "document", "N01234567"),
        ({"text": "паспорт N01234567, автомобиль 123 ABC 02"}, "plate", "123ABC02"),
        ({"text": "в дополнение к № 118/2026"}, "message", "118/2026"),
    ],
)
def test_numbers_are_found_by_their_field_or_by_their_shape(body: dict[str, Any], kind: str, value: str) -> None:
    assert (kind, value) in named(body)


def test_the_name_of_a_thing_is_no_person() -> None:
    assert named({"goods": [{"name": "Бытовая Техника", "quantity": 14}]}) == set()


def test_a_field_says_more_than_a_shape_and_is_what_is_kept() -> None:
    body = {"text": "Тестов Азиз, 14.03.1989", "surname": "Тестов", "given_names": "Азиз", "birth_date": "1989-03-14"}
    assert not next(one for one in named_in(body) if one.value == "AZIZ TESTOV").is_guessed


def test_a_page_typed_in_capitals_names_no_more_than_a_page_may() -> None:
    letters = "АБВГДЕЖЗИКЛМНОПРСТ"
    text = " ".join(f"{a}{b}{c}А" for a in letters for b in letters for c in "АБ")
    assert len(named_in({"text": text})) == MOST


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["persons", "surname", "plate", "text", "birth_date", "name", "x"]), inner, max_size=5
        )
    ),
    max_leaves=20,
)


@given(anything)
def test_no_body_is_too_strange_to_be_read(body: Any) -> None:
    assert all(one.value for one in named_in(body))
