"""Those who are held, on every page: how much time the law leaves, and the alarm once it leaves none.

The alarm of a limit that has run out cannot be taken: it stands at the custodian and at the level above it until
release, or an extension by law with its act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from ortaq.custody.models import Charge
from ortaq.duties.desk import Desk

SHOWN = 4


@dataclass(frozen=True)
class Held:
    """Somebody held: his number, until when at the latest; behind a locked screen nothing else."""

    id: str
    number: str
    due_at: datetime
    url: str = ""
    unit: str = ""


@dataclass(frozen=True)
class HeldHere:
    """Whose time has run out here or below us, who is held by us, and how many more of them there are."""

    overrun: Sequence[Held] = ()
    held: Sequence[Held] = ()
    more: int = 0


def held_here(unit: int, now: datetime, desk: Desk | None) -> HeldHere:
    """Return who is held by the unit, the shortest time first, and whose limit alarms it."""
    timed = Charge.objects.filter(due_at__isnull=False)  # so that an index of those who have a clock is enough
    overrun = [_held(one, unit, desk) for one in timed.alarming(unit, now).order_by("due_at")]
    ours = timed.held_by(unit).filter(due_at__gt=now).order_by("due_at")
    found = list(ours[: SHOWN + 1])
    more = ours.count() - SHOWN if len(found) > SHOWN else 0
    return HeldHere(tuple(overrun), tuple(_held(one, unit, desk) for one in found[:SHOWN]), more)


def _held(charge: Charge, unit: int, desk: Desk | None) -> Held:
    assert charge.due_at is not None
    if desk is None:
        return Held(str(charge.pk), str(charge), charge.due_at)
    whose = "" if charge.custodian_id == unit else desk.name(charge.custodian_id)
    return Held(str(charge.pk), str(charge), charge.due_at, reverse("charge", args=[charge.pk]), whose)
