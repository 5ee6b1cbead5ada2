"""Files that go with what is told. Their bytes stand outside the database (`lib.blobs`), each message's its own.

Upload      a file attached to a form that is not sent yet, for the officer who attached it
Attachment  the same file once it was sent: one row for one file, guarded as the words are

Name, type, size and hash stand in the message's content, under its commitment: they are as much part of what was told
as the words, and are erased with them. The rows say where the bytes are; `ortaq ledger verify` compares both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ortaq.lib.ids import uuid7

FILES = "files"
"""The key of the words under which the files stand that go with them."""


class File(models.Model):
    """What is known of a file, sent or not."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    sha256 = models.TextField()
    blob = models.TextField(unique=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a browser shows it by itself, and nothing in it can be run."""
        return self.media_type in ("image/jpeg", "image/png", "image/gif", "image/webp")

    def facts(self) -> dict[str, Any]:
        """Return the file as it stands in the words that it goes with."""
        return {"name": self.name, "type": self.media_type, "size": self.size, "sha256": self.sha256}

    @classmethod
    def rows_of(cls, files: Sequence[File], visible_to: list[int], **whose: Any) -> list[Self]:
        """Return the rows, unwritten, of files that were sent, in their order; each keeps its id."""
        known = ("id", "name", "media_type", "size", "sha256", "blob")
        return [
            cls(n=n, visible_to=visible_to, **whose, **{name: getattr(one, name) for name in known})
            for n, one in enumerate(files)
        ]


class Upload(File):
    """A file attached to a form of an officer's that is not sent yet; it keeps its id when it is sent."""

    officer = models.IntegerField()
    form = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["officer", "form"], name="upload_of_form"),)


class Attachment(File):
    """A file of a message, in the order in which the content names it; only the owner of the tables erases it."""

    message = models.ForeignKey("exchange.Message", models.PROTECT, related_name="attachments", db_index=False)
    n = models.SmallIntegerField()

    class Meta:
        ordering = ("message", "n")
        constraints = (models.UniqueConstraint(fields=["message", "n"], name="attachment_in_order"),)
