"""The lists behind figures, by which two sides are matched record by record.

Listing  one list of a unit for an indicator and a month, committing to its records; the newest one stands
Record   one record of a list: a number, a day, how many

Both are seen by the unit and its counterparts alone: a document's number is somebody's own.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7


class Listing(Step):
    """A list that a unit gave. `batch` is the form or file that it came with; a later list takes its place."""

    indicator = models.TextField()
    month = models.DateField()
    n = models.SmallIntegerField()
    records = models.IntegerField()
    total = models.DecimalField(max_digits=20, decimal_places=3)
    cut_off = models.TextField()
    source = models.TextField()
    batch = models.UUIDField()
    salt = models.BinaryField(max_length=16)
    commitment = models.BinaryField(max_length=32)
    stands = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["unit", "indicator", "month", "n"], name="listing_in_order"),
            models.UniqueConstraint(
                fields=["unit", "indicator", "month"], condition=Q(stands=True), name="listing_one_stands"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.indicator} {self.month:%Y-%m} {self.n}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the list as it stands in the ledger: what it is of and how long, and a commitment to its records."""
        names = ("indicator", "month", "n", "records", "cut_off", "source", "batch")
        told = {name: getattr(self, name) for name in names}
        return {**told, "total": f"{self.total:.3f}", "commitment": bytes(self.commitment).hex(), **self.by_whom()}


class Record(models.Model):
    """One record. `folded` is its key in the form in which two spellings are the same."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="rows", db_index=False)
    n = models.IntegerField()
    key = models.TextField()
    folded = models.TextField()
    fields = models.JSONField(default=dict)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("listing", "n")
        constraints = (models.UniqueConstraint(fields=["listing", "n"], name="record_in_order"),)

    def __str__(self) -> str:
        return f"{self.listing_id} {self.n}"

    def said(self) -> dict[str, Any]:
        """Return what the record says, as the list commits to it."""
        return {"key": self.key, "fields": self.fields}


def content(records: Any) -> list[dict[str, Any]]:
    """Return what a list commits to: its records in their order."""
    return [one.said() for one in records]


def _opened(listing: Listing) -> tuple[Any, bytes] | None:
    return content(listing.rows.order_by("n")), bytes(listing.salt)


ledgered("figure.listed", model=Listing, data=Listing.to_ledger, content=_opened)
