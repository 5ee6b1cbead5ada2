"""The recurring duties of every unit, made ahead of their windows by a scheduled job that is safe to repeat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Q

from ortaq.duties.facts import done_ahead
from ortaq.duties.models import Duty
from ortaq.duties.moves import void
from ortaq.duties.opening import Owed, open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor

HORIZON = timedelta(days=3)
BATCH = 500
DAY = timedelta(days=1)
LOCK = 0x6F727471  # one planner at a time in this database


def plan(now: datetime, *, since: date | None = None) -> int:
    """Open the duties of all windows from `since` to the horizon; return how many are new.

    By default it goes on from the last window made, so that a node that was switched off owes what it owed, and at
    the latest from yesterday, so that a changed group is noticed. What lost its party before it was due is void.
    """
    by, last = Actor.program("schedule"), (now + HORIZON).date()
    first = since or min(_last_day() or Rulebook.at(now).adopted_from, now.date() - DAY)
    owed = list(windows(first, last, now))
    new = 0
    for start in range(0, len(owed), BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            batch = owed[start : start + BATCH]
            new += len(open_duties(batch, by=by, at=now, done=done_ahead(batch)))
    if since is None:
        _void_orphans(owed, now, by)
    return new


def _void_orphans(owed: Sequence[Owed], now: datetime, by: Actor) -> None:
    """Take back what is not due yet and lost a party; what had run out before stays as it is, and is seen.

    Only windows of the days just looked at are judged: a clock put back a minute across midnight looks a day less far.
    """
    looked_at = Q(opens_at__gte=now - DAY, opens_at__lte=max((one.opens_at for one in owed), default=now))
    lost = looked_at & ~Q(key__in={one.key for one in owed}) | ~Q(owed_by__in=list(Rulebook.at(now).units))
    for duty in Duty.objects.filter(lost, record=None, due_at__gt=now).unfinished():
        void(duty, by=by, at=now, reason="a party was closed or left the group")


def windows(first: date, last: date, now: datetime) -> Iterator[Owed]:
    """Give the windows that open on these days, each by the directory of its own day as far as that is known.

    Never before the day on which the deployment adopted its edition: nothing was owed here until then.
    """
    day = max(first, Rulebook.at(now).adopted_from)
    while day <= last:
        rulebook = Rulebook.at(min(datetime.combine(day, time(), tzinfo=UTC), now))
        for unit in rulebook.units:
            yield from rulebook.windows(unit, day, day)
        day += DAY


def _last_day() -> date | None:
    """Return the day before the last window made, in any zone; None before the first planning."""
    last = planned_until()
    return (last - DAY).date() if last else None


def planned_until() -> datetime | None:
    """Return when the last window made so far opens; None before the first planning."""
    last = Duty.objects.filter(record=None).order_by("-opens_at").first()
    return last.opens_at if last else None
