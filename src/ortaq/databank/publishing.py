"""Giving a material to the bank: one step publishes it, tells the counterparts of it as the half-year's report is told,
and makes those who must read it owe the reading.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import F

from ortaq.databank.errors import MaterialEnded, NotOwner, UnknownRegister
from ortaq.databank.materials import Material, MaterialFile, MaterialStep, MaterialWords
from ortaq.databank.reading import owed_by_readers, readers_of
from ortaq.databank.reporting import Given, half_of, materials_of, tell
from ortaq.databank.widening import units_open_to
from ortaq.duties.models import Duty
from ortaq.duties.moves import void
from ortaq.duties.opening import open_new
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NothingSaid, NotPossible
from ortaq.exchange.models import Message
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.exchange.uploads import are_sent
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import Row, entries
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.rules.life import MATERIAL
from ortaq.rules.materials import Materials
from ortaq.wire.commitment import commit, new_salt

PUBLISH, REPLACE, WITHDRAW = "publish", "replace", "withdraw"


def publish(
    given: Given,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    instead_of: Material | None = None,
) -> Material:
    """Publish a material, or the next version `instead_of` one; it is told, and whoever must read it owes that.

    Published before under the same id, it is returned. Raises UnknownRegister, NothingSaid, StateSecret, NotOwner,
    MaterialEnded, FilesGone.
    """
    assert by.unit is not None
    rule = _checked(given, rulebook)
    with transaction.atomic():
        only_one_at_a_time(identity := id or uuid7())
        if earlier := Material.objects.filter(pk=identity, unit=by.unit).first():
            return earlier
        material = _material(identity, given, rule, by=by, at=at, rulebook=rulebook)
        if instead_of is not None:
            before = _end(instead_of, REPLACE, "", by=by, at=at)
            material.line, material.version = before.line, before.version + 1
        message = tell(material, given, rule, by=by, at=at, rulebook=rulebook)
        material.message = message
        material.visible_to = _seen_by(material, message, rulebook)
        _write(material, given, rule, by=by, at=at, rulebook=rulebook)
    return material


def withdraw(material: Material, *, reason: str, by: Actor, at: datetime) -> Material:
    """Take a material back: nobody must read it now. Raises NotOwner, MaterialEnded, NotPossible without a reason."""
    if not reason.strip():
        raise NotPossible("say why", step=WITHDRAW)
    with transaction.atomic():
        return _end(material, WITHDRAW, reason.strip(), by=by, at=at)


def _checked(given: Given, rulebook: Rulebook) -> Materials:
    rule = materials_of(rulebook)
    told = {"kind": rule.kinds, "language": rule.languages, "audience": rule.audiences}
    for name, known in told.items():
        if getattr(given, name) not in known:
            raise UnknownRegister("the pack knows no such thing", what=name, said=getattr(given, name))
    if set(given.tags) - set(rule.tags) or (given.readers and given.readers not in rule.readers):
        raise UnknownRegister("the pack knows no such tag, or no such readers")
    if not given.title.strip() or not (given.text.strip() or given.files):
        raise NothingSaid("a material needs a title, and a text or a file")
    refuse_state_secrets(given.body(), rulebook.edition)
    return rule


def _material(
    identity: uuid.UUID, given: Given, rule: Materials, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Material:
    assert by.unit is not None
    body, salt = given.body(), new_salt()
    material = Material(
        id=identity,
        kind=given.kind,
        language=given.language,
        tags=sorted(given.tags),
        audience=given.audience,
        roles=sorted(rule.audiences[given.audience].roles),
        readers=given.readers,
        half=half_of(rule, by.unit, at, rulebook),
        edition=rulebook.edition.id,
        line=identity,
        commitment=commit(body, salt),
        **by.signed(at),
    )
    material.words = MaterialWords(material=material, salt=salt, body=body)
    return material


def _seen_by(material: Material, message: Message | None, rulebook: Rulebook) -> list[int]:
    """Return which scopes see it: the units of its levels, its author with superiors, whoever it was told to."""
    units = units_open_to(material.audience, rulebook)
    told = message.visible_to if message else ()
    return sorted({*units, *rulebook.visible_to([material.unit_id]), *told})


def _write(material: Material, given: Given, rule: Materials, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Write the material with its words, files and readers, and open what these owe."""
    step = _step(material, PUBLISH, "", by=by, at=at)
    material.words.visible_to = material.visible_to
    files = MaterialFile.rows_of(given.files, material.visible_to, material=material)
    readers = readers_of(material, rule, at=at, rulebook=rulebook)
    said: list[Row] = [
        ("material.published", material.pk, material.to_ledger(), by, at),
        ("material.moved", step.pk, step.to_ledger(), by, at),
        *(("material.owed", one.pk, one.to_ledger(), by, at) for one in readers),
    ]
    insert([material], [material.words], [step], files, readers, entries(said))
    are_sent(files)
    open_new(owed_by_readers(material, readers, rulebook).values(), by=by, at=at)


def _end(material: Material, verb: str, reason: str, *, by: Actor, at: datetime) -> Material:
    """Replace or withdraw what stands; whoever still owed the reading owes it no more."""
    row = Material.objects.select_for_update().get(pk=material.pk)
    if row.unit_id != by.unit:
        raise NotOwner("another unit published it", unit=row.unit_id)
    if not MATERIAL.allows(row.status, verb):
        raise MaterialEnded("it was replaced or withdrawn", title=str(row))
    step = _step(row, verb, reason, by=by, at=at)
    ended = MATERIAL.move(row.status, verb)
    Material.objects.filter(pk=row.pk, status=row.status).update(status=ended, steps=F("steps") + 1)
    row.status = ended
    insert([step], entries([("material.moved", step.pk, step.to_ledger(), by, at)]))
    for duty in Duty.objects.filter(record=row.pk).unfinished():
        void(duty, by=by, at=at, reason=reason or verb)
    return row


def _step(material: Material, verb: str, reason: str, *, by: Actor, at: datetime) -> MaterialStep:
    """Return the next step of a material, unwritten; it counts on the material that is given."""
    material.steps += 1
    return MaterialStep(
        material=material,
        n=material.steps,
        verb=verb,
        reason=reason,
        **by.signed(at),
        visible_to=material.visible_to,
    )
