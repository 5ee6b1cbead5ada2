"""Crossing points as they are typed and shown: by the directory's names, kept by its codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.utils.translation import override

from ortaq.directory.models import CrossingPoint, Version
from ortaq.directory.words import kind_word
from ortaq.duties.desk import Desk
from ortaq.rules.text import LANGUAGES


def shown(code: str, desk: Desk) -> str:
    """Return a point's name with its kind; words that are no code are returned as they are."""
    return _names(_version(), desk.today, desk.lang).get(code, code)


def found(typed: str, desk: Desk) -> str | None:
    """Return the code of the point that was meant: by its code, or by a name that only one point bears."""
    return _codes(_version(), desk.today).get(_folded(typed))


def offered(desk: Desk) -> tuple[str, ...]:
    """Return what completes the field of a crossing point."""
    return tuple(sorted(_names(_version(), desk.today, desk.lang).values()))


def _version() -> int:
    return int(Version.objects.values_list("number", flat=True).get())


@lru_cache(maxsize=8)
def _names(version: int, on: date, lang: str) -> Mapping[str, str]:
    with override(lang):
        points = CrossingPoint.objects.open_on(on)
        return {point.code: f"{point.name_in(lang)} ({kind_word(point.kind)})" for point in points}


@lru_cache(maxsize=4)
def _codes(version: int, on: date) -> Mapping[str, str]:
    points = list(CrossingPoint.objects.open_on(on))
    named = [(_folded(point.name_in(lang)), point.code) for point in points for lang in LANGUAGES]
    borne = Counter(name for name, _ in set(named))
    found = {name: code for name, code in named if borne[name] == 1}
    for lang in LANGUAGES:
        found |= {_folded(name): code for code, name in _names(version, on, lang).items()}
    return found | {point.code: point.code for point in points}


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
