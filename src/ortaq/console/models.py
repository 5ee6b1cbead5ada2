"""What the console itself keeps: the official text, where a node was given one."""

from __future__ import annotations

from django.db import models


class OfficialText(models.Model):
    """One point of the instruction in its official wording, as it was imported; shown beside ours on demand."""

    number = models.TextField(primary_key=True)
    text = models.TextField()
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return self.number
