"""The term language: a few parts that compose into any term an instruction may set.

A term is one of four things:

- `Count` – so much of a unit, from a fact or backwards from it: "2 hours from the oral message";
- `Fixed` – a date of its own;
- `Open`  – no number at all: the duty stands until it is done;
- `Pick`  – the earliest or the latest of several terms.

A `Recurring` window repeats by an RFC 5545 rule or stands on dates of its own. Whose working days count, whether the
first day counts, whether the end is to the minute or 24:00, whether it moves off a non-working day are properties of
the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ortaq.rules.text import Text

Unit = Literal[
    "minutes", "hours", "days", "working_days", "weeks", "months", "quarters", "half_years", "years", "times"
]
Ends = Literal["minute", "day"]
DaysOf = Literal["ower", "other", "both"]
OffDay = Literal["stays", "next", "previous"]
Expiry = Literal["late", "deemed_consent", "right_lapses"]


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit: 2 hours, 10 working days; so many times."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Count:
    """An amount counted from a fact.

    `anchor` names the fact: event, awareness, oral, receipt, confirmed_receipt, end_of_event, in_force, or
    completion:DUTY (the actual completion of another duty), planned:NAME (a planned event, which may move).
    `first_counts`: the day (or begun hour) of the fact is the first one counted.
    `at_once`: the law gives no number; the amount is the pack's limit of what "at once" means.
    """

    anchor: str
    amount: Amount
    backwards: bool = False
    first_counts: bool = False
    ends: Ends = "day"
    days_of: DaysOf = "ower"
    off_day: OffDay = "stays"
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Fixed:
    """A date of its own, to 24:00 of that day or to a local time of it."""

    on: date
    at: str = "24:00"


@dataclass(frozen=True, slots=True)
class Open:
    """No number at all."""

    anchor: str


@dataclass(frozen=True, slots=True)
class Pick:
    """The earliest or the latest of several terms."""

    which: Literal["earliest", "latest"]
    of: tuple[Term, ...]


Term = Count | Fixed | Open | Pick


@dataclass(frozen=True, slots=True)
class Point:
    """A local instant told from a day: shift by months, set the day of the month, shift by days, by working days.

    A day of the month that the month lacks is its last; `at` is HH:MM, and 24:00 is 00:00 of the next day.
    """

    months: int = 0
    day: int | None = None
    days: int = 0
    working_days: int = 0
    at: str = "00:00"
    off_day: OffDay = "stays"


@dataclass(frozen=True, slots=True)
class Recurring:
    """A window that comes again: by an RFC 5545 rule counted from `starting`, or on dates of its own."""

    opens: Point
    due: Point
    rule: str | None = None
    starting: date | None = None
    dates: tuple[date, ...] = ()
    covers_from: Point | None = None
    covers_to: Point | None = None
    cuts_off_at_sending: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """A measure that makes a duty (at_least) or unmakes it (below): both ends optional."""

    measure: str
    at_least: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """Who may prolong a term, by how much, how often, on which ground."""

    by: tuple[str, ...]
    amount: Amount
    times: int
    ground: Text


@dataclass(frozen=True, slots=True)
class SuspensionRule:
    """Who may stop the clock, for how long at most (None: as long as the ground lasts), on which ground."""

    by: tuple[str, ...]
    at_most: Amount | None
    ground: Text
