"""Joint patrols: when, on which route, by which units, who leads; and what happened on the way.

Patrol      the plan: between whom, from when until when, the points of its route, on which ground
PatrolStep  set out, passed a point, noted an incident, came back with what was counted, or was called off

The route names places and no persons; whatever is to be said of persons goes as a message. What goes with a patrol are
commitments of its parties. `state`, `started_at` and `ended_at` repeat the steps: they are the record.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ortaq.directory.models import Unit
from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered
from ortaq.rules.life import PATROL

UNDER_WAY = "under_way"
COMING = ("planned", UNDER_WAY)


class PatrolQuerySet(models.QuerySet["Patrol"]):
    """The words in which patrols are asked for; they chain."""

    def of_party(self, unit: int) -> PatrolQuerySet:
        """Those to which the unit is party."""
        return self.filter(parties__contains=[unit])

    def unfinished(self) -> PatrolQuerySet:
        """Those that are to come or under way."""
        return self.filter(state__in=COMING)

    def within(self, start: datetime, end: datetime) -> PatrolQuerySet:
        """Those that touch the time."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Patrol(Step):
    """A patrol as it was planned, by `unit` at `at`.

    `points` are the places of the route in order, each {"name", "lat", "lon"}, the position as text or "". `act` is the
    version of the act that schedules it, `row` which of its rows.
    """

    edition = models.TextField()
    leads = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    parties = ArrayField(models.IntegerField())
    ground = models.TextField()
    route = models.TextField()
    points = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    act = models.UUIDField(null=True)
    row = models.SmallIntegerField(null=True)

    state = models.TextField(default=PATROL.start, choices=[(state, state) for state in PATROL.states])
    steps = models.SmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = PatrolQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["starts_at", "id"], name="patrol_by_time"),)
        constraints = (
            models.UniqueConstraint(fields=["act", "row"], condition=~Q(act=None), name="patrol_of_row_once"),
            models.CheckConstraint(name="patrol_period", condition=Q(starts_at__lt=F("ends_at"))),
            models.CheckConstraint(name="patrol_state_known", condition=Q(state__in=sorted(PATROL.states))),
            models.CheckConstraint(name="patrol_of_several", condition=Q(parties__len__gte=2)),
        )

    def __str__(self) -> str:
        return self.route

    @property
    def is_open(self) -> bool:
        """Whether it is still to come, or under way."""
        return self.state not in PATROL.ended

    def to_ledger(self) -> dict[str, Any]:
        """Return the plan as it stands in the ledger; what became of it stands in its steps."""
        names = ("edition", "parties", "ground", "route", "points", "starts_at", "ends_at", "act", "row")
        return {"leads": self.leads_id, **{name: getattr(self, name) for name in names}, **self.by_whom()}


class PatrolStep(Step):
    """One step of a patrol: `at` is when it happened, `recorded_at` when it was taken down.

    `point` is the place of the route that it is about, by its index; `counts` is what was counted at the end.
    """

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    state = models.TextField()
    point = models.SmallIntegerField(null=True)
    counts = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("patrol", "n")
        constraints = (
            models.UniqueConstraint(fields=["patrol", "n"], name="patrol_step_in_order"),
            models.UniqueConstraint(fields=["patrol", "point"], condition=Q(verb="pass"), name="patrol_point_once"),
        )

    def __str__(self) -> str:
        return f"{self.patrol_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        names = ("n", "verb", "state", "point", "counts", "reason", "recorded_at")
        return {"patrol": self.patrol_id, **{name: getattr(self, name) for name in names}, **self.by_whom()}


ledgered("patrol.planned", model=Patrol, data=Patrol.to_ledger)
ledgered("patrol.moved", model=PatrolStep, data=PatrolStep.to_ledger)
