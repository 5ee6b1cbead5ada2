"""What stands on a printed act, without a word of how it looks. The template draws it; nothing here knows of Typst.

Every text is either the same in all languages (a string: a name, a number, a plate) or a Text in three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from ortaq.rules.text import Text

Words: TypeAlias = "str | Text"


@dataclass(frozen=True, slots=True)
class Line:
    """A named value: a date of birth, a ground, a plate."""

    label: Text
    value: Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A passage of running text."""

    text: Words


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its heads are repeated on every page. `widths` are shares of the width, else all alike."""

    title: Text | None
    columns: tuple[Text, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a processing technology: who does what, and within how many minutes."""

    lane: Text
    name: Text
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """Steps in their order, drawn as a swim-lane: a lane for each agency, in the order in which they first appear."""

    title: Text | None
    steps: tuple[Step, ...]


Part: TypeAlias = "Line | Paragraph | Table | Diagram"


@dataclass(frozen=True, slots=True)
class Block:
    """A section under its heading."""

    title: Text
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A signatory: signed by a key at a time, or a line to sign by hand."""

    role: Text
    post: Words
    rank: Words
    name: str
    unit: Text
    at: str = ""
    key: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """An act as it is printed.

    `hash` is that of the body in hexadecimal, `head` the ledger's newest signed head as a compact JWS or empty, `url`
    where the act stands in the console. `marking` (for official use only) and `exercise` (a drill, a demonstration)
    stand on every page; a draft bears its word across each.
    """

    id: UUID
    hash: str
    title: Text
    number: str
    place: Words
    date: Words
    blocks: tuple[Block, ...]
    agreed: tuple[Mark, ...] = ()
    approved: tuple[Mark, ...] = ()
    signed: tuple[Mark, ...] = ()
    notes: tuple[Text, ...] = ()
    marking: Text | None = None
    exercise: Text | None = None
    is_draft: bool = False
    head: str = ""
    url: str = ""
