"""Opening materials to units that came after they were published: a new post reads what its neighbours read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ortaq.databank.common import bank_of
from ortaq.databank.materials import Material, MaterialFile, MaterialWords
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record


def units_open_to(audience: str, rulebook: Rulebook) -> set[int]:
    """Return the units of the levels to which such a material is open; none where the pack has no such audience."""
    materials = bank_of(rulebook).materials
    chosen = materials.audiences.get(audience) if materials else None
    return {one.pk for one in rulebook.units.values() if chosen and one.level in chosen.levels}


def widen(at: datetime, rulebook: Rulebook) -> int:
    """Let units that came since see what is open to their level; return of how many. Safe to repeat."""
    if rulebook.edition.databank is None:
        return 0
    by, widened = Actor.program("clock"), 0
    for material in Material.objects.only("id", "audience", "visible_to").iterator():
        new = units_open_to(material.audience, rulebook) - set(material.visible_to)
        if not new:
            continue
        sees = sorted({*material.visible_to, *new})
        with transaction.atomic():
            Material.objects.filter(pk=material.pk).update(visible_to=sees)
            MaterialWords.objects.filter(material=material.pk).update(visible_to=sees)
            MaterialFile.objects.filter(material=material.pk).update(visible_to=sees)
            record("material.opened", material.pk, {"units": sorted(new)}, by=by, at=at)
        widened += 1
    return widened
