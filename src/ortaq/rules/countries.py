"""Countries and nationalities by the codes of travel documents: ISO 3166 alpha-3, and what ICAO adds to it.

Codes and the names under which one is looked up are pycountry's; the names that are shown are those of the Unicode
CLDR, which is how newspapers and passports write them in Russian, Kazakh and English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pycountry
import yaml
from babel import Locale

from ortaq.rules.text import LANGUAGES, Text


@cache
def names() -> Mapping[str, Text]:
    """Return the name of each country and nationality by its code."""
    territories = [Locale(lang).territories for lang in LANGUAGES]
    iso = {
        one.alpha_3: Text(*(words.get(one.alpha_2, one.name) for words in territories)) for one in pycountry.countries
    }
    return iso | _icao_only()


def name(code: str, lang: str) -> str:
    """Return what a code means; what is no code is returned as it is."""
    found = names().get(code)
    return found.said_in(lang) if found else code


def shown(code: str, lang: str) -> str:
    """Return a country as it is offered and printed: its name and its code."""
    return f"{name(code, lang)} ({code})" if code in names() else code


def found(typed: str) -> str | None:
    """Return the code that was meant by a code (two letters or three), a name in any language, or "name (code)"."""
    text = _folded(typed)
    if text.endswith(")") and (code := text[text.rfind("(") + 1 : -1]) and code.upper() in names():
        return code.upper()
    return _known().get(text)


@cache
def offered(lang: str) -> tuple[str, ...]:
    """Return what completes a country's field, by name in the reader's alphabet."""
    return tuple(sorted((shown(code, lang) for code in names()), key=_folded))


@cache
def _known() -> Mapping[str, str]:
    return dict(_words())


def _words() -> Iterator[tuple[str, str]]:
    """Give every word for a country with its code; the codes come last, for they win."""
    for one in pycountry.countries:
        official = (one.name, getattr(one, "common_name", ""), getattr(one, "official_name", ""))
        yield from ((_folded(word), one.alpha_3) for word in official if word)
    for code, text in names().items():
        yield from ((_folded(text.said_in(lang)), code) for lang in LANGUAGES)
    yield from ((one.alpha_2.lower(), one.alpha_3) for one in pycountry.countries)
    yield from ((code.lower(), code) for code in names())


def _icao_only() -> dict[str, Text]:
    file = Path(__file__).with_name("icao_only.yaml")
    return {code: Text.of(words) for code, words in yaml.safe_load(file.read_text(encoding="utf-8")).items()}


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
