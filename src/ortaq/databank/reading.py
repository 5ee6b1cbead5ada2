"""Reading what must be read: an officer says that he has; when the last of his unit has, it owes that no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ortaq.access.models import Appointment
from ortaq.databank.common import bank_of
from ortaq.databank.errors import MaterialEnded
from ortaq.databank.materials import WITHDRAWN, Material, MaterialRead, Reader
from ortaq.duties.models import Duty
from ortaq.duties.moves import fulfil
from ortaq.duties.opening import Owed
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid_of
from ortaq.lib.rows import insert
from ortaq.rules.materials import Materials


def owed_by_readers(material: Material, readers: Sequence[Reader], rulebook: Rulebook) -> dict[int, Owed]:
    """Return what each unit owes its author, by the unit; nothing where the pack asks for no reading by a time."""
    bank = bank_of(rulebook)
    asked = bank.materials.readers.get(material.readers) if bank.materials else None
    if asked is None or not asked.duty:
        return {}
    author = material.unit_id
    return {
        one.unit_id: rulebook.ruled(
            asked.duty, one.unit_id, author, material.at, material.pk, sees=rulebook.visible_to([one.unit_id, author])
        )
        for one in readers
        if one.unit_id != author
    }


def readers_of(material: Material, rule: Materials, *, at: datetime, rulebook: Rulebook) -> list[Reader]:
    """Return the units whose officers must read it, its author left out: those to whom it is open."""
    asked, open_to = rule.readers.get(material.readers), rule.audiences[material.audience]
    if asked is None:
        return []
    units = {pk: one for pk, one in rulebook.units.items() if one.level in asked.levels and pk in material.visible_to}
    found: dict[int, set[int]] = {}
    posts = Appointment.objects.holding(at).filter(unit__in=units).exclude(officer=material.officer)
    for unit, officer, role in posts.values_list("unit", "officer", "role"):
        if asked.take_in(units[unit].level, role) and (not open_to.roles or role in open_to.roles):
            found.setdefault(unit, set()).add(officer)
    return [
        Reader(
            material=material,
            unit_id=unit,
            officers=sorted(officers),
            visible_to=rulebook.visible_to([unit, material.unit_id]),
        )
        for unit, officers in sorted(found.items())
    ]


def read(material: Material, *, by: Actor, at: datetime, rulebook: Rulebook) -> MaterialRead:
    """Write down that the officer read it; said before, that is returned. Raises MaterialEnded for a withdrawn one."""
    assert by.unit is not None
    with transaction.atomic():
        only_one_at_a_time(uuid_of("reading", str(material.pk), str(by.unit)))
        if earlier := MaterialRead.objects.filter(material=material, officer=by.officer).first():
            return earlier
        if Material.objects.filter(pk=material.pk, status=WITHDRAWN).exists():
            raise MaterialEnded("it was withdrawn", title=str(material))
        sees = rulebook.visible_to([by.unit, material.unit_id])
        receipt = MaterialRead(material=material, **by.signed(at), visible_to=sees)
        insert([receipt], entries([("material.read", receipt.pk, receipt.to_ledger(), by, at)]))
        if is_read_by_all(Reader.objects.filter(material=material, unit=by.unit).first()):
            owed = Duty.objects.filter(record=material.pk, owed_by=by.unit).unfinished()
            fulfil([one.key for one in owed], by=by, at=at, record=receipt.pk, recorded_at=at)
    return receipt


def is_read_by_all(owing: Reader | None) -> bool:
    """Whether each officer of the unit who must read it has; False where none must."""
    if owing is None:
        return False
    done = MaterialRead.objects.filter(material=owing.material_id, officer__in=owing.officers)
    return done.count() == len(owing.officers)
