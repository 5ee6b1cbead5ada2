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
SORTS = (DESCRIBED, EVENT, DECISION, TASK, DONE, SITUATION, RESULT, LESSON, CORRECTION, ENDED)
"""What an entry of a log may be: what the measure is, what happened, what was decided, given to do and done, how things
stand, what came of it, what it taught, what an earlier entry should have said, and why it is over.
"""
AT_ANY_TIME = (RESULT, LESSON, CORRECTION)
"""What is written after its end too: it moves nothing any more."""


@dataclass(frozen=True, slots=True)
class FromVariant:
    """A variant of action of such an act opens it; `what` is the field that the situation fills."""

    act: str
    what: str


@dataclass(frozen=True, slots=True)
class OperationKind:
    """A kind of joint measure.

    form            what it is: its first field names it
    parties         "counterparts": those chosen among them; "level": all units of the level
    begins_at_once  it is under way as soon as it is opened; else it is planned first
    rings           opening it sounds at every party until its watch takes it
    task            the duty rule under which its tasks are owed
    situation       the duty rule of situation reports, which each party owes again and again while it is under way
    results         what each party fills in of what came of it; None where it asks for nothing
    lessons         it is closed with what it taught
    from_variant    which variant of action opens one
    keeps           how long its words are kept after its end
    """

    code: str
    name: Text
    clause: str
    form: Subject
    parties: Parties = "counterparts"
    begins_at_once: bool = False
    rings: bool = False
    task: str = ""
    situation: str = ""
    results: Subject | None = None
    lessons: bool = False
    from_variant: FromVariant | None = None
    keeps: Amount | None = None

    @property
    def title(self) -> Field:
        """Return the field that names one."""
        return self.form.fields[0]


Kinds = Mapping[str, OperationKind]
