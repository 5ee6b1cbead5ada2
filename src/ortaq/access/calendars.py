"""Calendar addresses: a secret address under which an officer's own calendar fetches the duties of his unit.

A calendar cannot sign in, so the address is the key: long, kept as a digest, shown once, taken back at once, and dead
as soon as the officer no longer holds the post for which he took it. It tells terms and clauses, nothing else.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from ortaq.access.errors import AlreadySettled, NotAllowed
from ortaq.access.models import Appointment
from ortaq.access.roles import may
from ortaq.access.tokens import digest
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7


class CalendarAddress(models.Model):
    """One address of one officer for one unit; `public` tells it from his others."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="calendars")
    public = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="access_calendaraddress_one_lives", fields=["appointment"], condition=Q(ended_at=None)
            ),
        )

    def __str__(self) -> str:
        return self.public

    def given_facts(self) -> dict[str, Any]:
        """Return the address as it stands in the ledger: whose, never what it is."""
        return {"appointment": self.appointment_id, "digest": self.digest, "given_at": self.given_at}

    def ended_facts(self) -> dict[str, Any]:
        return {"ended_at": self.ended_at}


def give(appointment: Appointment, *, by: Actor, at: datetime) -> str:
    """Give the officer an address in place of the one that he has; return its secret, shown now and never again.

    Raises NotAllowed where the post is not his own or does not read headers.
    """
    if appointment.officer_id != by.officer or not may(appointment.role, "may_read_headers"):
        raise NotAllowed
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        living = CalendarAddress.objects.select_for_update().filter(appointment=appointment, ended_at=None).first()
        if living is not None:
            end(living, by=by, at=at)
        address = CalendarAddress(appointment=appointment, public=secret[:6], digest=digest(secret), given_at=at)
        address.save(force_insert=True)
        record("calendar.given", address.pk, address.given_facts(), by=by, at=at)
    return secret


def end(address: CalendarAddress, *, by: Actor, at: datetime) -> None:
    """Take an address back: its owner, or the senior who leads the unit. Raises NotAllowed, AlreadySettled."""
    is_senior = may(by.post, "may_end_token") and by.unit == address.appointment.unit_id
    if address.appointment.officer_id != by.officer and not is_senior:
        raise NotAllowed
    with transaction.atomic():
        if not CalendarAddress.objects.filter(pk=address.pk, ended_at=None).update(ended_at=at):
            raise AlreadySettled
        address.ended_at = at
        record("calendar.ended", address.pk, address.ended_facts(), by=by, at=at)


def find(secret: str, *, at: datetime) -> Appointment | None:
    """Return the post whose duties this address shows, held at `at` by an active officer; None for anything else."""
    living = CalendarAddress.objects.filter(digest=digest(secret), ended_at=None, appointment__officer__is_active=True)
    address = living.select_related("appointment__unit", "appointment__officer").first()
    if address is None or not Appointment.objects.holding(at).filter(pk=address.appointment_id).exists():
        return None
    CalendarAddress.objects.filter(pk=address.pk).update(used_at=at)
    return address.appointment


ledgered("calendar.given", model=CalendarAddress, data=CalendarAddress.given_facts)
ledgered(
    "calendar.ended",
    model=CalendarAddress,
    data=CalendarAddress.ended_facts,
    rows=lambda: CalendarAddress.objects.exclude(ended_at=None),
)
