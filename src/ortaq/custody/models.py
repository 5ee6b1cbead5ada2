"""What units have in their charge. Everything held has exactly one custodian, at every instant.

Charge       a person or thing: of which kind, who is its custodian now, since when, until when at the latest
Holding      who was its custodian from when until when: the chain, without a gap and without an overlap
Entry        what was done with it while somebody held it, each committing to its words
Words        the words of an entry; an annex is seen by the custodian and the competent unit alone
Detention    from which moments and on which limit somebody is held; an extension is a further row
Override     a safeguard that was passed over: asked for by one officer, confirmed by a second
Photograph   a picture that goes with an entry, seen by whoever reads its words (photographs.py)

`custodian`, `since`, `status`, `due_at` and the counters of a charge repeat the chain: it is the record. What is handed
over has a file of its own. That custody is single and unbroken PostgreSQL holds too (migration 0002).
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from ortaq.directory.models import Unit
from ortaq.exchange.models import Message, Step
from ortaq.ledger.registry import ledgered, words_of
from ortaq.lib.ids import uuid7
from ortaq.rules.life import OVERRIDE

HELD, ENDED = "held", "ended"
DESCRIBED, ANNEXED, RECEIVED = "described", "annexed", "received"
"""The program's own entries: the fields of the charge, the sensitive ones, and what a receiver found of it."""


class Period(Func):
    """A range of instants, its end excluded; an empty end is open."""

    function = "tstzrange"
    output_field = models.Field()


class ChargeQuerySet(models.QuerySet["Charge"]):
    """The words in which charges are asked for; they chain."""

    def held_by(self, unit: int) -> ChargeQuerySet:
        """What the unit is the custodian of now."""
        return self.filter(custodian=unit, status=HELD)

    def alarming(self, unit: int, at: Any) -> ChargeQuerySet:
        """Those whose time has run out, at their custodian and the level above it."""
        return self.filter(alarms__contains=[unit], status=HELD, due_at__lte=at)


class Charge(models.Model):
    """A person or thing in a unit's charge. Its number runs by the unit that took it in, and the year.

    `rung`: the screens of `alarms` were told that its time has run out. `chain_to` sees the chain too: whoever held it
    or is to decide on it, and their superiors; whoever refused it goes on seeing no more than the number.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    edition = models.TextField()
    taken_at = models.DateTimeField()
    matter = models.UUIDField(null=True)

    custodian = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    status = models.TextField(default=HELD)
    ended_at = models.DateTimeField(null=True)
    holdings = models.SmallIntegerField(default=1)
    entries = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    alarms = ArrayField(models.IntegerField(), default=list)
    rung = models.BooleanField(default=False)
    chain_to = ArrayField(models.IntegerField())
    visible_to = ArrayField(models.IntegerField())

    objects = ChargeQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["custodian", "-since", "-id"], name="charge_held", condition=Q(status=HELD)),
            models.Index(fields=["due_at"], name="charge_due", condition=Q(status=HELD, rung=False)),
            models.Index(
                fields=["custodian", "due_at"], name="charge_clock", condition=Q(status=HELD, due_at__isnull=False)
            ),
            models.Index(fields=["matter"], name="charge_of_matter", condition=Q(matter__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(fields=["unit", "year", "number"], name="charge_number_once"),
            models.CheckConstraint(
                name="charge_held_or_ended",
                condition=Q(status=HELD, ended_at=None) | Q(status=ENDED, ended_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def is_held(self) -> bool:
        """Whether it is in somebody's custody still."""
        return self.status == HELD

    def to_ledger(self) -> dict[str, Any]:
        """Return the taking in charge as it stands in the ledger; who held it then stands in its holdings."""
        return {
            "kind": self.kind,
            "unit": self.unit_id,
            "year": self.year,
            "number": self.number,
            "edition": self.edition,
            "taken_at": self.taken_at,
            "matter": self.matter,
        }


class OfCharge(models.Model):
    """What all rows about a charge have in common; `visible_to` follows that of the charge."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        abstract = True


class Holding(OfCharge):
    """One custodian from `since` until `until`; the next one begins at that very instant, by the line it names."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="chain", db_index=False)
    n = models.SmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    line = models.OneToOneField("Line", models.PROTECT, null=True, related_name="holding")

    class Meta:
        ordering = ("charge", "n")
        constraints = (
            models.UniqueConstraint(fields=["charge", "n"], name="holding_in_order"),
            models.UniqueConstraint(fields=["charge"], condition=Q(until=None), name="holding_one_custodian"),
            models.CheckConstraint(
                name="holding_begins_with_a_line", condition=Q(n=1, line=None) | Q(n__gt=1, line__isnull=False)
            ),
            models.CheckConstraint(name="holding_period", condition=Q(until=None) | Q(until__gte=F("since"))),
            ExclusionConstraint(
                name="holding_never_two",
                expressions=[
                    ("charge", RangeOperators.EQUAL),
                    (Period("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.charge_id} {self.n} {self.unit_id}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the beginning of the holding as it stands in the ledger."""
        return {"charge": self.charge_id, "n": self.n, "unit": self.unit_id, "since": self.since, "line": self.line_id}

    def ended_facts(self) -> dict[str, Any]:
        return {"until": self.until}


class Entry(Step):
    """What was done with a charge by its custodian. `facts` are what anybody who sees the entry may know.

    `is_annex`: for the custodian, whoever it is offered to and the `competent` units alone, whoever wrote it.
    """

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="entered", db_index=False)
    n = models.SmallIntegerField()
    code = models.TextField()
    facts = models.JSONField(default=dict)
    commitment = models.BinaryField(max_length=32)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    is_annex = models.BooleanField(default=False)
    competent = ArrayField(models.IntegerField(), default=list)

    class Meta:
        ordering = ("charge", "n")
        constraints = (models.UniqueConstraint(fields=["charge", "n"], name="custody_entry_in_order"),)

    def __str__(self) -> str:
        return f"{self.charge_id} {self.n} {self.code}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the entry as it stands in the ledger."""
        return {
            "charge": self.charge_id,
            "n": self.n,
            "code": self.code,
            "facts": self.facts,
            "commitment": bytes(self.commitment).hex(),
            "message": self.message_id,
            "recorded_at": self.recorded_at,
            **({"is_annex": True} if self.is_annex else {}),
            **self.by_whom(),
        }


class Words(models.Model):
    """The words of an entry."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="words")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField()
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return str(self.entry_id)


class Detention(Step):
    """On which limit somebody is held, counted from which moment, until when. A further row prolongs it by law.

    `paper` names the act by which it was prolonged; "" for the first.
    """

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="detentions", db_index=False)
    n = models.SmallIntegerField()
    limit = models.TextField()
    rule = models.TextField()
    restricted_at = models.DateTimeField()
    delivered_at = models.DateTimeField()
    sober_at = models.DateTimeField(null=True)
    counted_from = models.DateTimeField()
    due_at = models.DateTimeField()
    paper = models.TextField(blank=True)

    class Meta:
        ordering = ("charge", "n")
        constraints = (
            models.UniqueConstraint(fields=["charge", "n"], name="detention_in_order"),
            models.CheckConstraint(name="detention_due_after", condition=Q(due_at__gt=F("counted_from"))),
            models.CheckConstraint(
                name="detention_prolonged_by_an_act", condition=Q(n=1) | (Q(n__gt=1) & ~Q(paper=""))
            ),
        )

    def __str__(self) -> str:
        return f"{self.charge_id} {self.limit} {self.due_at:%d.%m %H:%M}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the limit as it stands in the ledger."""
        names = ("restricted_at", "delivered_at", "sober_at", "counted_from", "due_at", "paper")
        return {
            "charge": self.charge_id,
            "n": self.n,
            "limit": self.limit,
            "rule": self.rule,
            **{name: getattr(self, name) for name in names},
            **self.by_whom(),
        }


class Override(Step):
    """A safeguard passed over on a ground of the pack: asked for by one officer, settled by a second.

    `is_annex`, `competent`: seen as the entries of the annex are, where the safeguard follows from it.
    """

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="overrides")
    safeguard = models.TextField()
    ground = models.TextField()
    reason = models.TextField()
    state = models.TextField(default=OVERRIDE.start, choices=[(state, state) for state in OVERRIDE.states])
    settled_by = models.IntegerField(null=True)
    settled_by_name = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    is_annex = models.BooleanField(default=False)
    competent = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["charge", "safeguard"], condition=Q(state="asked"), name="override_asked_once"
            ),
            models.CheckConstraint(
                name="override_takes_two",
                condition=Q(state__in=("asked", "lapsed"), settled_by=None)
                | (Q(settled_by__isnull=False) & ~Q(settled_by=F("officer"))),
            ),
        )

    def __str__(self) -> str:
        return f"{self.charge_id} {self.safeguard} {self.state}"

    def to_ledger(self) -> dict[str, Any]:
        """Return what was asked as it stands in the ledger."""
        names = ("safeguard", "ground", "reason")
        return {"charge": self.charge_id, **{name: getattr(self, name) for name in names}, **self.by_whom()}

    def settled_facts(self) -> dict[str, Any]:
        return {"state": self.state, "settled_by": self.settled_by, "settled_at": self.settled_at}


class Numbering(models.Model):
    """The last number that a unit has given in a year to its charges, or to its hand-overs."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    of = models.TextField()
    last = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "year", "of"], name="custody_numbering_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.of}"


ledgered("charge.taken", model=Charge, data=Charge.to_ledger)
ledgered("holding.begun", model=Holding, data=Holding.to_ledger)
ledgered("holding.ended", model=Holding, data=Holding.ended_facts, rows=lambda: Holding.objects.exclude(until=None))
ledgered(
    "custody.entered",
    model=Entry,
    data=Entry.to_ledger,
    rows=lambda: Entry.objects.select_related("words"),
    content=words_of,
    erased_by="custody.erased",
)
ledgered("detention.counted", model=Detention, data=Detention.to_ledger)
ledgered("override.asked", model=Override, data=Override.to_ledger)
ledgered(
    "override.settled",
    model=Override,
    data=Override.settled_facts,
    rows=lambda: Override.objects.exclude(settled_at=None),
)

from ortaq.custody import handovers, photographs  # noqa: E402, F401 - tables in files of their own
