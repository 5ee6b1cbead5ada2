"""One value has one sequence of bytes."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.wire import canonical
from ortaq.wire.errors import NotCanonical

words = st.text(st.characters(exclude_categories=["Cs"]))
names = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF))
scalars = st.none() | st.booleans() | st.integers(-canonical.LARGEST, canonical.LARGEST) | words
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=20)


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    assert canonical.text({"б": 1, "a": [True, None], "Z": {}}) == '{"Z":{},"a":[true,null],"б":1}'


def test_the_example_strings_of_rfc_8785_are_escaped_as_it_says() -> None:
    sent = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", "literals": [None, True, False]}
    assert canonical.encode(sent) == bytes.fromhex(
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c22737472696e67223a"
        "22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"
    )


def test_an_instant_is_written_in_utc_whatever_its_offset() -> None:
    almaty = datetime(2002, 5, 22, 7, 0, tzinfo=timezone(timedelta(hours=7)))
    assert canonical.text(almaty) == '"2002-05-22T00:00:00.000000Z"'
    assert canonical.parse_instant("2002-05-22T00:00:00.000000Z") == almaty


@pytest.mark.parametrize("text", ["2002-05-22T00:00:00Z", "2002-05-22T00:00:00.0Z", "2002-5-22T0:00:00.000000Z", ""])
def test_an_instant_written_in_another_way_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        canonical.parse_instant(text)


def test_dates_and_identifiers_are_text() -> None:
    value = {"on": date(2006, 1, 7), "id": uuid.UUID(int=1)}
    assert canonical.text(value) == '{"id":"00000000-0000-0000-0000-000000000001","on":"2006-01-07"}'


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [1, 1.5]}, "/a/1"),
        ({"a": float("nan")}, "/a"),
        (2**53, ""),
        (-(2**53), ""),
        ({"a": {1: "x"}}, "/a"),
        ({"\U0001f600": 1}, ""),
        (datetime(2002, 5, 22), ""),  # noqa: DTZ001 - naive on purpose
        ({"a": b"bytes"}, "/a"),
        ({"a": {"set"}}, "/a"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(value: object, path: str) -> None:
    with pytest.raises(NotCanonical) as refused:
        canonical.encode(value)  # type: ignore[arg-type]
    assert refused.value.facts["path"] == path


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(NotCanonical):
        canonical.encode("\ud800")


@pytest.mark.parametrize(
    "data", [b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b"1.0", b"[", b"\xff", b'"\\u0041"', b""]
)
def test_bytes_in_another_form_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical.decode(data)


@given(values)
def test_every_value_comes_back(value: object) -> None:
    data = canonical.encode(value)  # type: ignore[arg-type]
    assert canonical.decode(data) == value
    assert json.loads(data) == value


@given(st.dictionaries(names, scalars))
def test_the_order_of_keys_is_that_of_utf_16(value: dict[str, object]) -> None:
    found = list(json.loads(canonical.encode(value)))  # type: ignore[arg-type]
    assert found == sorted(value, key=lambda key: key.encode("utf-16-be"))
