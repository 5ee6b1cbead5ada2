"""Whom and what a message names: persons, documents, vehicles, other messages, out of whatever fields its body has.

A body is JSON that forms of many kinds have filled. A mapping that has a surname is a person, wherever it stands;
fields of known names hold documents and plates; in free text, what is plainly shaped like a name, a document or a plate
counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ortaq.rules import folding

PERSON, DOCUMENT, PLATE, MESSAGE = "person", "document", "plate", "message"
KINDS = (PERSON, DOCUMENT, PLATE, MESSAGE)
SURNAME, GIVEN = ("surname", "last_name", "family_name"), ("given_names", "given_name", "first_name", "patronymic")
NAMES = ("full_name", "latin", "name", "person")
BIRTH = ("birth_date", "date_of_birth", "born")
DOCUMENTS = ("document_number", "document", "passport", "passport_number", "documents")
PLATES = ("plate", "plate_number", "trailer_plate", "plates")
MESSAGES = ("message_number", "event_number", "matter_number")
FREE = ("text", "identity", "identities")
LONGEST = 120

MOST = 200
"""How many things one body names at most: a page typed in capitals is not a page of names."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DATE = re.compile(r"\b(?:(\d{1,2})[./](\d{1,2})[./](\d{4})|(\d{4})-(\d{2})-(\d{2}))\b")
_DOCUMENT = re.compile(r"(?<!\w)(?=[^\W_]{0,3}\s?\d)[A-ZА-ЯІ]{1,3}\s?(?:№\s?)?\d{6,9}(?!\w)")
_PLATE = re.compile(r"(?<!\w)(?:\d{3}\s?[A-ZА-Я]{2,3}\s?\d{2}|[A-ZА-Я]\s?\d{3}\s?[A-ZА-Я]{2,3}(?:\s?\d{2,3})?)(?!\w)")
_MESSAGE = re.compile(r"(?<!\d)(\d{1,7})\s?/\s?((?:19|20)\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Identifier:
    """One thing named: its kind, the folded value under which it is found, how it was written, a person's birth date.

    `is_guessed`: it was taken out of free text by its shape, and no field says what it is.
    """

    kind: str
    value: str
    said: str
    born: date | None = None
    is_guessed: bool = False


def named_in(body: Any) -> list[Identifier]:
    """Return what a body names, each once, at most MOST."""
    found: dict[tuple[str, str, date | None], Identifier] = {}
    for one in sorted(_named(body), key=lambda one: one.is_guessed):
        found.setdefault((one.kind, one.value, one.born), one)
    return list(found.values())[:MOST]


def _named(body: Any) -> Iterator[Identifier]:
    if isinstance(body, Mapping):
        yield from _persons(body)
        for key, value in body.items():
            yield from _field(str(key), value)
    elif isinstance(body, list | tuple):
        for one in body:
            yield from _named(one)


def _field(key: str, value: Any) -> Iterator[Identifier]:
    if isinstance(value, Mapping) or (isinstance(value, list | tuple) and not _is_plain(value)):
        yield from _named(value)
        return
    for text in value if isinstance(value, list | tuple) else [value]:
        if not isinstance(text, str) or not text.strip():
            continue
        if key in DOCUMENTS:
            yield from _marked(DOCUMENT, text)
        elif key in PLATES:
            yield from _marked(PLATE, text)
        elif key in MESSAGES:
            yield from _messages(text)
        elif key in FREE:
            yield from _told(text)


def _is_plain(values: Any) -> bool:
    return all(isinstance(one, str) for one in values)


def _persons(fields: Mapping[str, Any]) -> Iterator[Identifier]:
    """The person that a mapping is: by the names in it, with its birth date."""
    surname, given = _joined(fields, SURNAME), _joined(fields, GIVEN)
    is_person = bool(surname or given) or any(key in fields for key in BIRTH)
    names = [
        f"{surname} {given}".strip(),
        *(str(fields[key]) for key in NAMES if is_person and _is_text(fields.get(key))),
    ]
    born = next((found for key in BIRTH if (found := _day(fields.get(key)))), None)
    for name in names:
        yield from _person(name, born)


def _person(name: str, born: date | None) -> Iterator[Identifier]:
    said = name.strip()[:LONGEST]
    found = folding.keys(said)
    first = folding.words(said)[:1]
    yield from (Identifier(PERSON, key, said, born) for key in dict.fromkeys([*found, *first]))


def _joined(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return " ".join(str(fields[name]).strip() for name in names if _is_text(fields.get(name)))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _marked(kind: str, text: str) -> Iterator[Identifier]:
    for said in re.split(r"[,;\n]", text):
        value = folding.mark(said)
        if 3 <= len(value) <= 40 and any(sign.isdigit() for sign in value):
            yield Identifier(kind, value, said.strip())


def _messages(text: str) -> Iterator[Identifier]:
    for number, year in _MESSAGE.findall(text):
        yield Identifier(MESSAGE, f"{int(number)}/{year}", f"{int(number)}/{year}")


def _told(text: str) -> Iterator[Identifier]:
    """What free text names: capitalised words side by side, with the date after them; numbers by their shape."""
    for run, after in _runs(text):
        born = _day(after)
        pairs = [(i, j) for i in range(len(run)) for j in (i + 1, i + 2) if j < len(run)]
        for i, j in pairs:
            said = f"{run[i]} {run[j]}"
            yield from (Identifier(PERSON, key, said, born, is_guessed=True) for key in folding.keys(said))
    for kind, shape in ((DOCUMENT, _DOCUMENT), (PLATE, _PLATE)):
        yield from (Identifier(kind, folding.mark(said), said, is_guessed=True) for said in shape.findall(text))
    yield from (replace(one, is_guessed=True) for one in _messages(text))


def _runs(text: str) -> Iterator[tuple[list[str], str]]:
    """Give each run of two or more capitalised words with nothing but a space between, and a few signs after it."""
    run: list[str] = []
    end = 0
    for found in _WORD.finditer(text):
        if run and text[end : found.start()].strip(" \t\u00a0"):
            yield from [(run, text[end : end + 24])] if len(run) > 1 else []
            run = []
        if found[0][0].isupper() and len(found[0]) > 1:
            run.append(found[0])
        else:
            yield from [(run, text[end : end + 24])] if len(run) > 1 else []
            run = []
        end = found.end()
    if len(run) > 1:
        yield run, text[end : end + 24]


def _day(told: Any) -> date | None:
    found = _DATE.search(told) if isinstance(told, str) else None
    if not found:
        return None
    day, month, year, other_year, other_month, other_day = found.groups()
    try:
        return date(int(year or other_year), int(month or other_month), int(day or other_day))
    except ValueError:
        return None
