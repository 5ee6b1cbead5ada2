"""The recurring duties of every unit, made ahead of their windows by a scheduled job that is safe to repeat."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from ortaq.duties.models import Duty
from ortaq.duties.opening import open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor

HORIZON = timedelta(days=3)
LOCK = 0x6F727471  # one planner at a time in this database


def plan(now: datetime, *, since: date | None = None) -> int:
    """Open the duties of all windows from `since` to the horizon; return how many are new.

    By default it goes on from the last window made, so that a node that was switched off owes what it owed. Never
    before the day on which the deployment adopted its edition: nothing was owed here until then.
    """
    rulebook = Rulebook.at(now)
    first = max(since or _last_day() or rulebook.adopted_from, rulebook.adopted_from)
    last = (now + HORIZON).date()
    new = 0
    for unit in rulebook.units:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            owed = rulebook.windows(unit, first, last)
            new += len(open_duties(owed, by=Actor.program("schedule"), at=now))
    return new


def _last_day() -> date | None:
    """Return the day before the last window made, in any zone; None before the first planning."""
    last = planned_until()
    return (last - timedelta(days=1)).date() if last else None


def planned_until() -> datetime | None:
    """Return when the last window made so far opens; None before the first planning."""
    last = Duty.objects.filter(record=None).order_by("-opens_at").first()
    return last.opens_at if last else None
