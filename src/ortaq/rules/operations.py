"""Kinds of joint measure, as the pack tells them: an incident, an operation, a working group, a meeting, an exercise …

All of them are one thing: a purpose, parties, a beginning and an end, one running log, tasks that are duties, results
and lessons. What tells them apart is data: no kind is known to the program by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ortaq.rules.terms import Amount
from ortaq.rules.text import Text

if TYPE_CHECKING:
    from ortaq.rules.edition import Field, Subject

Parties = Literal["counterparts", "level"]

EVENT, DECISION, SITUATION, TASK, DONE = "event", "decision", "situation", "task", "done"
RESULT, LESSON, DESCRIBED, CORRECTION, ENDED = "result", "lesson", "described", "correction", "ended"
LINKED, MESSAGE = "linked", "message"
SORTS = (DESCRIBED, EVENT, DECISION, TASK, DONE, SITUATION, RESULT, LESSON, CORRECTION, LINKED, MESSAGE, ENDED)
"""What an entry of a log may be: what the measure is, what happened, what was decided, given to do and done, how things
stand, what came of it, what it taught, what an earlier entry should have said, what was put to it, what members of a
room tell each other, why it is over.
"""
AT_ANY_TIME = (RESULT, LESSON, CORRECTION, LINKED)
"""What is written after its end too: it moves nothing any more."""


@dataclass(frozen=True, slots=True)
class FromVariant:
    """A variant of action of such an act opens it; `what` is the field that the situation fills."""

    act: str
    what: str


@dataclass(frozen=True, slots=True)
class FirstTask:
    """Opening it gives the unit in the field `unit` the first task: what the field `what` says, by the day in `due`."""

    what: str
    unit: str
    due: str


@dataclass(frozen=True, slots=True)
class DrawnRows:
    """The rows of a group of the act: one for each of what `of` names, each field made of the sources named for it.

    `of` is a group of the measure's own that repeats, or what the node knows: @decisions, @tasks, @results.
    """

    group: str
    of: str
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """The act that is drawn up of it: of which kind, its head and its rows. What begins with @ the node knows."""

    act: str
    head: Mapping[str, tuple[str, ...]]
    rows: tuple[DrawnRows, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether what is decided is owed by the act, once it is signed, and not before."""
        return any(one.of == DECISIONS for one in self.rows)


DECISIONS, TASKS, RESULTS = "@decisions", "@tasks", "@results"
KNOWN_ROWS: Mapping[str, tuple[str, ...]] = {
    DECISIONS: ("@what", "@owner", "@due"),
    TASKS: ("@what", "@owner", "@due", "@done"),
    RESULTS: ("@unit",),
}
"""What the node knows of each decision, task and result; of a result also what the kind's fields ask."""
KNOWN_HEAD = ("@number", "@title", "@begun_at", "@ended_at", "@parties", "@outcome", "@lessons")


@dataclass(frozen=True, slots=True)
class OperationKind:
    """A kind of joint measure.

    told            the subject under which its parties are told of it
    levels          on which levels it may be opened
    form            what it is: its first field names it
    parties         "counterparts": those chosen among them; "level": all units of the level
    members_only    only the officers named see it: a room of their own, not of their units
    begins_at_once  it is under way as soon as it is opened; else it is planned first
    rings           opening it sounds at every party until its watch takes it
    task            the duty rule under which its tasks are owed
    situation       the duty rule of situation reports, which each party owes again and again while it is under way
    results         what each party fills in of what came of it; None where it asks for nothing
    lessons         it is closed with what it taught
    from_variant    which variant of action opens one
    mandates        the kinds of act that may found it; `needs_mandate`: it is not opened without one
    first_task      what opening it gives to do
    report          the act that is drawn up of it
    keeps           how long its words are kept after its end
    """

    code: str
    name: Text
    clause: str
    form: Subject
    told: str
    levels: tuple[int, ...] = ()
    parties: Parties = "counterparts"
    members_only: bool = False
    begins_at_once: bool = False
    rings: bool = False
    task: str = ""
    situation: str = ""
    results: Subject | None = None
    lessons: bool = False
    from_variant: FromVariant | None = None
    mandates: tuple[str, ...] = ()
    needs_mandate: bool = False
    first_task: FirstTask | None = None
    report: Report | None = None
    keeps: Amount | None = None

    @property
    def has_hour(self) -> bool:
        """Whether its time is counted from Ч on: what is merely tracked until a day has none."""
        return self.rings or not self.begins_at_once

    @property
    def title(self) -> Field:
        """Return the field that names one."""
        return self.form.fields[0]


Kinds = Mapping[str, OperationKind]
