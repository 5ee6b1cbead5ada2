"""What the pack says of whatever a unit has in its charge: kinds, entries of the chain, safeguards, times of detention.

A *charge* is a person or thing of which one unit is the custodian. The words for its fields are those of a subject, so
that the same form asks and the same page shows them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from ortaq.rules.counting import ELAPSED
from ortaq.rules.terms import Amount, Count
from ortaq.rules.text import Text

if TYPE_CHECKING:
    from ortaq.rules.edition import DutyRule, Subject

From = Literal["restricted", "delivered"]


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a charge's fields are carried over from: a group of the messages under a clause."""

    clause: str
    group: str


@dataclass(frozen=True, slots=True)
class ChargeKind:
    """A kind of charge. `form` asks its fields, `annex` the sensitive ones.

    is_person  it is somebody: detention, safeguards and the annex apply
    counted    it has a quantity and a unit, sealed: it has a seal; both are compared item by item at a hand-over
    keeps      how long its words are kept after it left custody
    files      photographs go with its description
    """

    code: str
    name: Text
    form: Subject
    annex: Subject | None = None
    is_person: bool = False
    counted: bool = False
    sealed: bool = False
    carried: tuple[Carried, ...] = ()
    keeps: Amount | None = None
    files: bool = False


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One kind of entry in the chain: weighed, sealed anew, released …

    sets     which of quantity, unit, seal, place the entry's fields of that code set
    ends     custody ends with it
    foreign  it gives somebody to a foreign side: barred while an `bars` field of the annex stands
    measure  it is a measure taken, of which the giver and the third party are owed word
    answers  the field of the annex that it settles
    frees    it lets somebody go: neither a safeguard nor an open hand-over holds it up
    spares   it says that a barred notice does not concern this person; it follows from the annex and is seen like it
    files    photographs go with it
    """

    code: str
    name: Text
    form: Subject
    kinds: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    ends: bool = False
    foreign: bool = False
    measure: bool = False
    answers: str = ""
    spares: bool = False
    frees: bool = False
    files: bool = False


@dataclass(frozen=True, slots=True)
class Safeguard:
    """What the law gives to somebody detained, and the flow may not pass over.

    when       the yes_no fields of the annex of which any makes it apply; none for everybody detained
    before     the steps that wait for it: "offer", "end" (but never an end that frees)
    limits     only for whoever is held on one of these limits; empty for all
    agrees     field of the safeguard: the field of the person that it must equal
    differ     fields of the safeguard of which no two may be the same: two witnesses are two people
    overrides  the grounds on which a second officer may let it be passed over
    postponed  by ground that only puts it off: the duty to do it after all, counted from the override
    rule       the duty to do it, where it has a term
    """

    code: str
    name: Text
    form: Subject
    source: Text
    when: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    agrees: Mapping[str, str] = field(default_factory=dict)
    differ: tuple[str, ...] = ()
    overrides: Mapping[str, Text] = field(default_factory=dict)
    postponed: Mapping[str, DutyRule] = field(default_factory=dict)
    rule: DutyRule | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force_on(self, day: date) -> bool:
        """Say whether its law is in force on the day."""
        return _in_force(self, day)

    def applies_to(self, said: Collection[str]) -> bool:
        """Say whether it is due to somebody of whom these fields were ticked."""
        return not self.when or any(code in said for code in self.when)

    def flag(self, said: Mapping[str, datetime]) -> str:
        """Return the field by which it applies, of several the one that was said first; "" for everybody."""
        return min((code for code in self.when if code in said), key=lambda code: said[code], default="")


@dataclass(frozen=True, slots=True)
class DetentionLimit:
    """How long somebody may be held on a ground, counted from which moment, by which law; dated as the law is.

    `or_sober`: of somebody intoxicated, counted from sobering up. `extends`: the limit that it may prolong.
    """

    code: str
    ground: Text
    source: Text
    counted_from: From
    rule: DutyRule
    valid_from: date | None = None
    valid_to: date | None = None
    or_sober: bool = False
    extends: tuple[str, ...] = ()

    def in_force_on(self, day: date) -> bool:
        """Say whether a detention that began on the day is held to this limit."""
        return _in_force(self, day)

    def ends(self, since: datetime) -> datetime:
        """Return the instant until which somebody may be held at the latest: hours run without a break."""
        assert isinstance(self.rule.term, Count)
        return since + self.rule.term.amount.count * ELAPSED[self.rule.term.amount.unit]


def _in_force(dated: Safeguard | DetentionLimit, day: date) -> bool:
    return (dated.valid_from is None or dated.valid_from <= day) and (dated.valid_to is None or day < dated.valid_to)


@dataclass(frozen=True, slots=True)
class Minor:
    """Who is a minor by the date of birth in a field, under so many years, whether or not that is ticked as a flag."""

    field: str
    flag: str
    under: int

    def is_one(self, born: str, on: date) -> bool:
        """Say whether somebody born then is a minor on the day."""
        return is_minor(born, on, self.under)


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice that a person's giver owes: under which clause, in which group of its fields a person's own stand
    under the same codes, and of what else a field is made: the record's own, or @point and @receiver.
    """

    clause: str
    group: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActRows:
    """Which group of the act's body a charge is a row of, and of which of its fields each field there is made.

    A source that begins with @ is known to the node: its number, its measures, the limit and moments of a detention.
    """

    group: str
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class HandOverAct:
    """The act that both sides sign: its kind, what stands at its head, a row for each charge by kind; rows for what was
    refused, and for what was found otherwise than it was offered.
    """

    kind: str
    head: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, ActRows]
    refused: ActRows | None = None
    differing: ActRows | None = None


@dataclass(frozen=True, eq=False)
class Custody:
    """All that the pack says of custody. Compared by identity.

    clause     the clause under which things and persons are handed over
    act        how the act that both sides sign is made of what was handed over
    bars       fields of the annex that, while they stand unanswered, bar every step to a foreign side
    bars_notices  clauses under which no notice is given while somebody held is so protected and was not spared
    competent  by field of the annex, the agency whose unit at the point sees the annex besides the custodian
    notices    for which agency as receiver a person's giver owes a notice
    minor      by what a date of birth tells a minor
    same       the fields of a person by which somebody is recognised who was held before
    zone       where a day of the law begins and ends
    """

    clause: str
    act: HandOverAct
    kinds: Mapping[str, ChargeKind]
    entries: Mapping[str, EntryKind]
    refusals: Mapping[str, Text]
    safeguards: Mapping[str, Safeguard]
    limits: tuple[DetentionLimit, ...]
    bars: tuple[str, ...] = ()
    bars_notices: tuple[str, ...] = ()
    competent: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)
    minor: Minor | None = None
    same: tuple[str, ...] = ()
    zone: ZoneInfo = ZoneInfo("UTC")

    @property
    def rules(self) -> tuple[DutyRule, ...]:
        """The duties that detention itself makes: its limits, the safeguards that have a term, those put off."""
        given = self.safeguards.values()
        put_off = (rule for one in given for rule in one.postponed.values())
        return (*(one.rule for one in self.limits), *(one.rule for one in given if one.rule), *put_off)

    def day_of(self, at: datetime) -> date:
        """Return the day of an instant where the pack's law holds."""
        return at.astimezone(self.zone).date()

    def is_minor(self, body: Mapping[str, object], on: date) -> bool:
        """Say whether the fields of somebody tell that he is a minor on the day."""
        return self.minor is not None and self.minor.is_one(str(body.get(self.minor.field) or ""), on)

    def limits_on(self, day: date) -> list[DetentionLimit]:
        """Return the limits of the law in force on the day."""
        return [one for one in self.limits if one.in_force_on(day)]

    def limit(self, code: str, day: date) -> DetentionLimit | None:
        """Return the limit of this code in force on the day; None where there is none."""
        return next((one for one in self.limits_on(day) if one.code == code), None)

    def limit_of(self, rule_id: str) -> DetentionLimit | None:
        """Return the limit whose duty this is: a detention names it, whatever the law says by now."""
        return next((one for one in self.limits if one.rule.id == rule_id), None)

    def entries_of(self, kind: str) -> list[EntryKind]:
        """Return the entries that a charge of this kind may have."""
        return [one for one in self.entries.values() if not one.kinds or kind in one.kinds]


def is_minor(born: str, on: date, under: int) -> bool:
    """Say whether somebody born then has not come of age on the day; one born on 29 February does on 1 March.

    Of a date of which only the year or the month is known, the last possible day is taken: the doubt is his.
    """
    year, month, day = (int(part) if part.isdigit() else 0 for part in (*born.split("-"), "", "")[:3])
    if not year:
        return False
    return (on.year - under, on.month, on.day) < (year, month or 12, day or 31)
