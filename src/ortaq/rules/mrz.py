"""The machine-readable zone of a travel document or visa: ICAO Doc 9303, parts 4 to 7.

What an officer types or pastes is brought into lines first: small letters made capitals, letters of the Cyrillic
keyboard that look Latin made Latin, brackets and spaces put right. The zone is then read by its shape. Nothing is
guessed: each check digit is computed anew, and whatever disagrees is named with its line and position, and with the one
sign that would put it right where there is just one (an O for a 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ortaq.rules.folding import LOOKALIKE
from ortaq.rules.mrz_faults import Fault, beyond, of_no_shape, of_shape
from ortaq.rules.mrz_shapes import FILLER, SHAPES, Shape, day_of, state

_TYPED = str.maketrans({"«": "<<", "»": "<<", "‹": "<", "›": "<", "≪": "<<", "＜": "<", "_": "<"})


@dataclass(frozen=True, slots=True)
class Zone:
    """What a zone says. `born` is None where a part of the date is unknown; `faults` are empty for a sound zone."""

    shape: str
    lines: tuple[str, ...]
    kind: str = ""
    issuer: str = ""
    surname: str = ""
    given: str = ""
    number: str = ""
    nationality: str = ""
    born: date | None = None
    sex: str = ""
    expires: date | None = None
    more: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    @property
    def name(self) -> str:
        """The name as it stands in the zone, surname first."""
        return f"{self.surname} {self.given}".strip()


def looks_like_one(typed: str) -> bool:
    """Say whether what was typed is meant as a zone: it has fillers, and the length of one line at least."""
    signs = "".join(_lines(typed))
    return signs.count(FILLER) >= 2 and len(signs) >= 28


def read(typed: str, on: date) -> Zone:
    """Return what a zone says, with its faults; years of birth lie before the day `on`, of expiry after 1999.

    What has the length of no format is returned with its lines and that one fault.
    """
    lines = _lines(typed)
    shape, lines = _shape(lines)
    if shape is None:
        return Zone("", lines, faults=tuple(of_no_shape(lines)))
    surname, _, given = shape.name.of(lines).partition("<<")
    number, rest = _number(shape, lines)
    return Zone(
        shape.code,
        lines,
        lines[0][:2].rstrip(FILLER),
        state(shape.issuer.of(lines)),
        _spaced(surname),
        _spaced(given),
        number,
        state(shape.nationality.of(lines)),
        _day(shape.birth.of(lines), born_before=on),
        shape.sex.of(lines).replace(FILLER, "X"),
        _day(shape.expiry.of(lines)),
        tuple(text for place in shape.more if (text := _spaced(place.of(lines))) and text != rest),
        tuple(of_shape(shape, lines)),
    )


def _lines(typed: str) -> tuple[str, ...]:
    upper = typed.translate(_TYPED).upper().translate(LOOKALIKE)
    found = ["".join(sign for sign in line if not sign.isspace()) for line in upper.splitlines()]
    return tuple(line for line in found if line)


def _shape(lines: tuple[str, ...]) -> tuple[Shape | None, tuple[str, ...]]:
    """Return the format by the lengths of the lines, and the lines; one line of the whole length is cut."""
    for shape in SHAPES:
        if len(lines) == 1 and len(lines[0]) == shape.rows * shape.width:
            lines = tuple(lines[0][n : n + shape.width] for n in range(0, len(lines[0]), shape.width))
        fits = len(lines) == shape.rows and all(len(line) == shape.width for line in lines)
        if fits and shape.is_visa == lines[0].startswith("V"):
            return shape, lines
    return None, lines


def _number(shape: Shape, lines: Sequence[str]) -> tuple[str, str]:
    """Return the document's number, and what of the optional field was a part of it."""
    number = shape.number.of(lines)
    after = lines[shape.number.line - 1][shape.number.last]
    if after == FILLER and FILLER not in number and (rest := beyond(shape.number, lines)):
        return number + rest[:-1], rest
    return number.strip(FILLER), ""


def _spaced(signs: str) -> str:
    return " ".join(signs.replace(FILLER, " ").split())


def _day(signs: str, *, born_before: date | None = None) -> date | None:
    """Return the day of six digits; a year of birth is the latest that is not after `born_before`."""
    if not (signs.isascii() and signs.isdigit()):
        return None
    day = day_of(2000 + int(signs[:2]), signs)
    if born_before and (day is None or day > born_before):
        return day_of(1900 + int(signs[:2]), signs)
    return day
