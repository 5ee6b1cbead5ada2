"""What is owed: who owes it to whom, under which clause of which edition, by when, and what became of it.

A duty's terms never change once it is opened; what happens to it is a row of `DutyMove`. Where the duty stands
(`status`, `moves`, `wake_at`) repeats the last move, so that a list or the clock need not read the history.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.directory.models import Unit
from ortaq.ledger.registry import ledgered
from ortaq.rules.life import DUTY, PENDING


class DutyQuerySet(models.QuerySet["Duty"]):
    """The words in which duties are asked for; they chain."""

    def owed_by(self, unit: int) -> DutyQuerySet:
        """Duties that this unit owes."""
        return self.filter(owed_by=unit)

    def owed_to(self, unit: int) -> DutyQuerySet:
        """Duties that others owe to this unit."""
        return self.filter(owed_to=unit)

    def unfinished(self) -> DutyQuerySet:
        """Duties that still want something done."""
        return self.filter(status__in=PENDING)

    def begun(self, *, at: datetime) -> DutyQuerySet:
        """Duties whose window has opened by `at`."""
        return self.filter(opens_at__lte=at)

    def overdue(self) -> DutyQuerySet:
        """Duties whose term has run out and that nobody has done."""
        return self.filter(status__in=("overdue", "explained"))


class Duty(models.Model):
    """One thing owed by one unit, to one other where it is owed to somebody."""

    id = models.UUIDField(primary_key=True)
    key = models.TextField(unique=True)
    rule = models.TextField()
    clause = models.TextField()
    edition = models.TextField()
    regime = models.TextField()
    owed_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    owed_to = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, db_index=False)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    covers_from = models.DateTimeField(null=True)
    covers_to = models.DateTimeField(null=True)
    zone = models.TextField()
    why = models.JSONField()
    record = models.UUIDField(null=True)
    rank = models.SmallIntegerField()
    expiry = models.TextField(default="lapse")

    status = models.TextField(default="open", choices=[(state, state) for state in DUTY.states])
    moves = models.SmallIntegerField(default=0)
    wake_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    visible_to = ArrayField(models.IntegerField())

    objects = DutyQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=["owed_by", "opens_at"],
                name="duty_unfinished_by",
                condition=Q(status__in=PENDING),
            ),
            models.Index(
                fields=["owed_to", "opens_at"],
                name="duty_unfinished_to",
                condition=Q(status__in=PENDING),
            ),
            models.Index(fields=["owed_by", "-due_at"], name="duty_of_unit"),
            models.Index(
                fields=["remind_at"], name="duty_reminds", condition=Q(status="open", remind_at__isnull=False)
            ),
            models.Index(fields=["-due_at", "-id"], name="duty_by_term"),
            models.Index(fields=["record"], name="duty_of_record", condition=Q(record__isnull=False)),
            models.Index(fields=["wake_at"], name="duty_wakes_pressing", condition=Q(rank=0, wake_at__isnull=False)),
            models.Index(fields=["wake_at"], name="duty_wakes", condition=Q(rank__gt=0, wake_at__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(
                name="duty_due_not_before_it_opens",
                condition=Q(due_at=None) | Q(due_at__gte=models.F("opens_at")),
            ),
            models.CheckConstraint(name="duty_status_known", condition=Q(status__in=sorted(DUTY.states))),
        )

    def __str__(self) -> str:
        return self.key

    def is_in_time(self, at: datetime) -> bool:
        """Whether what is done at `at` is done in time: both ends of the window belong to it."""
        return self.due_at is None or at <= self.due_at

    @property
    def is_unfinished(self) -> bool:
        """Whether it still wants something done."""
        return self.status in PENDING

    def to_ledger(self) -> dict[str, Any]:
        """Return the terms of the duty as they stand in the ledger; what became of it stands in its moves."""
        return {
            "key": self.key,
            "rule": self.rule,
            "clause": self.clause,
            "edition": self.edition,
            "regime": self.regime,
            "owed_by": self.owed_by_id,
            "owed_to": self.owed_to_id,
            "opens_at": self.opens_at,
            "due_at": self.due_at,
            "covers_from": self.covers_from,
            "covers_to": self.covers_to,
            "zone": self.zone,
            "expiry": self.expiry,
            "record": self.record,
        }


class DutyMove(models.Model):
    """One step in a duty's life; rows are only ever added.

    `at` is the time that counts in law (it was done, it ran out), `recorded_at` when the program took it down.
    """

    id = models.UUIDField(primary_key=True)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    status = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    officer = models.IntegerField(null=True)
    officer_name = models.TextField()
    unit = models.IntegerField(null=True)
    record = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    ground = models.TextField(blank=True)
    promised_at = models.DateTimeField(null=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("duty", "n")
        constraints = (models.UniqueConstraint(fields=["duty", "n"], name="duty_move_in_order"),)

    def __str__(self) -> str:
        return f"{self.duty_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        return {
            "duty": self.duty_id,
            "n": self.n,
            "verb": self.verb,
            "status": self.status,
            "at": self.at,
            "record": self.record,
            "reason": self.reason,
            "ground": self.ground,
            "promised_at": self.promised_at,
        }


class ClockBeat(models.Model):
    """What the clock engine says of itself: when it last looked, and how late its latest and its worst steps were."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField()
    late_ms = models.IntegerField()
    worst_ms = models.IntegerField()
    worst_at = models.DateTimeField(null=True)
    moved = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


def new_key(*parts: object) -> str:
    """Return the key that the same rule, parties and origin always give, so that a duty is opened once."""
    return "|".join("" if part is None else str(part) for part in parts)


ledgered("duty.opened", model=Duty, data=Duty.to_ledger)
ledgered("duty.moved", model=DutyMove, data=DutyMove.to_ledger)
