"""The alarms that stand on top of every page until somebody on this watch takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from typing import Any

from django.urls import reverse

from ortaq.access.roles import may
from ortaq.console.held import HeldHere, held_here
from ortaq.duties.desk import Desk
from ortaq.exchange.models import EXPIRED, Recipient
from ortaq.lib import clock

SHOWN = 3


@dataclass(frozen=True)
class Alarm:
    """One message that presses; behind a locked screen its number and urgency only."""

    id: str
    at: datetime
    number: int
    url: str = ""
    from_name: str = ""
    to_name: str = ""
    ours: bool = True
    subject: str = ""
    climbed_to: str = ""
    take_url: str = ""
    marking: str = ""
    forgot: bool = False


@dataclass(frozen=True)
class Alarms:
    """Those shown, how many more there are, who is held here, and a short name for the state of it all."""

    shown: Sequence[Alarm]
    more: int
    people: HeldHere = HeldHere()

    @property
    def digest(self) -> str:
        """The same digest, the same strip."""
        return blake2s(repr((self.shown, self.more, self.people)).encode(), digest_size=8).hexdigest()


def standing(unit: int, desk: Desk | None) -> Alarms:
    """Return what presses this unit, the oldest first; with no desk (a locked screen) numbers alone."""
    pressing = Recipient.objects.alarming(unit).select_related("message").order_by("added_at")
    found = list(pressing[: SHOWN + 1])
    more = pressing.count() - SHOWN if len(found) > SHOWN else 0
    people = held_here(unit, desk.now if desk else clock.now(), desk)
    return Alarms(tuple(_alarm(one, desk) for one in found[:SHOWN]), more, people)


def _alarm(one: Recipient, desk: Desk | None) -> Alarm:
    message = one.message
    if desk is None:
        return Alarm(id=_id(one), at=one.added_at, number=message.number)
    facts: dict[str, Any] = {"url": reverse("message", args=[message.pk]), "from_name": desk.name(message.unit_id)}
    if may(desk.role, "may_acknowledge") and desk.is_on_watch:
        facts["take_url"] = reverse("acknowledgement", args=[message.pk])
    handling = desk.rulebook.edition.handled(message.handling) if message.handling else None
    facts["marking"] = desk.said(handling.marking) if handling else ""
    if one.step == EXPIRED:
        facts |= {"forgot": True}
    if one.climb_unit:
        facts["climbed_to"] = desk.name(one.climb_unit)
    return Alarm(_id(one), one.added_at, message.number, subject=desk.subject(message.clause), **facts)


def _id(one: Recipient) -> str:
    """Return a name under which a screen has told of it: what was taken and forgotten is told of anew."""
    return f"{one.pk}-{one.climbs}" if one.step == EXPIRED else str(one.pk)
