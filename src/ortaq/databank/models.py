"""The registers of the data bank, and who looked what up.

Entry      something that stands in a register: of which, entered by whom, on what ground, until when
EntryStep  what its owner did with it afterwards: extended, looked at again, withdrawn
Words      the words of an entry; its owner's alone. Whoever looks up is told them by the database, with his look-up
LookUp     that an officer looked something up: when, for what purpose, bound to which event or person
Asked      what he looked for, in words
Batch      a list of those who arrive, each row of which is a look-up
Hit        an entry that was found, why, and how the officer settled it

The index by which entries are found stands in tables of its own (indexed.py), which no officer reads.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ortaq.directory.models import Unit
from ortaq.exchange.models import Message, Step
from ortaq.ledger.registry import ledgered, words_of
from ortaq.lib.ids import uuid7
from ortaq.rules.life import HIT, LISTING

NUMBER, ZONE, PLATE, NAME = "number", "zone", "plate", "name"
WAYS = (NUMBER, ZONE, PLATE, NAME)
"""How something is looked up: by a document's number, a machine-readable zone, a plate, a name."""


class Numbering(models.Model):
    """The last number given to the entries of a unit in a year."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "year"], name="databank_numbering_once"),)

    def __str__(self) -> str:
        return f"{self.last}/{self.year}"


class EntryQuerySet(models.QuerySet["Entry"]):
    """The words in which entries are asked for; they chain."""

    def in_force(self, at: datetime) -> EntryQuerySet:
        """Those that hit."""
        return self.filter(status=LISTING.start, valid_to__gt=at)

    def to_review(self, at: datetime) -> EntryQuerySet:
        """Those in force that their owner should look at again."""
        return self.in_force(at).filter(review_at__lte=at)


class Entry(models.Model):
    """Something that stands in a register. It hits until `valid_to`; the owner looks at it again at `review_at`.

    `shown_to`: the agencies that may be told; empty for all. `source` says on whose word it stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    register = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    edition = models.TextField()
    ground = models.TextField()
    source = models.TextField()
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    officer = models.IntegerField(null=True)
    officer_name = models.TextField()
    shown_to = ArrayField(models.TextField(), default=list)
    commitment = models.BinaryField(max_length=32)

    status = models.TextField(default=LISTING.start, choices=[(state, state) for state in LISTING.states])
    valid_to = models.DateTimeField()
    review_at = models.DateTimeField()
    steps = models.SmallIntegerField(default=0)
    visible_to = ArrayField(models.IntegerField())

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["unit", "-entered_at", "-id"], name="entry_of_unit"),
            models.Index(fields=["unit", "review_at"], name="entry_to_review", condition=Q(status=LISTING.start)),
            models.Index(fields=["message"], name="entry_of_message", condition=Q(message__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(fields=["unit", "year", "number"], name="databank_entry_number_once"),
            models.CheckConstraint(name="databank_entry_valid_after", condition=Q(valid_to__gt=F("entered_at"))),
        )

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    def is_found(self, at: datetime) -> bool:
        """Whether it hits: neither withdrawn nor run out."""
        return self.status == LISTING.start and self.valid_to > at

    def to_ledger(self) -> dict[str, Any]:
        """Return the entry as it stands in the ledger; until when it holds stands in its steps."""
        return {
            "register": self.register,
            "unit": self.unit_id,
            "year": self.year,
            "number": self.number,
            "edition": self.edition,
            "ground": self.ground,
            "source": self.source,
            "message": self.message_id,
            "entered_at": self.entered_at,
            "shown_to": sorted(self.shown_to),
            "commitment": bytes(self.commitment).hex(),
        }


class Words(models.Model):
    """The words of an entry."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="words")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField()
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return str(self.entry_id)


class EntryStep(Step):
    """What was done with an entry: since then it holds until `valid_to` and is looked at again at `review_at`."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    reason = models.TextField(blank=True)
    valid_to = models.DateTimeField()
    review_at = models.DateTimeField()

    class Meta:
        ordering = ("entry", "n")
        constraints = (models.UniqueConstraint(fields=["entry", "n"], name="databank_step_in_order"),)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        return {
            "entry": self.entry_id,
            "n": self.n,
            "verb": self.verb,
            "reason": self.reason,
            "valid_to": self.valid_to,
            "review_at": self.review_at,
            **self.by_whom(),
        }


class Batch(Step):
    """A list of those who arrive, looked up row by row: how many rows there are, and how many of them are done.

    Its rows, and what was asked of those who were not found, are deleted at `erased_at`.
    """

    rows = models.SmallIntegerField()
    done = models.SmallIntegerField(default=0)
    erased_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["unit", "-at"], name="batch_of_unit"),)

    def __str__(self) -> str:
        return f"{self.done}/{self.rows} {self.at:%d.%m %H:%M}"

    @property
    def is_done(self) -> bool:
        """Whether every row was looked up."""
        return self.done >= self.rows

    def to_ledger(self) -> dict[str, Any]:
        """Return the list as it stands in the ledger; each of its look-ups stands there too."""
        return {"rows": self.rows, "erased_at": self.erased_at, **self.by_whom()}


class BatchRows(models.Model):
    """The rows of a list as they were given: of the unit that gave it alone."""

    batch = models.OneToOneField(Batch, models.PROTECT, primary_key=True, related_name="words")
    body = models.JSONField()
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return str(self.batch_id)


class LookUp(Step):
    """That somebody looked something up, for what purpose. `matter` is the event it is bound to; else a person present.

    `asked` is a digest of what was asked, by which the same again is told; `is_wide` a wide search.
    """

    purpose = models.TextField()
    matter = models.UUIDField(null=True)
    way = models.TextField(choices=[(way, way) for way in WAYS])
    is_wide = models.BooleanField(default=False)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="look_ups", db_index=False)
    n = models.SmallIntegerField(null=True)
    digest = models.BinaryField(max_length=32)
    commitment = models.BinaryField(max_length=32)

    class Meta:
        indexes = (
            models.Index(fields=["officer", "-at"], name="lookup_of_officer"),
            models.Index(fields=["unit", "-at", "-id"], name="lookup_of_unit"),
            models.Index(fields=["batch", "n"], name="lookup_of_batch", condition=Q(batch__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.officer_name} {self.at:%d.%m %H:%M}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the look-up as it stands in the ledger; what was asked is committed to, and erasable."""
        return {
            "purpose": self.purpose,
            "matter": self.matter,
            "way": self.way,
            "is_wide": self.is_wide,
            **({"batch": self.batch_id, "n": self.n} if self.batch_id else {}),
            "commitment": bytes(self.commitment).hex(),
            **self.by_whom(),
        }


class Asked(models.Model):
    """What was looked for, in words: of the unit that asked alone."""

    look_up = models.OneToOneField(LookUp, models.PROTECT, primary_key=True, related_name="words")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField()
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return str(self.look_up_id)


class Hit(models.Model):
    """An entry that was found: how high, for which reasons (codes without words), and how it was settled.

    Its owner, `owner`, is told that it was found, by which unit and how it was settled.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    look_up = models.ForeignKey(LookUp, models.PROTECT, related_name="hits", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="hits")
    owner = models.IntegerField()
    rank = models.SmallIntegerField()
    score = models.SmallIntegerField()
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    state = models.TextField(default=HIT.start, choices=[(state, state) for state in HIT.states])
    answer = models.TextField(blank=True)
    note = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.IntegerField(null=True)
    settled_by_name = models.TextField(blank=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("look_up", "rank")
        constraints = (
            models.UniqueConstraint(fields=["look_up", "entry"], name="hit_once"),
            models.CheckConstraint(
                name="hit_open_or_settled",
                condition=Q(state=HIT.start, settled_at=None) | (~Q(state=HIT.start) & Q(settled_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.look_up_id} {self.rank}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet whether it is the same."""
        return self.state == HIT.start

    def to_ledger(self) -> dict[str, Any]:
        """Return the finding as it stands in the ledger."""
        return {
            "look_up": self.look_up_id,
            "entry": self.entry_id,
            "owner": self.owner,
            "rank": self.rank,
            "score": self.score,
            "reasons": self.reasons,
            "at": self.at,
            "unit": self.unit_id,
        }

    def settled_facts(self) -> dict[str, Any]:
        """Return how it was settled, for the ledger."""
        return {
            "state": self.state,
            "answer": self.answer,
            "note": self.note,
            "settled_at": self.settled_at,
            "settled_by": self.settled_by,
            "settled_by_name": self.settled_by_name,
        }


ledgered(
    "databank.entered",
    model=Entry,
    data=Entry.to_ledger,
    rows=lambda: Entry.objects.select_related("words"),
    content=words_of,
    erased_by="databank.erased",
)
ledgered("databank.moved", model=EntryStep, data=EntryStep.to_ledger)
ledgered(
    "databank.looked_up",
    model=LookUp,
    data=LookUp.to_ledger,
    rows=lambda: LookUp.objects.select_related("words"),
    content=words_of,
    erased_by="databank.forgotten",
)
ledgered("databank.listed", model=Batch, data=Batch.to_ledger)
ledgered("databank.hit", model=Hit, data=Hit.to_ledger)
ledgered("databank.settled", model=Hit, data=Hit.settled_facts, rows=lambda: Hit.objects.exclude(settled_at=None))

from ortaq.databank import indexed, materials  # noqa: E402, F401 - tables in files of their own
