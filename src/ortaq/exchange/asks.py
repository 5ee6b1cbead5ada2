"""What units ask of each other: to each asked unit a request of its own, and the steps that it takes.

A request is a message whose relation is "request", and what is said about it are messages of the same matter; here
stands how far it has come. `state`, `steps`, `clock`, `counted_from`, `promised_at` and `ended_at` repeat the steps:
they are the record.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.directory.models import Unit
from ortaq.exchange.models import Message, Recipient, Step
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7
from ortaq.rules.life import REQUEST

ASKED = "request"
OPEN = tuple(state for state in REQUEST.states if state not in REQUEST.ended)
ENDED = tuple(sorted(REQUEST.ended))


class RequestQuerySet(models.QuerySet["Request"]):
    """The words in which requests are asked for; they chain."""

    def to_unit(self, unit: int) -> RequestQuerySet:
        """What others ask of this unit."""
        return self.filter(unit=unit)

    def by_unit(self, unit: int) -> RequestQuerySet:
        """What this unit asks of others."""
        return self.filter(asker=unit)

    def unanswered(self) -> RequestQuerySet:
        """Those that still want an answer."""
        return self.exclude(state__in=ENDED)


class Request(models.Model):
    """What one unit is asked by another: of which kind, how urgent, received when, and where it stands now.

    `clock` is the fact from which the present terms run, at `counted_from`: the request itself, or its clarification.
    `via` is the request that was sent on to this unit.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    message = models.ForeignKey(Message, models.PROTECT, related_name="requests", db_index=False)
    recipient = models.OneToOneField(Recipient, models.PROTECT, related_name="request")
    asker = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    urgency = models.TextField()
    wanted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    via = models.ForeignKey("self", models.PROTECT, null=True, related_name="sent_on", db_index=False)

    state = models.TextField(default=REQUEST.start, choices=[(state, state) for state in REQUEST.states])
    steps = models.SmallIntegerField(default=0)
    clock = models.UUIDField()
    counted_from = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    visible_to = ArrayField(models.IntegerField())

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["unit", "-received_at", "-id"], name="request_to_unit"),
            models.Index(fields=["asker", "-received_at", "-id"], name="request_by_unit"),
            models.Index(fields=["unit", "-received_at"], name="request_open", condition=~Q(state__in=ENDED)),
            models.Index(fields=["clock"], name="request_clock"),
        )
        constraints = (
            models.UniqueConstraint(fields=["message", "unit"], name="request_once"),
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=sorted(REQUEST.states))),
        )

    def __str__(self) -> str:
        return f"{self.message_id} ? {self.unit_id}"

    @property
    def clocks(self) -> list[uuid.UUID]:
        """Every fact from which its terms ran: the request itself, and each clarification."""
        return [self.pk, *(step.pk for step in self.history.all() if step.verb == "supply")]

    @property
    def is_open(self) -> bool:
        """Whether it still wants an answer."""
        return self.state not in REQUEST.ended

    def to_ledger(self) -> dict[str, Any]:
        """Return what was asked of whom as it stands in the ledger; what became of it stands in its steps."""
        return {
            "message": self.message_id,
            "recipient": self.recipient_id,
            "asker": self.asker_id,
            "unit": self.unit_id,
            "kind": self.kind,
            "urgency": self.urgency,
            "wanted_at": self.wanted_at,
            "received_at": self.received_at,
            "via": self.via_id,
        }


class RequestStep(Step):
    """One step of a request; rows are only ever added. Its words, where it has some, are the message that it names."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    state = models.TextField()
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", db_index=False)
    ground = models.TextField(blank=True)
    promised_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("request", "n")
        constraints = (models.UniqueConstraint(fields=["request", "n"], name="request_step_in_order"),)

    def __str__(self) -> str:
        return f"{self.request_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        return {
            "request": self.request_id,
            "n": self.n,
            "verb": self.verb,
            "state": self.state,
            "message": self.message_id,
            "ground": self.ground,
            "promised_at": self.promised_at,
            **self.by_whom(),
        }


ledgered("request.asked", model=Request, data=Request.to_ledger)
ledgered("request.moved", model=RequestStep, data=RequestStep.to_ledger)
