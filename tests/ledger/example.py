"""A table of the business as another package would bring it: append-only, with a header and an erasable content."""

from __future__ import annotations

from typing import Any

from django.db import models

from ortaq.ledger.registry import Book


class Slip(models.Model):
    """A slip of paper handed over at the barrier."""

    id = models.UUIDField(primary_key=True)
    unit = models.IntegerField()
    note = models.TextField()
    at = models.DateTimeField()
    commitment = models.BinaryField()
    words = models.TextField(null=True)
    salt = models.BinaryField(null=True)

    class Meta:
        app_label = "ledger_example"
        db_table = "example_slip"

    def facts(self) -> dict[str, Any]:
        return {"unit": self.unit, "note": self.note, "at": self.at, "commitment": bytes(self.commitment).hex()}

    def opened(self) -> tuple[Any, bytes] | None:
        return None if self.salt is None else (self.words, bytes(self.salt))


BOOK = Book("slip", Slip, Slip.facts, content=Slip.opened, erased_by="slip.erased")
