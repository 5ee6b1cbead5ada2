"""An urgent message that nobody acknowledges climbs: the addressee's superior, his superior, and so on to the top of
the instruction's levels, where it repeats until a person acts. It never ends in silence: an acknowledgement that no
act follows where one is expected expires, and the climb goes on from where it stood.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from ortaq.duties.clock import Turned, each_turn
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.models import CLIMBED, Climb, Recipient
from ortaq.exchange.notice import tell_screens
from ortaq.exchange.receipts import add_recipient, expire, stand_in
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many
from ortaq.lib.ids import uuid_of

BATCH = 200


@each_turn
def climb_due(now: datetime) -> Turned:
    """Take one step up for each who stayed silent or forgot what he took; return how many, and the first one's time."""
    with transaction.atomic():
        silent = Recipient.objects.filter(climb_at__lt=now).select_related("message").order_by("climb_at")
        claimed = list(silent.select_for_update(skip_locked=True, no_key=True, of=("self",))[:BATCH])
        if not claimed:
            return Turned()
        rulebook = Rulebook.at(now)
        for recipient in claimed:
            climb(recipient, now=now, rulebook=rulebook)
        return Turned(len(claimed), claimed[0].climb_at)


def climb(recipient: Recipient, *, now: datetime, rulebook: Rulebook) -> Climb:
    """Take the next step up from this addressee; the legal time is when the silence had lasted its limit.

    Where the addressee had taken it, its acknowledgement expires first.
    """
    assert recipient.climb_at is not None
    limit, forgot = rulebook.silence, recipient.step == "acknowledged"
    unit = next_unit(recipient, rulebook)
    step = Climb(
        id=uuid_of("climb", str(recipient.pk), str(recipient.climbs + 1)),
        recipient=recipient,
        message=recipient.message,
        n=recipient.climbs + 1,
        unit_id=unit,
        at=recipient.climb_at,
        recorded_at=now,
    )
    by = Actor.program("clock")
    with transaction.atomic():
        if forgot:
            expire(recipient, now=now)
        why = rulebook.why_climbed("act" if forgot else "acknowledge")
        added = add_recipient(recipient, unit, CLIMBED, by=by, at=now, why=why, rulebook=rulebook)
        reached = [added, *stand_in(added, recipient, by=by, at=now, rulebook=rulebook)]
        step.visible_to = recipient.message.visible_to
        step.save(force_insert=True)
        Recipient.objects.filter(pk=recipient.pk).update(
            climbs=step.n, climb_unit=reached[-1].unit_id, climb_at=_next_at(recipient, unit, limit, now)
        )
        record_many([("message.climbed", step.pk, step.to_ledger(), by, now)])
        tell_screens(recipient.message, [*(one.unit_id for one in reached), recipient.unit_id])
    return step


def _next_at(recipient: Recipient, unit: int, limit: timedelta, now: datetime) -> datetime:
    """Every level gets its step in its legal time; at the top a clock that was down repeats once, not each limit."""
    assert recipient.climb_at is not None
    following = recipient.climb_at + limit
    return max(following, now) if unit == recipient.climb_unit else following


def next_unit(recipient: Recipient, rulebook: Rulebook) -> int:
    """Return whom the silence goes to next: the superior of the last one told; at the top the same one again."""
    last = recipient.climb_unit or recipient.unit_id
    return next(iter(rulebook.superiors(last)), last)
