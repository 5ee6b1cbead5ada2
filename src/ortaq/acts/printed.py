"""The paper of a version in force: made once, kept as it was signed.

Its bytes lie in the database and not among the blobs: they are some hundred kilobytes, are evidence, and must stand or
fall with the step that brought the act into force.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7


class Printed(models.Model):
    """One PDF of a version, in one language or two side by side (`kk+ru`)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    version = models.ForeignKey("acts.Version", models.PROTECT, related_name="papers", db_index=False)
    languages = models.TextField()
    sha256 = models.TextField()
    size = models.IntegerField()
    pdf = models.BinaryField()
    at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "languages"], name="printed_once"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.languages}"

    def to_ledger(self) -> dict[str, Any]:
        """Return which bytes were printed, as it stands in the ledger."""
        return {
            "version": self.version_id,
            "languages": self.languages,
            "sha256": self.sha256,
            "size": self.size,
            "at": self.at,
        }


ledgered("act.printed", model=Printed, data=Printed.to_ledger)
