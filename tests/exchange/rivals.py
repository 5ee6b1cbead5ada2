"""What the tests of others' failures have in common: a small world, one urgent message, the clock run to an instant."""

from __future__ import annotations

from datetime import datetime, timedelta

import world as worlds
from world import World

from ortaq.exchange.climbing import climb_due
from ortaq.exchange.models import Message, Recipient
from ortaq.exchange.receipts import acknowledge
from ortaq.exchange.sending import Saying, Told, send_oral

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
SUBJECT, INFORMATION = "C5.1.c", "C5.1.a"


def tell(
    world: World, *, to: str = "customs", expects_act: bool = True, called: bool = False, **more: object
) -> Message:
    """Let the border section tell one counterpart at noon, by console or with a call made."""
    book, unit = world.rulebook(), world.unit(to).pk
    addressed = [one for one in book.route(SUBJECT, world.unit("border").pk) if one.unit == unit]
    told = [Told(unit, NOON, to="Петров")] if called else []
    saying = Saying(SUBJECT, {"text": "оружие"}, NOON, expects_act=expects_act, told=told, **more)
    return send_oral(saying, addressed, by=world.by("border"), at=NOON, rulebook=book)


def place(message: Message, world: World, agency: str = "customs", level: int = 4) -> Recipient:
    """Return where a unit stands among those who have the message."""
    return Recipient.objects.select_related("message").get(message=message, unit=world.unit(agency, level))


def take(message: Message, world: World, at: datetime = NOON, agency: str = "customs", level: int = 4) -> None:
    """Let the watch of a unit take it."""
    by, book = world.by(agency, level), world.rulebook()
    acknowledge(place(message, world, agency, level), by=by, at=at, rulebook=book)


def run_clock(until: datetime) -> None:
    """Take every step that is due by then."""
    while climb_due(until).moved:
        pass
