"""Nationalities as travel documents give them: ISO codes and those that only ICAO has, by code or by name."""

from __future__ import annotations

import pytest

from ortaq.rules import countries
from ortaq.rules.text import LANGUAGES


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("UZB", "UZB"),
        ("uz", "UZB"),
        ("Узбекистан", "UZB"),
        ("өзбекстан", "UZB"),
        ("Uzbekistan", "UZB"),
        ("Узбекистан (UZB)", "UZB"),
        ("Russian Federation", "RUS"),
        ("  соединенное   королевство ", None),
        ("Великобритания", "GBR"),
        ("D", "D"),
        ("Германия", "DEU"),
        ("Лицо без гражданства", "XXA"),
        ("xxb", "XXB"),
        ("RKS", "RKS"),
        ("Атлантида", None),
    ],
)
def test_a_country_is_known_by_code_or_by_name_in_any_of_the_three_languages(typed, code):
    assert countries.found(typed) == code


def test_the_codes_that_only_icao_has_are_accepted():
    assert {"XXA", "XXB", "XXC", "XXX", "UNO", "EUE", "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "D"} <= set(
        countries.names()
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_offered_leads_back_to_its_own_code(lang):
    assert {countries.found(one) for one in countries.offered(lang)} == set(countries.names())


def test_each_country_has_a_name_in_each_language_and_kazakh_is_not_english():
    assert all(text.said_in(lang) for text in countries.names().values() for lang in LANGUAGES)
    assert countries.name("CHN", "kk") == "Қытай"
    assert countries.name("IRN", "kk") == "Иран"


def test_what_is_no_code_is_shown_as_it_stands():
    assert countries.shown("где-то", "ru") == "где-то"
