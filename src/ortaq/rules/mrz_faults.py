"""What is wrong with a machine-readable zone: sign by sign, field by field, check digit by check digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortaq.rules import countries
from ortaq.rules.mrz_shapes import (
    BIRTH,
    EXPIRY,
    FILLER,
    ISSUER,
    NAME,
    NATIONALITY,
    NUMBER,
    PERSONAL,
    SHAPES,
    SIGNS,
    WHOLE,
    Place,
    Shape,
    check_digit,
    day_of,
    state,
)

MISREAD = {"O": "0", "0": "O", "Q": "0", "I": "1", "1": "I", "L": "1", "B": "8", "8": "B", "S": "5", "5": "S",
           "Z": "2", "2": "Z", "G": "6", "6": "G"}  # fmt: skip
"""What eyes and readers take for each other."""
LINES, SIGN, DIGIT, DAY, STATE, SEX, CHECK, NAMES = (
    "lines", "sign", "digit", "day", "state", "sex", "check", "names"
)  # fmt: skip
"""What can be wrong with a zone."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which line at which sign, in which field; what stands there and what should.

    `mend`: the position and the sign that would put a check digit right, where there is exactly one such.
    """

    kind: str
    line: int
    position: int
    field: str = ""
    said: str = ""
    wanted: str = ""
    mend: tuple[int, str] | None = None


def of_no_shape(lines: tuple[str, ...]) -> Iterator[Fault]:
    """Name the first line whose length is not that of the format that comes nearest."""
    rows = [shape for shape in SHAPES if shape.rows == len(lines)] or list(SHAPES)
    nearest = min(rows, key=lambda shape: sum(abs(len(line) - shape.width) for line in lines))
    if len(lines) != nearest.rows:
        yield Fault(LINES, 1, 1, said=str(len(lines)), wanted="2–3")
        return
    for n, line in enumerate(lines, 1):
        if len(line) != nearest.width:
            yield Fault(LINES, n, min(len(line), nearest.width) + 1, said=str(len(line)), wanted=str(nearest.width))


def of_shape(shape: Shape, lines: tuple[str, ...]) -> Iterator[Fault]:
    """Name what is wrong in a zone of this shape: strange signs alone, for the rest means nothing beside them."""
    strange = [
        Fault(SIGN, n, at, said=sign, wanted="A–Z 0–9 <")
        for n, line in enumerate(lines, 1)
        for at, sign in enumerate(line, 1)
        if sign not in SIGNS
    ]
    yield from strange
    if strange:
        return
    yield from _names(shape, lines)
    yield from _states(shape, lines)
    yield from _days(shape, lines)
    if (sex := shape.sex.of(lines)) not in "MF<":
        yield Fault(SEX, shape.sex.line, shape.sex.first, said=sex, wanted="M F <")
    yield from _checks(shape, lines)


def _names(shape: Shape, lines: Sequence[str]) -> Iterator[Fault]:
    place = shape.name
    for n, sign in enumerate(place.of(lines)):
        if sign.isdigit():
            yield Fault(NAMES, place.line, place.first + n, NAME, sign, MISREAD.get(sign, ""))
    if place.of(lines).startswith(FILLER):
        yield Fault(NAMES, place.line, place.first, NAME, FILLER, "A–Z")


def _states(shape: Shape, lines: Sequence[str]) -> Iterator[Fault]:
    for name, place in ((ISSUER, shape.issuer), (NATIONALITY, shape.nationality)):
        code = state(place.of(lines))
        if code not in countries.names() and code not in ("UTO", "D"):
            yield Fault(STATE, place.line, place.first, name, code)


def _days(shape: Shape, lines: Sequence[str]) -> Iterator[Fault]:
    for name, place in ((BIRTH, shape.birth), (EXPIRY, shape.expiry)):
        said = place.of(lines)
        wrong = [n for n, sign in enumerate(said) if not sign.isdigit() and sign != FILLER]
        for n in wrong:
            yield Fault(DIGIT, place.line, place.first + n, name, said[n], MISREAD.get(said[n], "0–9"))
        if not wrong and FILLER not in said and not _is_day(said):
            yield Fault(DAY, place.line, place.first, name, said)


def _checks(shape: Shape, lines: Sequence[str]) -> Iterator[Fault]:
    for name, place in shape.checked:
        yield from _check(name, place, lines)
    if shape.whole:
        line = max(place.line for place in shape.whole)
        said, wanted = lines[line - 1][-1], check_digit("".join(place.of(lines) for place in shape.whole))
        if said != wanted:
            yield Fault(CHECK, line, shape.width, WHOLE, said, wanted)


def _check(name: str, place: Place, lines: Sequence[str]) -> Iterator[Fault]:
    signs, said = place.of(lines), lines[place.line - 1][place.last]
    position = place.last + 1
    if name == NUMBER and said == FILLER and (rest := beyond(place, lines)):
        signs, said = signs + rest[:-1], rest[-1]
        position = place.last + 1 + len(rest)
    wanted = check_digit(signs)
    is_empty = not signs.strip(FILLER) and said == FILLER and name == PERSONAL
    if said != wanted and not is_empty:
        yield Fault(CHECK, place.line, position, name, said, wanted, _mend(place, signs, said))


def beyond(place: Place, lines: Sequence[str]) -> str:
    """Return what goes on after a number of more than nine signs, with its check digit: in TD1 alone."""
    return lines[place.line - 1][place.last + 1 :].partition(FILLER)[0] if place.line == 1 else ""


def _mend(place: Place, signs: str, said: str) -> tuple[int, str] | None:
    found = [
        (place.first + n, MISREAD[sign])
        for n, sign in enumerate(signs)
        if sign in MISREAD and check_digit(signs[:n] + MISREAD[sign] + signs[n + 1 :]) == said
    ]
    return found[0] if len(found) == 1 else None


def _is_day(signs: str) -> bool:
    return any(day_of(century + int(signs[:2]), signs) for century in (1900, 2000))
