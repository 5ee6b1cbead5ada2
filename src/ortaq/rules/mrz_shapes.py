"""The formats of a machine-readable zone and its check digit: ICAO Doc 9303, parts 4 to 7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WEIGHTS = (7, 3, 1)
FILLER = "<"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIGNS = frozenset(LETTERS + "0123456789" + FILLER)
NUMBER, BIRTH, EXPIRY, PERSONAL, WHOLE, ISSUER, NATIONALITY, NAME = (
    "number", "birth", "expiry", "personal", "whole", "issuer", "nationality", "name"
)  # fmt: skip
"""The fields of a zone by which a fault is named."""


@dataclass(frozen=True, slots=True)
class Place:
    """Signs `first` to `last` of a line, both counted from 1 as Doc 9303 counts them."""

    line: int
    first: int
    last: int

    def of(self, lines: Sequence[str]) -> str:
        """Return the signs at the place."""
        return lines[self.line - 1][self.first - 1 : self.last]


@dataclass(frozen=True, slots=True)
class Shape:
    """One format: how many lines of how many signs, where each field stands, what the last check digit is over."""

    code: str
    rows: int
    width: int
    issuer: Place
    name: Place
    number: Place
    nationality: Place
    birth: Place
    sex: Place
    expiry: Place
    more: tuple[Place, ...]
    checked: tuple[tuple[str, Place], ...]
    whole: tuple[Place, ...] = ()
    is_visa: bool = False


def _two_lines(code: str, width: int, more: Place, *, is_visa: bool = False, personal: Place | None = None) -> Shape:
    """Return a format of two lines: they differ in width and in what stands after the 28th sign."""
    number, birth, expiry = Place(2, 1, 9), Place(2, 14, 19), Place(2, 22, 27)
    checked = [(NUMBER, number), (BIRTH, birth), (EXPIRY, expiry)]
    if personal:
        checked.append((PERSONAL, personal))
    whole = () if is_visa else (Place(2, 1, 10), Place(2, 14, 20), Place(2, 22, width - 1))
    return Shape(
        code,
        2,
        width,
        Place(1, 3, 5),
        Place(1, 6, width),
        number,
        Place(2, 11, 13),
        birth,
        Place(2, 21, 21),
        expiry,
        (more,),
        tuple(checked),
        whole,
        is_visa,
    )


SHAPES = (
    Shape(
        "TD1",
        3,
        30,
        Place(1, 3, 5),
        Place(3, 1, 30),
        Place(1, 6, 14),
        Place(2, 16, 18),
        Place(2, 1, 6),
        Place(2, 8, 8),
        Place(2, 9, 14),
        (Place(1, 16, 30), Place(2, 19, 29)),
        ((NUMBER, Place(1, 6, 14)), (BIRTH, Place(2, 1, 6)), (EXPIRY, Place(2, 9, 14))),
        (Place(1, 6, 30), Place(2, 1, 7), Place(2, 9, 15), Place(2, 19, 29)),
    ),
    _two_lines("TD2", 36, Place(2, 29, 35)),
    _two_lines("TD3", 44, Place(2, 29, 42), personal=Place(2, 29, 42)),
    _two_lines("MRV-A", 44, Place(2, 29, 44), is_visa=True),
    _two_lines("MRV-B", 36, Place(2, 29, 36), is_visa=True),
)


def check_digit(signs: str) -> str:
    """Return the check digit over signs: weights 7, 3, 1, letters from A = 10, the filler 0, modulo 10."""
    return str(sum(_worth(sign) * WEIGHTS[n % 3] for n, sign in enumerate(signs)) % 10)


def _worth(sign: str) -> int:
    return int(sign) if sign.isdigit() and sign.isascii() else LETTERS.find(sign) + 10 if sign in LETTERS else 0


def state(signs: str) -> str:
    """Return the code of a state or nationality."""
    return signs.rstrip(FILLER)


def day_of(year: int, signs: str) -> date | None:
    """Return the day of six digits in a year; None where there is no such day."""
    try:
        return date(year, int(signs[2:4]), int(signs[4:6]))
    except ValueError:
        return None
