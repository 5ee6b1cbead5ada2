"""One edition of an instruction, all that it says, as frozen values. A pack is its editions in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from ortaq.rules.acts import ActKind
from ortaq.rules.asking import Dated, FieldGroup, Scale
from ortaq.rules.calendar import Calendar
from ortaq.rules.custody import Custody
from ortaq.rules.databank import DataBank
from ortaq.rules.errors import UnknownClause, like
from ortaq.rules.figures import Figures
from ortaq.rules.forces import Forces
from ortaq.rules.operations import OperationKind
from ortaq.rules.requests import Refusal, RequestKind, Urgency
from ortaq.rules.secrecy import Secrecy
from ortaq.rules.terms import Amount, Expiry, ExtensionRule, Recurring, SuspensionRule, Term, Threshold
from ortaq.rules.text import Text

Form = Literal["oral", "written", "any"]
FieldKind = Literal[
    "text", "long", "date", "number", "amount", "country", "crossing_point", "choice", "yes_no", "unit", "moment"
]
NothingToReport = Literal["not_needed", "oral", "written"]


@dataclass(frozen=True, slots=True)
class Agency:
    """A party to the instruction. Without a calendar of its own it works by the edition's."""

    code: str
    name: Text
    short: Text
    calendar: Calendar | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of interaction: the kinds of unit that are each other's counterparts there, by agency.

    A level whose `is_watch` is true is filled by the watch of the unit above: it owes nothing itself.
    """

    number: int
    clause: str
    name: Text
    kinds: Mapping[str, tuple[str, ...]]
    is_watch: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by its number, in our own short wording; `title` a few words for it, where the pack has some.

    `served_by` names what of the console serves it, besides what follows from what stands under it.
    """

    number: str
    text: Text
    parent: str | None = None
    title: Text | None = None
    served_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency that coordinates when it is present and none of `absent` is."""

    agency: str
    why: Text
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rotation:
    """Agencies that take the coordinating role in turn, a turn lasting `every` (days, weeks, months), from a day."""

    of: tuple[str, ...]
    starting: date
    every: Amount
    why: Text


@dataclass(frozen=True, slots=True)
class Sphere:
    """A sphere and who coordinates: the first of `candidates` that may, several `together`, in turn, or nobody."""

    code: str
    name: Text
    clause: str
    candidates: tuple[Candidate, ...] = ()
    together: tuple[Candidate, ...] = ()
    rotation: Rotation | None = None
    nobody: Text | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A thing that a subject asks to be told. `group` names the case in which it is asked (None: always).

    `past`: a day that lies not ahead, such as a day of birth.
    """

    code: str
    label: Text
    kind: FieldKind = "text"
    choices: Mapping[str, Text] = field(default_factory=dict)
    group: str | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about, an item of the clause. `expects_act`: acknowledging is not the end of it.

    `rows` are the fields of each line where the subject asks for a list.
    """

    code: str
    name: Text
    fields: tuple[Field, ...] = ()
    groups: Mapping[str, FieldGroup] = field(default_factory=dict)
    expects_act: bool = False
    dated: Dated | None = None
    rows: tuple[Field, ...] = ()

    @property
    def clause(self) -> str:
        """Return the item of the instruction that this is."""
        return self.code

    def in_group(self, code: str | None) -> list[Field]:
        """Return the fields of a group, or those of none."""
        return [one for one in self.fields if one.group == code]


Counts = Literal["sent", "received", "persons", "done", "late", "missing"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a report takes from the records of the time that it covers.

    sent, received  matters told under `clauses` by the unit, to the unit; one figure for each subject
    persons         persons named in the matters told by the unit under `clauses`, in their `field`
    done, late, missing  what the unit owed by `rule`: done in time, done late, not done
    """

    code: str
    name: Text
    counts: Counts
    clauses: tuple[str, ...] = ()
    field: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """A way of telling each other: urgent, daily … with its subjects."""

    code: str
    clause: str
    name: Text
    subjects: tuple[Subject, ...]
    trigger: str | None = None
    escalates: bool = False
    copies_superior: bool = True
    figures: tuple[Figure, ...] = ()


PassTo = Literal["nobody", "own_agency", "parties", "anyone"]


@dataclass(frozen=True, slots=True)
class Handling:
    """Whom what was told may be passed on to, by those it was told to.

    nobody      only with the author's consent
    own_agency  within the addressee's own agency
    parties     to any unit of a party to the instruction
    anyone      to whoever needs it
    `leaves_console`: its words may go out by mail, short message or another system. `marking` is put on every page
    and paper of it.
    """

    code: str
    name: Text
    pass_to: PassTo
    leaves_console: bool = False
    marking: Text | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class OwedBy:
    """Who owes: units of these levels, of a closed list of kinds, or the unit where the fact arises; else nobody."""

    levels: tuple[int, ...] = ()
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: Literal["arises", "receiver", "listed"] = "listed"


@dataclass(frozen=True, slots=True)
class OwedTo:
    """To whom: the counterparts, the own superior, the giver of a hand-over; `third`, the giver and the other
    counterparts; `outside`, nobody on the console, such as a prosecutor. `each`: to each its own clock.
    """

    who: Literal["counterparts", "superior", "giver", "third", "outside"] = "counterparts"
    each: bool = False


@dataclass(frozen=True, slots=True)
class DutyRule:
    """One thing owed: by whom, to whom, how, when. Either it recurs (`window`) or a fact starts it (`trigger`, `term`).

    `ours` holds, by property, the reason where the instruction is silent and the pack says something of its own;
    `source` is the law that says it instead.
    """

    id: str
    clause: str
    name: Text
    owed_by: OwedBy
    owed_to: OwedTo
    form: Form
    part: str = "main"
    items: tuple[str, ...] = ()
    regime: str | None = None
    trigger: str | None = None
    term: Term | None = None
    window: Recurring | None = None
    early_counts: bool = False
    nothing_to_report: NothingToReport = "not_needed"
    expiry: Expiry = "late"
    rearms: bool = False
    threshold: Threshold | None = None
    extensions: tuple[ExtensionRule, ...] = ()
    suspensions: tuple[SuspensionRule, ...] = ()
    ours: Mapping[str, Text] = field(default_factory=dict)
    source: Text | None = None

    @property
    def default_of_ours(self) -> bool:
        """Say whether anything of this rule is a stated default and not the instruction's own word."""
        return bool(self.ours)


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered direction, aim or principle."""

    code: str
    clause: str
    name: Text


@dataclass(frozen=True, slots=True)
class Oversight:
    """A named body that oversees execution for one agency: a kind of unit, never a counterpart."""

    agency: str
    kind: str
    clause: str
    name: Text
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A ground on which a duty may be waived, and by which body; for some clauses, or (empty) for all."""

    code: str
    ground: Text
    by: tuple[str, ...]
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remind:
    """At which shares of a term, in per cent and in order, the ower is reminded; terms not longer are left alone."""

    at: tuple[int, ...]
    longer_than: timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """How long silence may last, how long "at once" is, when a forgotten promise is remembered, and why so.

    acknowledge  after which an urgent message that nobody takes climbs
    act          after which an acknowledgement expires that no act has followed
    extend       how far ahead an officer may say, once, that he still works on it
    opened       how long content stands open to an oversight body that has stated its reason
    """

    acknowledge: timedelta
    at_once: timedelta
    act: timedelta
    extend: timedelta
    remind: Remind
    why: Mapping[str, Text]
    opened: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed the act that made the edition, when, under which number."""

    by: str
    on: date
    number: str


@dataclass(frozen=True, eq=False)
class Edition:
    """The instruction as it stood from valid_from to valid_to (exclusive). Compared by identity."""

    id: str
    pack: str
    valid_from: date
    valid_to: date | None
    adopted: tuple[Signature, ...]
    registered: date | None
    registered_number: str | None
    zone: str
    calendar: Calendar
    agencies: Mapping[str, Agency]
    levels: Mapping[int, Level]
    clauses: Mapping[str, Clause]
    spheres: Mapping[str, Sphere]
    regimes: Mapping[str, Regime]
    duties: tuple[DutyRule, ...]
    act_kinds: Mapping[str, ActKind]
    directions: tuple[Entry, ...]
    aims: tuple[Entry, ...]
    principles: tuple[Entry, ...]
    oversight: tuple[Oversight, ...]
    waivers: Mapping[str, Waiver]
    limits: Limits
    handling: Mapping[str, Handling] = field(default_factory=dict)
    evaluation: Mapping[str, Scale] = field(default_factory=dict)
    state_secrets: Secrecy | None = None
    urgencies: Mapping[str, Urgency] = field(default_factory=dict)
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    requests: Mapping[str, RequestKind] = field(default_factory=dict)
    custody: Custody | None = None
    figures: Figures | None = None
    operations: Mapping[str, OperationKind] = field(default_factory=dict)
    forces: Forces | None = None
    databank: DataBank | None = None

    def in_force_on(self, day: date) -> bool:
        """Say whether this edition is in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def clause(self, number: str) -> Clause:
        """Return the clause of this number; raises UnknownClause."""
        try:
            return self.clauses[number]
        except KeyError:
            raise UnknownClause(number, like(number, self.clauses)) from None

    def rules_of(self, number: str) -> list[DutyRule]:
        """Return the duties under a clause; where it has none of its own those of the clause that it is part of.

        Raises UnknownClause.
        """
        clause = self.clause(number)
        own = [rule for rule in self.duties if rule.clause == number or number in rule.items]
        if own or clause.parent is None or clause.parent not in self.clauses:
            return own
        return self.rules_of(clause.parent)

    def handled(self, code: str) -> Handling | None:
        """Return the handling of this code, the pack's default for "" or an unknown one; None where it has none."""
        default = next((one for one in self.handling.values() if one.is_default), None)
        return self.handling.get(code, default)

    def duty(self, rule_id: str) -> DutyRule:
        """Return the duty rule of this id, be it a clock of a request or of somebody detained; raises KeyError."""
        asked = (rule for kind in self.requests.values() for terms in kind.terms.values() for rule in terms)
        held = self.custody.rules if self.custody else ()
        return {rule.id: rule for rule in (*self.duties, *asked, *held)}[rule_id]

    def waivers_of(self, clause: str, by: str) -> list[Waiver]:
        """Return the grounds on which a body (by its role: superior, oversight …) may waive what the clause asks."""
        grounds = (waiver for waiver in self.waivers.values() if by in waiver.by)
        return [one for one in grounds if not one.clauses or any(clause_within(clause, c) for c in one.clauses)]


@dataclass(frozen=True, eq=False)
class Pack:
    """An instruction as data: its editions in the order of time, and the folder that it was read from.

    `reference_on` is the day on which its reference data stands where a question names none.
    """

    name: str
    title: Text
    folder: Path
    editions: tuple[Edition, ...]
    reference_on: date | None = None

    def edition_on(self, day: date) -> Edition | None:
        """Return the edition in force on the day, or None."""
        return next((edition for edition in self.editions if edition.in_force_on(day)), None)

    def nearest(self, day: date) -> Edition:
        """Return the edition in force on the day, else the one whose time lies nearest to it."""
        return self.edition_on(day) or min(self.editions, key=lambda edition: _distance(edition, day))

    def edition(self, edition_id: str) -> Edition:
        """Return the edition of this id; raises KeyError."""
        return {edition.id: edition for edition in self.editions}[edition_id]


def clause_within(clause: str, outer: str) -> bool:
    """Say whether a clause is the other or a part of it."""
    return clause == outer or clause.startswith(f"{outer}.")


def _distance(edition: Edition, day: date) -> timedelta:
    if day < edition.valid_from:
        return edition.valid_from - day
    return day - edition.valid_to if edition.valid_to else timedelta(0)
