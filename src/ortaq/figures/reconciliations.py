"""What the members of a group found when they laid their statistics of a month side by side.

Reconciliation  a group's month: its counters, the act that was drawn up of it
Difference      one difference: of a figure, or of a record of two lists; whose it is to explain, the likely cause
DifferenceStep  how it was explained, corrected, agreed

A difference and its steps are seen by the members alone, for they may name a document; the counters by their superiors
too. What a difference says never changes: what differs otherwise is another one.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.directory.models import Group, Unit
from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7
from ortaq.rules.life import DIFFERENCE


class Reconciliation(Step):
    """A group's month, by whoever compared first. `total`, `open` count its differences; `act` was drawn up of it.

    `agreed_at` is when all members had signed for the first time, `agreed_by` the step of the act that says so.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    clause = models.TextField()
    edition = models.TextField()
    members = ArrayField(models.IntegerField())
    compared_at = models.DateTimeField()
    total = models.IntegerField(default=0)
    open = models.IntegerField(default=0)
    act = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["act"], name="reconciliation_of_act", condition=Q(act__isnull=False)),
            models.Index(fields=["month", "group"], name="reconciliation_month"),
        )
        constraints = (models.UniqueConstraint(fields=["group", "month"], name="reconciliation_once"),)

    def __str__(self) -> str:
        return f"{self.group_id} {self.month:%Y-%m}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the reconciliation as it was begun; what was found stands in its differences."""
        names = ("month", "clause", "edition")
        told = {name: getattr(self, name) for name in names}
        return {"group": self.group_id, "members": list(self.members), **told, **self.by_whom()}


class Difference(models.Model):
    """One difference. `said` holds the key of a record and what each side has; of a figure, each side's value."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    reconciliation = models.ForeignKey(Reconciliation, models.PROTECT, related_name="differences")
    n = models.IntegerField()
    indicator = models.TextField()
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    cause = models.TextField()
    said = models.JSONField()
    salt = models.BinaryField(max_length=16)
    commitment = models.BinaryField(max_length=32)
    found_at = models.DateTimeField()
    state = models.TextField(default=DIFFERENCE.start, choices=[(one, one) for one in DIFFERENCE.states])
    steps = models.SmallIntegerField(default=0)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("reconciliation", "n")
        constraints = (
            models.UniqueConstraint(fields=["reconciliation", "n"], name="difference_in_order"),
            models.CheckConstraint(name="difference_state_known", condition=Q(state__in=sorted(DIFFERENCE.states))),
        )

    def __str__(self) -> str:
        return f"{self.reconciliation_id} {self.n} {self.state}"

    @property
    def key(self) -> str:
        """The number of the record that it is about; "" where it is about the figure itself."""
        return str(self.said.get("key", ""))

    def same_as(self) -> tuple[str, int, str, str]:
        """Return what makes two findings the same difference."""
        return same_as(self.indicator, self.owner_id, self.cause, self.said)

    def to_ledger(self) -> dict[str, Any]:
        """Return the difference as it stands in the ledger: of which figure, whose, and a commitment to the rest."""
        return {
            "reconciliation": self.reconciliation_id,
            "n": self.n,
            "indicator": self.indicator,
            "owner": self.owner_id,
            "cause": self.cause,
            "found_at": self.found_at,
            "commitment": bytes(self.commitment).hex(),
        }


class DifferenceStep(Step):
    """One step of a difference; its words are committed to, for they may name somebody."""

    difference = models.ForeignKey(Difference, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    state = models.TextField()
    words = models.TextField(blank=True)
    salt = models.BinaryField(max_length=16)
    commitment = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("difference", "n")
        constraints = (models.UniqueConstraint(fields=["difference", "n"], name="difference_step_in_order"),)

    def __str__(self) -> str:
        return f"{self.difference_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        names = ("n", "verb", "state")
        told = {name: getattr(self, name) for name in names}
        return {
            "difference": self.difference_id,
            **told,
            "commitment": bytes(self.commitment).hex(),
            **self.by_whom(),
        }


def same_as(indicator: str, owner: int, cause: str, said: dict[str, Any]) -> tuple[str, int, str, str]:
    """Return what makes two findings the same difference: all that it says."""
    return indicator, owner, cause, json.dumps(said, sort_keys=True, ensure_ascii=False)


ledgered("reconciliation.begun", model=Reconciliation, data=Reconciliation.to_ledger)
ledgered(
    "difference.found",
    model=Difference,
    data=Difference.to_ledger,
    content=lambda one: (one.said, bytes(one.salt)),
)
ledgered(
    "difference.moved",
    model=DifferenceStep,
    data=DifferenceStep.to_ledger,
    content=lambda one: (one.words, bytes(one.salt)),
)
