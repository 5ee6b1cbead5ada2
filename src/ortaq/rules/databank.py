"""What the pack says of the data bank: its registers, what one may look up for, and how a hit is settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from ortaq.rules.materials import Materials
from ortaq.rules.terms import Amount
from ortaq.rules.text import Text

if TYPE_CHECKING:
    from ortaq.rules.edition import Subject

Bound = Literal["event", "person"]


@dataclass(frozen=True, slots=True)
class Filled:
    """Where an entry's fields are carried over from: a group of the messages under a clause.

    when    the fields of the row that must have one of these values; a row of another sort is not for this register
    fields  field of the entry: the field of the row that fills it, where they are called differently
    ground  the field of the row whose value is the ground
    """

    clause: str
    group: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    ground: str = ""

    def takes(self, row: Mapping[str, Any]) -> bool:
        """Say whether a row of a message belongs into the register."""
        return all(str(row.get(code, "")) in values for code, values in self.when.items())


@dataclass(frozen=True, slots=True)
class Register:
    """One register of the bank.

    documents, plates, names  the fields under which an entry is found: by number, by plate, by name
    born                      the field with the date of birth
    grounds                   why something may stand in it, by the law
    lasts                     how long an entry is valid at the longest, from its entry or its last extension
    review                    after what time its owner looks at it again
    keeps                     how long the words are kept after it has ended
    entered_by, shown_to      the agencies that may enter, and those that may be told; empty for all
    ours                      why the terms are so where no law says it
    """

    code: str
    clause: str
    name: Text
    form: Subject
    grounds: Mapping[str, Text]
    lasts: Amount
    review: Amount
    keeps: Amount
    documents: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    born: str = ""
    entered_by: tuple[str, ...] = ()
    shown_to: tuple[str, ...] = ()
    carried: tuple[Filled, ...] = ()
    ours: Mapping[str, Text] = field(default_factory=dict)

    def may_enter(self, agency: str) -> bool:
        """Say whether a unit of the agency may enter something."""
        return not self.entered_by or agency in self.entered_by

    def title(self, body: Mapping[str, Any]) -> str:
        """Return what an entry is called: who or what it is about."""
        said = (str(body.get(code) or "") for code in (*self.names, *self.plates, *self.documents))
        return next((one for one in said if one), "")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What one may look up for: `bound` to a recorded event or to a person who stands here; `ground` is the law's."""

    code: str
    name: Text
    bound: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a hit is settled, and why: `confirms` it or rejects it."""

    code: str
    name: Text
    confirms: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one officer may look up, and from when on a pattern is shown as unusual, per day.

    minute, hour   at most so many look-ups
    same           so many look-ups of the same name or number
    unbound        so many for a person present, without any event
    none           so many in a row without an answer
    """

    minute: int
    hour: int
    same: int
    unbound: int
    none: int


@dataclass(frozen=True, slots=True)
class ListRule:
    """Lists of those who arrive: looked up for which purpose, how many rows at most, how long a list is kept."""

    purpose: str
    rows: int
    keeps: Amount


@dataclass(frozen=True, eq=False)
class DataBank:
    """All that the pack says of the data bank. Compared by identity.

    clause  the clause of what is told to the bank
    act     the clause under which its use is agreed
    keeps   how long the words of a look-up are kept
    opened  how long an answer stays open to the officer who asked
    arrivals  how lists of those who arrive are looked up; None where they are not
    materials  what is kept beside the registers to be read; None where nothing is
    """

    clause: str
    act: str
    registers: Mapping[str, Register]
    purposes: Mapping[str, Purpose]
    answers: Mapping[str, Answer]
    pace: Pace
    keeps: Amount
    opened: Amount
    ours: Mapping[str, Text] = field(default_factory=dict)
    arrivals: ListRule | None = None
    materials: Materials | None = None


def born_on(told: Any) -> date | None:
    """Return a date of birth as it is kept; None where a part of it is unknown."""
    try:
        return date.fromisoformat(str(told))
    except ValueError:
        return None
