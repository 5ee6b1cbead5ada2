"""Channels out of the console, what is to go over them, and each attempt."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.directory.models import Unit
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7
from ortaq.rules.life import CHANNEL, DELIVERY

MAIL, SMS, WEBHOOK = "mail", "sms", "webhook"
KINDS = (MAIL, SMS, WEBHOOK)
ALARMS, EVERYTHING, CLOCKS = "alarms", "everything", "clocks"
ABOUT = (ALARMS, EVERYTHING, CLOCKS)
SENT, FAILED, GIVEN_UP, DROPPED = "sent", "failed", "given_up", "dropped"


class Channel(models.Model):
    """A way by which a unit is reached outside its console. Its secret is locked, and shown once, when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS])
    address = models.TextField()
    about = models.TextField(choices=[(about, about) for about in ABOUT])
    language = models.TextField()
    secret = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.IntegerField()
    asked_by_name = models.TextField()
    status = models.TextField(default="asked", choices=[(state, state) for state in CHANNEL.states])
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (models.Index(fields=["unit"], name="channel_on", condition=Q(status="on")),)
        constraints = (
            models.CheckConstraint(name="channel_status_known", condition=Q(status__in=sorted(CHANNEL.states))),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"

    def to_ledger(self) -> dict[str, Any]:
        """Return what was asked for; of a secret the ledger knows nothing."""
        return {
            "unit": self.unit_id,
            "kind": self.kind,
            "address": self.address,
            "about": self.about,
            "language": self.language,
            "asked_at": self.asked_at,
            "asked_by": self.asked_by,
        }


class ChannelMove(models.Model):
    """A step in a channel's life: confirmed by a second person, switched off."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="history", db_index=False)
    verb = models.TextField()
    status = models.TextField()
    at = models.DateTimeField()
    officer = models.IntegerField()
    officer_name = models.TextField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=["channel", "verb"], name="channel_move_once"),)

    def __str__(self) -> str:
        return f"{self.channel_id} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        return {
            "channel": self.channel_id,
            "verb": self.verb,
            "status": self.status,
            "at": self.at,
            "officer": self.officer,
            "officer_name": self.officer_name,
        }


class Delivery(models.Model):
    """One thing that is to go over one channel: of a message, or that a term of the unit has run out.

    Its id is what the other side knows it by: whoever gets it twice sees that it is the same. Where it stands repeats
    its attempts; `next_at` is when the clock looks again, `tried_at` when an attempt last began.
    """

    id = models.UUIDField(primary_key=True)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    message = models.ForeignKey("exchange.Message", models.PROTECT, related_name="deliveries", null=True)
    alarms = models.BooleanField()
    at = models.DateTimeField()
    status = models.TextField(choices=[(state, state) for state in DELIVERY.states])
    tries = models.SmallIntegerField()
    tried_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(null=True)
    noted_by = models.IntegerField(null=True)
    noted_by_name = models.TextField(default="")
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(status="waiting")),
            models.Index(
                fields=["unit"],
                name="delivery_in_trouble",
                condition=Q(status="waiting", failing_since__isnull=False) | Q(status="given_up"),
            ),
            models.Index(fields=["channel", "-at"], name="delivery_of_channel"),
        )
        constraints = (
            models.UniqueConstraint(fields=["channel", "message"], name="delivery_once"),
            models.UniqueConstraint(
                fields=["channel"],
                name="delivery_of_terms_one_at_a_time",
                condition=Q(message__isnull=True, status="waiting"),
            ),
            models.CheckConstraint(name="delivery_status_known", condition=Q(status__in=sorted(DELIVERY.states))),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def noted(self) -> dict[str, Any]:
        """Return who has noted that it was given up, for the ledger."""
        return {"delivery": self.pk, "at": self.noted_at, "officer": self.noted_by, "officer_name": self.noted_by_name}


class Attempt(models.Model):
    """One attempt, and what came of it: sent (with the other side's own id), failed (why), given up, dropped."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts", db_index=False)
    message = models.UUIDField(null=True)
    channel = models.UUIDField()
    unit = models.IntegerField()
    kind = models.TextField()
    n = models.SmallIntegerField()
    at = models.DateTimeField()
    outcome = models.TextField()
    reason = models.TextField(blank=True)
    gateway_id = models.TextField(blank=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("delivery", "n")
        constraints = (models.UniqueConstraint(fields=["delivery", "n", "outcome"], name="attempt_once"),)

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.n} {self.outcome}"

    def to_ledger(self) -> dict[str, Any]:
        """Return what was sent to whom by which channel when, under which id of the other side's; or given up."""
        return {
            "delivery": self.delivery_id,
            "message": self.message,
            "channel": self.channel,
            "unit": self.unit,
            "kind": self.kind,
            "n": self.n,
            "at": self.at,
            "gateway_id": self.gateway_id,
        }


class Carried(models.Model):
    """The words that a delivery may carry out, as their handling allows; gone as soon as it has ended."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, primary_key=True, related_name="carried")
    words = models.TextField()
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return str(self.delivery_id)


ledgered("channel.asked", model=Channel, data=Channel.to_ledger)
ledgered("channel.moved", model=ChannelMove, data=ChannelMove.to_ledger)
for kind in (SENT, GIVEN_UP):
    ledgered(
        f"delivery.{kind}",
        model=Attempt,
        data=Attempt.to_ledger,
        rows=lambda outcome=kind: Attempt.objects.filter(outcome=outcome),  # type: ignore[misc]
    )
ledgered(
    "delivery.noted", model=Delivery, data=Delivery.noted, rows=lambda: Delivery.objects.exclude(noted_at__isnull=True)
)
