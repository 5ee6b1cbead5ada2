"""Photographs of what is held: of the seal as it was put on, the weapon as it was found, the lot as it was weighed.

A photograph goes with an entry. What is known of it stands in the words of the entry, under their commitment, and is
read and erased with them; its hash stands among the facts of the entry, in the ledger, and stays. Who reads the row
PostgreSQL makes follow the words (migration 0005).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence, Set

from django.db import models

from ortaq.custody.models import DESCRIBED, Charge, Entry, Words
from ortaq.exchange.errors import ForbiddenKind
from ortaq.exchange.files import File
from ortaq.exchange.uploads import delete_when_durable
from ortaq.rules.custody import ChargeKind, EntryKind

PICTURES = "image/"


class Photograph(File):
    """A picture of an entry, in the order in which its words name it; only the owner of the tables erases it."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="photographs", db_index=False)
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+")
    n = models.SmallIntegerField()

    class Meta:
        ordering = ("entry", "n")
        constraints = (models.UniqueConstraint(fields=["entry", "n"], name="custody_photograph_in_order"),)


def refuse_others(kind: ChargeKind | EntryKind, files: Sequence[File]) -> None:
    """Raise ForbiddenKind for a file that is no picture, and for any where the pack takes none."""
    for one in files:
        if not kind.files or not one.media_type.startswith(PICTURES):
            raise ForbiddenKind("not a picture, or none is taken here", name=one.name, why="picture")


def of_entry(entry: Entry, words: Words, files: Sequence[File]) -> list[Photograph]:
    """Return the rows, unwritten, of the photographs of an entry."""
    return Photograph.rows_of(files, words.visible_to, entry=entry, charge=entry.charge)


def sent_with(once: uuid.UUID, files: Set[uuid.UUID]) -> Iterable[Photograph]:
    """Return those of the files that went with the entry, or the taking in charge, that this form made before."""
    taken = models.Q(charge=once, entry__code=DESCRIBED)
    return Photograph.objects.filter(taken | models.Q(entry=once), pk__in=files)


def of_charges(charges: Iterable[Charge]) -> dict[uuid.UUID, list[Photograph]]:
    """Return the photographs of each of many charges that the acting unit may see, but for those of an annex."""
    rows = Photograph.objects.filter(charge__in=[one.pk for one in charges], entry__is_annex=False)
    found: dict[uuid.UUID, list[Photograph]] = {}
    for one in rows.order_by("charge", "entry__n", "n"):
        found.setdefault(one.charge_id, []).append(one)
    return found


def erase(charge: Charge) -> None:
    """Erase the photographs of a charge: the rows now, the bytes as soon as that is durable."""
    rows = Photograph.objects.filter(charge=charge)
    delete_when_durable(rows.values_list("blob", flat=True))
    rows.delete()
