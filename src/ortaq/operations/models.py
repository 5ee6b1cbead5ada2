"""What units do together: one joint measure, whatever its kind, with its steps; the log has a file of its own.

Operation      the header: which kind, under which clause, between whom, from when until when, where it stands
OperationStep  one step of its life: begun, closed, called off; the words of why stand in the log

A header is seen by the parties and their superiors, the words by the parties alone. `state`, `steps`, `begun_at` and
`ended_at` repeat the steps.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ortaq.directory.models import Unit
from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7
from ortaq.rules.life import OPERATION

UNDER_WAY = "under_way"
OPEN = tuple(state for state in OPERATION.states if state not in OPERATION.ended)


class OperationQuerySet(models.QuerySet["Operation"]):
    """The words in which joint measures are asked for; they chain."""

    def of_party(self, unit: int) -> OperationQuerySet:
        """Those to which the unit is party."""
        return self.filter(parties__contains=[unit])

    def unfinished(self) -> OperationQuerySet:
        """Those that are planned or under way."""
        return self.filter(state__in=OPEN)

    def under_way(self) -> OperationQuerySet:
        """Those that have begun and are not over."""
        return self.filter(state=UNDER_WAY)


class Operation(models.Model):
    """A joint measure. Its number runs by the unit that opened it, and the year.

    `starts_at`, `ends_at` are what was planned; `begun_at` is when it began. While it is under way each party owes word
    of the situation every `rhythm` minutes; None: as often as the pack says. `activation` is the variant of action
    that opened it, `mandate` the act that founds it, `report` the act that was drawn up of it; `room` is the number
    of its room, where only members see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.TextField()
    clause = models.TextField()
    edition = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    parties = ArrayField(models.IntegerField())
    activation = models.OneToOneField("acts.Activation", models.PROTECT, null=True, related_name="operation")
    mandate = models.ForeignKey("acts.Act", models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    rhythm = models.IntegerField(null=True)
    room = models.IntegerField(null=True, unique=True)

    state = models.TextField(default=OPERATION.start, choices=[(state, state) for state in OPERATION.states])
    steps = models.SmallIntegerField(default=0)
    entries = models.IntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    report = models.OneToOneField("acts.Act", models.PROTECT, null=True, related_name="reported_operation")
    visible_to = ArrayField(models.IntegerField())

    objects = OperationQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-id")
        indexes = (
            models.Index(fields=["-opened_at", "-id"], name="operation_newest"),
            models.Index(fields=["begun_at"], name="operation_under_way", condition=Q(state=UNDER_WAY)),
        )
        constraints = (
            models.UniqueConstraint(fields=["unit", "year", "number"], name="operation_number_once"),
            models.CheckConstraint(name="operation_state_known", condition=Q(state__in=sorted(OPERATION.states))),
            models.CheckConstraint(
                name="operation_planned_in_order",
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def is_open(self) -> bool:
        """Whether it is planned or under way."""
        return self.state in OPEN

    @property
    def is_under_way(self) -> bool:
        """Whether it has begun and is not over."""
        return self.state == UNDER_WAY

    def to_ledger(self) -> dict[str, Any]:
        """Return the header as it stands in the ledger; what became of it stands in its steps and its log."""
        names = ("kind", "clause", "edition", "year", "number", "opened_at", "starts_at", "ends_at", "rhythm")
        return {
            "unit": self.unit_id,
            "parties": list(self.parties),
            "activation": self.activation_id,
            **({"mandate": self.mandate_id} if self.mandate_id else {}),
            **{name: getattr(self, name) for name in names},
        }


class OperationStep(Step):
    """One step; rows are only ever added. `entry` is where the log says why."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    state = models.TextField()
    entry = models.OneToOneField("LogEntry", models.PROTECT, null=True, related_name="step")

    class Meta:
        ordering = ("operation", "n")
        constraints = (models.UniqueConstraint(fields=["operation", "n"], name="operation_step_in_order"),)

    def __str__(self) -> str:
        return f"{self.operation_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        return {
            "operation": self.operation_id,
            "n": self.n,
            "verb": self.verb,
            "state": self.state,
            "entry": self.entry_id,
            **self.by_whom(),
        }


class OperationNumbering(models.Model):
    """The last number that a unit has given in a year to its joint measures."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "year"], name="operation_numbering_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


ledgered("operation.opened", model=Operation, data=Operation.to_ledger)
ledgered("operation.moved", model=OperationStep, data=OperationStep.to_ledger)

from ortaq.operations import log, rooms  # noqa: E402, F401 - tables in files of their own
