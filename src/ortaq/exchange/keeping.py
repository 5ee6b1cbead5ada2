"""A search that an officer keeps under a name; for that officer alone, in the post in which he acts."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet

from ortaq.duties.desk import Desk
from ortaq.lib.ids import uuid7

MOST = 30


class SavedFilter(models.Model):
    """A page's conditions as its address tells them, under a name of the officer's own."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    officer = models.IntegerField()
    page = models.TextField()
    name = models.CharField(max_length=80)
    query = models.TextField()
    saved_at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["officer", "visible_to", "page", "name"], name="savedfilter_once"),
        )

    def __str__(self) -> str:
        return f"{self.page} {self.name}"


def of(desk: Desk, page: str) -> list[SavedFilter]:
    """Return what the officer keeps for this page, by name."""
    return list(_mine(desk).filter(page=page).order_by("name")[:MOST])


def keep(desk: Desk, page: str, name: str, query: str) -> None:
    """Keep the conditions under a name, in place of what stood under it."""
    SavedFilter.objects.update_or_create(
        officer=desk.actor.officer or 0,
        visible_to=[desk.unit.pk],
        page=page,
        name=name.strip()[:80],
        defaults={"query": query, "saved_at": desk.now},
    )


def forget(desk: Desk, pk: uuid.UUID) -> bool:
    """Throw one away; say whether there was one."""
    return _mine(desk).filter(pk=pk).delete()[0] > 0


def _mine(desk: Desk) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(officer=desk.actor.officer or 0, visible_to=[desk.unit.pk])
