"""Where a duty to read is done, and what it is about: for the board and every other list of duties."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.urls import reverse

from ortaq.acts.doors import Door
from ortaq.databank.materials import Material
from ortaq.databank.shelf import Line, line_of, to_read
from ortaq.duties.desk import Desk


def doors(records: Iterable[uuid.UUID], desk: Desk) -> dict[uuid.UUID, Door]:
    """Return the doors of those duties that ask for reading, by the material that stands in them as their record."""
    wanted = list(records)
    if not wanted or not _has_materials(desk):
        return {}
    rows = Material.objects.filter(pk__in=wanted).select_related("words", "unit")
    return {one.pk: Door(line_of(one, desk).title, reverse("material", args=[one.pk])) for one in rows}


def unread(desk: Desk) -> list[Line]:
    """Return what the officer at the desk must read and has not."""
    return [line_of(one, desk) for one in to_read(desk)] if _has_materials(desk) else []


def _has_materials(desk: Desk) -> bool:
    bank = desk.rulebook.edition.databank
    return bank is not None and bank.materials is not None
