"""What an officer at the booth types, understood; and why what was found may be what he looks for.

One field takes a document's number, a machine-readable zone, a plate or a name. Nothing is decided here: a candidate is
ranked by how alike it is, and each reason is named so that a person can judge it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from ortaq.rules import folding, mrz, spelling
from ortaq.rules.mrz import Zone

NUMBER, ZONE, PLATE, NAME = "number", "zone", "plate", "name"
NAMED, BORN = 80, 20
"""How much of a hundred the name and the date of birth make."""
LEAST_ALIKE = 0.6
"""Below this two words are no spelling of each other."""
LEAST = 55
"""Below this a candidate is not shown; a wide search shows it."""
BIRTH, BIRTH_YEAR, BIRTH_TURNED, BIRTH_OTHER = "born", "born_year", "born_turned", "born_other"
LETTERS, SOUND, SLIP = "letters", "sound", "slip"
_PLATE = re.compile(
    r"^(?:\d{3}[A-Z]{2,3}\d{2}|[A-Z]\d{3}[A-Z]{2,3}\d{0,3}|\d{2}[A-Z]{1}\d{3}[A-Z]{2}|[A-HJ-NPR-Z0-9]{17})$"
)
_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
Reason = tuple[str, int]
"""A reason, and which asked word it is about; 0 where it is about none."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: the way, numbers and plates by their look, the words of a name, a date of birth."""

    way: str
    marks: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    born: date | None = None
    zone: Zone | None = None

    @property
    def is_anything(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.marks or self.words)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that stands in a register: its words in Latin letters, and a date of birth where one is known."""

    words: Sequence[str]
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a candidate is, of a hundred, and why."""

    score: int
    reasons: tuple[Reason, ...] = field(default=())


def understood(typed: str, on: date, born: date | None = None) -> Question:
    """Return what was typed as a question; a date of birth may stand behind a name."""
    if mrz.looks_like_one(typed):
        zone = mrz.read(typed, on)
        marks = (folding.mark(zone.number),) if zone.number else ()
        return Question(ZONE, marks, tuple(spelling.words(zone.name)), born or zone.born, zone)
    text, found = _without_date(typed)
    mark = folding.mark(text)
    if any(sign.isdigit() for sign in mark):
        return Question(PLATE if _PLATE.match(mark) else NUMBER, (mark,) if len(mark) > 2 else (), born=born or found)
    return Question(NAME, words=tuple(spelling.words(text)), born=born or found)


def likeness(question: Question, candidate: Candidate) -> Likeness:
    """Return how alike a name is to the one asked for, with its reasons."""
    asked = list(question.words)
    pairs = [one for one in spelling.compared(asked, candidate.words) if one[2] >= LEAST_ALIKE]
    needed = max(1, min(len(asked), len(candidate.words)))
    named = min(1.0, sum(alike for _, _, alike in pairs) / needed)
    reasons = [(_how(alike), asked.index(word) + 1) for word, _, alike in pairs]
    worth, why = _birth(question.born, candidate.born)
    told = sorted(reasons, key=lambda one: one[1]) + ([(why, 0)] if why else [])
    return Likeness(round(NAMED * named + BORN * worth), tuple(told))


def _how(alike: float) -> str:
    return LETTERS if alike == 1 else SOUND if alike >= 0.95 else SLIP


def _birth(asked: date | None, told: date | None) -> tuple[float, str]:
    """Return what the dates of birth add, and their reason; where one is unknown they neither help nor hinder."""
    if asked is None or told is None:
        return 0.5, ""
    if asked == told:
        return 1.0, BIRTH
    if (asked.year, asked.month, asked.day) == (told.year, told.day, told.month):
        return 0.6, BIRTH_TURNED
    if asked.year == told.year or (asked.month, asked.day) == (told.month, told.day):
        return 0.4, BIRTH_YEAR
    return 0.0, BIRTH_OTHER


def _without_date(typed: str) -> tuple[str, date | None]:
    """Return what was typed without the first date in it, and the date."""
    for found in _DATE.finditer(typed):
        day, month, year, other_year, other_month, other_day = found.groups()
        try:
            born = date(int(year or other_year), int(month or other_month), int(day or other_day))
        except ValueError:
            continue
        return f"{typed[: found.start()]} {typed[found.end() :]}".strip(), born
    return typed, None


def keys_of(words: Sequence[str]) -> Iterator[dict[int, bool]]:
    """Give the keys of each asked word."""
    yield from map(spelling.keys, words)
