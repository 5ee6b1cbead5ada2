"""Whom and what each message names, folded: the index by which a request is checked against what a unit holds.

A mention is seen by whoever sees the words, no more: PostgreSQL lets its `visible_to` follow the content's, and it goes
with the content when that is erased. It proves nothing and stands in no ledger; `ortaq exchange index` makes it anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from ortaq.exchange.models import Content, Message
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.rules.identifiers import named_in

BATCH = 500


class Mention(models.Model):
    """One person, document, vehicle or message that a message names."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    message = models.ForeignKey(Message, models.PROTECT, related_name="mentions")
    kind = models.TextField()
    value = models.TextField()
    born = models.DateField(null=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (
            models.Index(fields=["kind", "value"], name="mention_value"),
            models.Index(fields=["born"], name="mention_born", condition=Q(born__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.message_id}: {self.kind} {self.value}"


def mentions(message: Message, body: Mapping[str, Any], visible_to: Sequence[int]) -> list[Mention]:
    """Return what a message names, unwritten, for the verb that writes it."""
    return [
        Mention(message=message, kind=one.kind, value=one.value, born=one.born, visible_to=list(visible_to))
        for one in named_in(body)
    ]


def index_anew() -> tuple[int, int]:
    """Index every content that has no mention yet; return how many were read and how many named something."""
    unread = Content.objects.filter(~Exists(Mention.objects.filter(message=OuterRef("pk")))).order_by("pk")
    read = named = 0
    for content in unread.select_related("message").iterator(chunk_size=BATCH):
        with transaction.atomic():
            found = mentions(content.message, content.body, content.visible_to)
            insert(found)
        read, named = read + 1, named + bool(found)
    return read, named
