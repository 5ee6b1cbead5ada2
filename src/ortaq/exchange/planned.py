"""Events of which a unit owes word: planned ones, told of ahead, and hand-overs, told of afterwards.

PlannedEvent  what is to take place, under which clause, when; for the unit that takes it down alone
EventMove     the event was put off or brought forward, or (no date) called off

Each date of an event is a fact of its own and makes a duty of its own: a duty's terms never change, so that of the
former date is void, where it had not run out, and another opens. The notice is a message that relates to the event.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered


class PlannedEvent(Step):
    """An event with a date of its own; where it stands now is told by its last move.

    `title` is what its unit calls it; "" where it was taken down with the notice that tells of it.
    """

    clause = models.TextField()
    edition = models.TextField()
    title = models.TextField()
    planned_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["unit", "-planned_at"], name="event_of_unit"),)

    def __str__(self) -> str:
        return self.title or self.clause

    @property
    def last(self) -> EventMove | None:
        """The last that became of it."""
        return max(self.moves.all(), key=lambda move: move.n, default=None)

    @property
    def stands_at(self) -> datetime | None:
        """When it takes place as it stands now; None where it was called off."""
        return self.last.planned_at if self.last else self.planned_at

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.stands_at is None

    def to_ledger(self) -> dict[str, Any]:
        """Return the event as it was taken down."""
        return {
            "clause": self.clause,
            "edition": self.edition,
            "title": self.title,
            "planned_at": self.planned_at,
            **self.by_whom(),
        }


class EventMove(Step):
    """A new date of an event, or none: it was called off. Rows are only ever added."""

    event = models.ForeignKey(PlannedEvent, models.PROTECT, related_name="moves", db_index=False)
    n = models.SmallIntegerField()
    planned_at = models.DateTimeField(null=True)
    reason = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "n"], name="event_move_in_order"),)

    def __str__(self) -> str:
        return f"{self.event_id} {self.n}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the new date as it stands in the ledger."""
        return {
            "event": self.event_id,
            "n": self.n,
            "planned_at": self.planned_at,
            "reason": self.reason,
            **self.by_whom(),
        }


ledgered("event.planned", model=PlannedEvent, data=PlannedEvent.to_ledger)
ledgered("event.moved", model=EventMove, data=EventMove.to_ledger)
