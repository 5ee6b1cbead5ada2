"""Kinds of joint document, as the pack tells them: the typed body, who signs, who approves, what it does in force.

A body is filled as the fields of a subject are, so that one form asks and one page shows every kind. What an act does
when it comes into force is told by naming groups and fields of its body; no kind is known to the program by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ortaq.rules.terms import Amount
from ortaq.rules.text import Text

if TYPE_CHECKING:
    from ortaq.rules.edition import Subject

Parties = Literal["group", "two", "level"]
PARTY, APPROVER, FIRST, SECOND = "party", "approver", "first", "second"


@dataclass(frozen=True, slots=True)
class Decisions:
    """A group each row of which becomes a duty: of the unit in `owner`, by the day in `due`, under the rule."""

    group: str
    what: str
    owner: str
    due: str
    rule: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """A group of tasks: `unit` does `what` within `minutes` of the beginning of the variant that `variant` names."""

    group: str
    variant: str
    unit: str
    what: str
    minutes: str
    rule: str


@dataclass(frozen=True, slots=True)
class Variants:
    """A group of variants of action, each named by `code` and told by `situation`, and their tasks.

    `refines` is the duty to refine the act, which lessons of a variant start; `beside` are other groups whose rows
    belong to a variant: by group, the field that names it.
    """

    group: str
    code: str
    situation: str
    tasks: Tasks
    refines: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """A group of terms of the parties' own: `what` names a duty rule or a limit, `count` and `unit` the amount."""

    group: str
    what: str
    count: str
    unit: str


@dataclass(frozen=True, slots=True)
class Control:
    """The fields that say who controls which points and when, and whether the coordinating role passes with it.

    `points` is the group, `point` its field. The role in `sphere` passes only where the act cites a ground.
    """

    unit: str
    points: str
    point: str
    begins: str
    ends: str
    sphere: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """A group that is drawn as a diagram: steps in their order, who does each, within how many minutes."""

    group: str
    who: str
    what: str
    minutes: str


@dataclass(frozen=True, slots=True)
class ActKind:
    """A kind of joint document: by which clause, between whom and at which levels, with which body and effects.

    parties         "group": all members of an interaction group; "two": the two sides given; "level": all on the level
    signs, approves the posts whose officers may sign for a party, and approve for its superior
    approved_above  it comes into force when the superior of each party has approved it
    series          what stands before its number
    marks           the words over a signature, by role: party, approver, or first and second of two sides
    answers         the duties that submitting it fulfils
    quotes          the clauses that it repeats from the pack
    keeps           how long it is kept after its end
    may_end         it holds for a time, or gives something to do, which may be ended; what records a fact stands
    """

    code: str
    name: Text
    clause: str
    levels: tuple[int, ...] = ()
    approved_above: bool = False
    form: Subject | None = None
    parties: Parties = "group"
    signs: tuple[str, ...] = ()
    approves: tuple[str, ...] = ()
    series: str = ""
    marks: Mapping[str, Text] = field(default_factory=dict)
    keeps: Amount | None = None
    answers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    decisions: tuple[Decisions, ...] = ()
    variants: Variants | None = None
    terms: OwnTerms | None = None
    control: Control | None = None
    diagrams: tuple[Steps, ...] = ()
    may_end: bool = False

    @property
    def body(self) -> Subject:
        """Return the form of the body; a kind of which the pack tells none cannot be drafted."""
        if self.form is None:
            raise LookupError(self.code)
        return self.form
