"""Posts: asked by one, granted by another, told to the unit, ended at once.

Who may ask, grant and end: an administrator anywhere; a senior in his own unit and in the units below it. So a post
that an administrator asks for is granted by a senior over that unit and the other way round; no one does it alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from ortaq.access.errors import AlreadyHeld, AlreadySettled, ForOneself, NotAllowed, SamePerson
from ortaq.access.models import Appointment, Officer, Session
from ortaq.access.querysets import AppointmentQuerySet
from ortaq.access.roles import ROLES, may
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record

_BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM directory_unit WHERE id = %s
    UNION SELECT u.id FROM directory_unit u JOIN below ON u.parent_id = below.id
) SELECT id FROM below
"""


def units_led(actor: Actor) -> list[int] | None:
    """Return the units in which the officer settles posts: his own and those below; None means all of them."""
    if may(actor.post, "may_keep_officers"):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [actor.unit])
        return [row[0] for row in cursor.fetchall()]


def leads(actor: Actor, unit: int, verb: str) -> bool:
    """Whether the officer may do `verb` in that unit."""
    if not may(actor.post, verb):
        return False
    led = units_led(actor)
    return led is None or unit in led


def told_to(unit: Unit, since: datetime) -> AppointmentQuerySet:
    """Return the unit's posts that were asked, granted or ended since then: what its board shows to all of it."""
    changed = Appointment.objects.of_unit(unit).filter(asked_at__gte=since)
    changed |= Appointment.objects.of_unit(unit).filter(valid_from__gte=since)
    changed |= Appointment.objects.of_unit(unit).filter(ended_at__gte=since)
    return changed.select_related("officer", "asked_by", "granted_by", "ended_by").order_by("-asked_at")


def ask(officer: Officer, unit: Unit, role: str, *, by: Actor, at: datetime, reason: str = "") -> Appointment:
    """Ask that the officer be given the post. Raises NotAllowed, ForOneself, AlreadyHeld."""
    _require(by, unit.pk, "may_ask_for_role")
    if role not in ROLES or not officer.is_active:
        raise NotAllowed
    if officer.pk == by.officer:
        raise ForOneself
    asked = Appointment(officer=officer, unit=unit, role=role, reason=reason, asked_by_id=by.officer, asked_at=at)
    _insert(asked)
    record("appointment.asked", asked.pk, asked.asked_facts(), by=by, at=at)
    return asked


def grant(appointment: Appointment, *, by: Actor, at: datetime) -> None:
    """Give the post that another has asked for. Raises NotAllowed, ForOneself, SamePerson, AlreadySettled."""
    _require(by, appointment.unit_id, "may_grant_role")
    if appointment.officer_id == by.officer:
        raise ForOneself
    if appointment.asked_by_id == by.officer:
        raise SamePerson
    with transaction.atomic():
        _settle(appointment, Appointment.objects.asked(), granted_by_id=by.officer, valid_from=at)
        record("appointment.granted", appointment.pk, appointment.granted_facts(), by=by, at=at)


def end(appointment: Appointment, *, by: Actor, at: datetime, why: str) -> None:
    """End a post, or refuse one that was asked for, at once: sessions in it can do nothing more from this moment.

    Raises NotAllowed, AlreadySettled. An officer may lay down his own post.
    """
    if appointment.officer_id != by.officer:
        _require(by, appointment.unit_id, "may_end_role")
    with transaction.atomic():
        open_ones = Appointment.objects.filter(ended_at=None)
        _settle(appointment, open_ones, ended_by_id=by.officer, ended_at=at, valid_to=at, ended_why=why)
        record("appointment.ended", appointment.pk, appointment.ended_facts(), by=by, at=at)
        Session.objects.filter(appointment=appointment).update(appointment=None)


def found(officer: Officer, unit: Unit, role: str, *, at: datetime, by: Actor) -> Appointment:
    """Give a post with nobody there to ask: by whoever installs a node, or fills a demo. Raises AlreadyHeld."""
    founded = Appointment(officer=officer, unit=unit, role=role, founded=True, asked_at=at, valid_from=at)
    with transaction.atomic():
        _insert(founded)
        record("appointment.asked", founded.pk, founded.asked_facts(), by=by, at=at)
        record("appointment.granted", founded.pk, founded.granted_facts(), by=by, at=at)
    return founded


def _require(by: Actor, unit: int, verb: str) -> None:
    if not leads(by, unit, verb):
        raise NotAllowed


def _insert(appointment: Appointment) -> None:
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyHeld from error


def _settle(appointment: Appointment, still: AppointmentQuerySet, **facts: Any) -> None:
    """Change the row if it still stands where it stood, and the object in hand with it."""
    if not still.filter(pk=appointment.pk).update(**facts):
        raise AlreadySettled
    for name, value in facts.items():
        setattr(appointment, name, value)
