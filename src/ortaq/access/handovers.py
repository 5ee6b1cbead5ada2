"""The hand-over of a watch as it stands on paper: what was open, what the officer said of it, who signed, when.

HandOver   the list as it was drawn up, in canonical form; nothing in it changes afterwards
Signature  one officer's word to it: he gave the watch, or he took it and read what had come since
"""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.access.models import Officer, Watch
from ortaq.directory.models import Unit
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7
from ortaq.wire import canonical

SIGNED, UNSIGNED, GAP = "signed", "unsigned", "gap"
GAVE, TOOK = "gave", "took"
KINDS = (SIGNED, UNSIGNED, GAP)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a canonical text, as it is printed."""
    return sha256(text.encode()).hexdigest()


class HandOver(models.Model):
    """What was open when a watch changed hands.

    "signed"    drawn up and signed by the officer who leaves; a later list of the same watch takes its place
    "unsigned"  the relief took the watch before the other had signed: the node drew up the list
    "gap"       nobody stood there from `since` to `at`: the list names what came meanwhile too
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    post = models.CharField(max_length=20)
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS])
    watch = models.ForeignKey(Watch, models.PROTECT, null=True, related_name="lists", db_index=False)
    since = models.DateTimeField(null=True)
    at = models.DateTimeField()
    body = models.TextField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (
            models.Index(fields=["unit", "-at"], name="access_handover_of_unit"),
            models.Index(fields=["watch", "-at"], name="access_handover_of_watch"),
        )
        constraints = (
            models.CheckConstraint(name="access_handover_of_whom", condition=Q(kind=GAP) | Q(watch__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id} {self.at:%d.%m %H:%M}"

    @cached_property
    def told(self) -> dict[str, Any]:
        """The list, read back."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def digest(self) -> str:
        """What both signatures name."""
        return digest_of(self.body)

    def to_ledger(self) -> dict[str, Any]:
        """Return the list as it stands in the ledger: its digest, for its words are the unit's own."""
        return {
            "unit": self.unit_id,
            "post": self.post,
            "kind": self.kind,
            "watch": self.watch_id,
            "since": self.since,
            "at": self.at,
            "sha256": self.digest,
        }


class Signature(models.Model):
    """One officer's word to a list; `came` is what he who took it saw besides, come after it was drawn up."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    handover = models.ForeignKey(HandOver, models.PROTECT, related_name="signatures")
    side = models.TextField(choices=[(GAVE, GAVE), (TOOK, TOOK)])
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    officer_name = models.TextField()
    post = models.CharField(max_length=20)
    session = models.TextField(blank=True)
    means = models.TextField()
    at = models.DateTimeField()
    watch = models.ForeignKey(Watch, models.PROTECT, related_name="+", db_index=False)
    came = models.TextField(blank=True, default="")
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["handover", "side"], name="access_signature_once"),)

    def __str__(self) -> str:
        return f"{self.officer_name} {self.side}"

    @cached_property
    def added(self) -> list[dict[str, Any]]:
        """What had come after the list was drawn up, read back."""
        return list(json.loads(self.came)) if self.came else []

    def to_ledger(self) -> dict[str, Any]:
        """Return the signature as it stands in the ledger: whose, to which list, how he proved to be himself."""
        return {
            "handover": self.handover_id,
            "sha256": self.handover.digest,
            "side": self.side,
            "officer": self.officer_id,
            "officer_name": self.officer_name,
            "post": self.post,
            "session": self.session,
            "means": self.means,
            "at": self.at,
            "watch": self.watch_id,
            "came": digest_of(self.came) if self.came else "",
        }


def canonical_list(items: Any) -> str:
    """Return what is listed in the one form that its digest is made from."""
    return canonical.text(items)


ledgered("handover.drawn", model=HandOver, data=HandOver.to_ledger)
ledgered(
    "handover.signed",
    model=Signature,
    data=Signature.to_ledger,
    rows=lambda: Signature.objects.select_related("handover"),
)
