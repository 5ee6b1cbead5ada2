"""Forces and means: what a unit has, what of it is promised to whom, and what became of each promise.

Resource        people by function, a vehicle, a dog, a technical means; a pool that is counted, or one of its own
ResourceStep    counted anew, or taken off the list
Commitment      so much of a resource, for a time, for a purpose: a request of another unit, or the unit's own
CommitmentStep  arrived, prolonged, released, called back

A commitment bears what its resource is called, for whoever is helped does not see the other unit's list. `amount` of a
resource and `state` of a commitment repeat their steps: they are the record. That no resource is promised beyond what
there is, PostgreSQL holds too (migration 0004).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from ortaq.directory.models import Unit
from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered
from ortaq.rules.life import COMMITMENT

OPEN = tuple(state for state in COMMITMENT.states if state not in COMMITMENT.ended)
REQUEST, PATROL, OPERATION, AWAY = "request", "patrol", "operation", "away"
"""What a commitment is for: a request of another unit, a joint patrol, a joint measure; or nothing: not free."""
COUNTED, WITHDRAWN = "count", "withdraw"


class Period(Func):
    """A range of instants, its end excluded."""

    function = "tstzrange"
    output_field = models.Field()


class Resource(Step):
    """Something that the unit has and can give, entered at `at`; one that is not counted is one.

    `name` is a call sign, a plate, a number – never a person's name.
    """

    kind = models.TextField()
    name = models.TextField(blank=True)
    counted = models.BooleanField(default=False)
    entered = models.IntegerField()
    amount = models.IntegerField()
    steps = models.SmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["unit", "kind"], name="resource_of_unit"),)
        constraints = (
            models.CheckConstraint(
                name="resource_amount", condition=Q(amount__gte=0) & (Q(counted=True) | Q(amount__lte=1))
            ),
        )

    def __str__(self) -> str:
        return self.name or self.kind

    @property
    def is_listed(self) -> bool:
        """Whether the unit still has it."""
        return self.withdrawn_at is None

    def to_ledger(self) -> dict[str, Any]:
        """Return the resource as it was entered; how often it was counted since stands in its steps."""
        return {
            "kind": self.kind,
            "name": self.name,
            "counted": self.counted,
            "entered": self.entered,
            **self.by_whom(),
        }


class ResourceStep(Step):
    """A resource counted anew, or taken off the list, and why."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    amount = models.IntegerField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("resource", "n")
        constraints = (models.UniqueConstraint(fields=["resource", "n"], name="resource_step_in_order"),)

    def __str__(self) -> str:
        return f"{self.resource_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        names = ("n", "verb", "amount", "reason")
        return {"resource": self.resource_id, **{name: getattr(self, name) for name in names}, **self.by_whom()}


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """The words in which commitments are asked for; they chain."""

    def open(self) -> CommitmentQuerySet:
        """Those not released and not called back."""
        return self.filter(state__in=OPEN)

    def between(self, start: datetime, end: datetime, *, at: datetime) -> CommitmentQuerySet:
        """Those open that take something from the time from `start` to `end`; what has overrun by `at` goes on."""
        return self.open().filter(Q(starts_at__lt=end) & (Q(ends_at__gt=start) | Q(ends_at__lte=at)))


class Commitment(Step):
    """So much of a resource promised by its unit to another (or kept for itself), from when until when.

    `record` is what it is for, by its purpose: the request, patrol or measure. `starts_at` is when they are due there;
    `promised_until` is the end that was promised first, where it was prolonged since.
    """

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="commitments", db_index=False)
    kind = models.TextField()
    name = models.TextField(blank=True)
    amount = models.IntegerField()
    single = models.BooleanField()
    to = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    purpose = models.TextField()
    record = models.UUIDField(null=True)
    ground = models.TextField(blank=True)
    message = models.UUIDField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    state = models.TextField(default=COMMITMENT.start, choices=[(state, state) for state in COMMITMENT.states])
    steps = models.SmallIntegerField(default=0)
    promised_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["resource", "starts_at"], name="commitment_open", condition=Q(ended_at=None)),
            models.Index(fields=["to", "-starts_at"], name="commitment_to_unit"),
            models.Index(fields=["unit", "-starts_at"], name="commitment_by_unit"),
            models.Index(fields=["record"], name="commitment_for"),
        )
        constraints = (
            models.CheckConstraint(name="commitment_period", condition=Q(starts_at__lt=F("ends_at"))),
            models.CheckConstraint(name="commitment_amount", condition=Q(amount__gte=1)),
            models.CheckConstraint(name="commitment_state_known", condition=Q(state__in=sorted(COMMITMENT.states))),
            ExclusionConstraint(
                name="commitment_one_at_a_time",
                expressions=[
                    ("resource", RangeOperators.EQUAL),
                    (Period("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(single=True, state__in=sorted(OPEN)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.resource_id} {self.amount} → {self.to_id}"

    @property
    def is_open(self) -> bool:
        """Whether it still takes something from the resource."""
        return self.state not in COMMITMENT.ended

    def is_overrun(self, at: datetime) -> bool:
        """Whether its time is over and nobody has released it."""
        return self.is_open and self.ends_at <= at

    def to_ledger(self) -> dict[str, Any]:
        """Return what was promised as it stands in the ledger; what became of it stands in its steps."""
        names = ("kind", "name", "amount", "purpose", "record", "ground", "message", "starts_at", "ends_at")
        facts = {name: getattr(self, name) for name in names} | {"ends_at": self.promised_until or self.ends_at}
        return {"resource": self.resource_id, "to": self.to_id, **facts, **self.by_whom()}


class CommitmentStep(Step):
    """One step of a commitment: `at` is when it happened, `recorded_at` when it was taken down.

    `until` is how long they stay, where it was prolonged.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    state = models.TextField()
    ground = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("commitment", "n")
        constraints = (models.UniqueConstraint(fields=["commitment", "n"], name="commitment_step_in_order"),)

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        names = ("n", "verb", "state", "ground", "recorded_at", *(("until",) if self.until else ()))
        return {"commitment": self.commitment_id, **{name: getattr(self, name) for name in names}, **self.by_whom()}


ledgered("resource.entered", model=Resource, data=Resource.to_ledger)
ledgered("resource.moved", model=ResourceStep, data=ResourceStep.to_ledger)
ledgered("commitment.made", model=Commitment, data=Commitment.to_ledger)
ledgered("commitment.moved", model=CommitmentStep, data=CommitmentStep.to_ledger)
