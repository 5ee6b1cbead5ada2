"""A unit's report in work, written by several officers, and the fact that a sent message is the report of a window.

Document   the report of one window, in work; `n` counts on where an early one was sent that does not count
Version    one section as one officer left it; versions are only added, the newest is what stands
Presence   which officer has which section in hand just now
Filing     a sent message is the report of this window: what time it covers, early or late, and why

A document and its versions are the unit's own and stand in no ledger: a draft is nobody's statement. What was sent is
(`message.sent` commits to every word of it), and so is its filing. Erasing a sent content erases its versions too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ortaq.directory.models import Unit
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7

FIGURES = "figures"  # the section that holds what was counted
EARLY, IN_TIME, LATE = "early", "in_time", "late"


class Document(models.Model):
    """The report of one window of one unit. Its row never changes; that it was sent is its filing."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    rule = models.TextField()
    regime = models.TextField()
    opens_at = models.DateTimeField()
    n = models.SmallIntegerField(default=1)
    begun_at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "rule", "opens_at", "n"], name="document_once"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.opens_at:%d.%m.%Y} {self.n}"


class Version(models.Model):
    """One section as one officer left it: its words, the lines of its list, or what was counted."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    document = models.ForeignKey(Document, models.CASCADE, related_name="versions", db_index=False)
    section = models.TextField()
    n = models.IntegerField()
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    officer = models.IntegerField()
    officer_name = models.TextField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "section", "n"], name="version_once"),)

    def __str__(self) -> str:
        return f"{self.section} {self.n}"

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not self.text.strip() and not self.data.get("rows")


class Presence(models.Model):
    """Who has a section in hand: kept fresh while he types."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="hands", db_index=False)
    section = models.TextField()
    officer = models.IntegerField()
    officer_name = models.TextField()
    seen_at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "officer"], name="presence_once"),)

    def __str__(self) -> str:
        return f"{self.officer_name} {self.section}"


class Filing(models.Model):
    """The message is the report of this window. `counts`: it closes the window; an early one may not, by the pack."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    message = models.OneToOneField("exchange.Message", models.PROTECT, related_name="filing")
    document = models.UUIDField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    rule = models.TextField()
    regime = models.TextField()
    opens_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    covers_from = models.DateTimeField(null=True)
    covers_to = models.DateTimeField(null=True)
    standing = models.TextField(choices=[(one, one) for one in (EARLY, IN_TIME, LATE)])
    reason = models.TextField(blank=True)
    counts = models.BooleanField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (models.Index(fields=["unit", "rule", "-opens_at"], name="filing_of_unit"),)
        constraints = (models.UniqueConstraint(fields=["document"], name="filing_of_document"),)

    def __str__(self) -> str:
        return f"{self.message_id} {self.rule} {self.opens_at:%d.%m.%Y}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the filing as it stands in the ledger; the draft that it was made of is no part of it."""
        return {
            "message": self.message_id,
            "unit": self.unit_id,
            "rule": self.rule,
            "regime": self.regime,
            "opens_at": self.opens_at,
            "sent_at": self.sent_at,
            "covers_from": self.covers_from,
            "covers_to": self.covers_to,
            "standing": self.standing,
            "reason": self.reason,
            "counts": self.counts,
        }


def last_cut_off(unit: int, rule: str, before: datetime) -> datetime | None:
    """Return how far the reports of the window before really reach; None where there was none."""
    earlier = Filing.objects.filter(unit=unit, rule=rule, opens_at__lt=before).order_by("-opens_at", "-covers_to")
    last = earlier.first()
    return last.covers_to if last else None


ledgered("report.filed", model=Filing, data=Filing.to_ledger)
