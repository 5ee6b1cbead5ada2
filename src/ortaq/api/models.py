"""Answers kept so that a request sent twice is done once."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ortaq.lib.ids import uuid7


class KeptAnswer(models.Model):
    """What was answered to one caller under one key: written with the deed, in its transaction, forgotten after days.

    `asked` is a digest of what was asked. No answer to a POST holds the words of a message, so none is kept here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    caller = models.TextField()
    key = models.TextField()
    asked = models.TextField()
    status = models.SmallIntegerField()
    headers = models.JSONField()
    body = models.TextField()
    at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (models.Index(fields=["at"], name="keptanswer_oldest"),)
        constraints = (models.UniqueConstraint(fields=["caller", "key"], name="keptanswer_once"),)

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
