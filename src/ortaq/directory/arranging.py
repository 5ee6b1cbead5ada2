"""What joint acts put in the place of the pack's word, and take back: a term, a limit, who controls, who coordinates.

An arrangement holds from the day after its act came into force and no earlier, so that what was owed on a day is
counted alike whenever on that day, or later, one asks.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ortaq.directory.models import Arrangement
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries, record_many
from ortaq.lib.rows import insert


def next_day(at: datetime) -> date:
    """Return the first day on which something decided at `at` may hold."""
    return at.date() + timedelta(days=1)


def arrange(rows: Sequence[Arrangement], *, by: Actor, at: datetime) -> None:
    """Write what an act arranges; each row begins the next day or later. To be called inside a transaction."""
    earliest = next_day(at)
    for row in rows:
        row.valid_from = max(row.valid_from or earliest, earliest)
        row.agreed_to = row.valid_to = max(row.valid_to, row.valid_from) if row.valid_to else None
    insert(rows, entries(("directory.arranged", row.pk, row.to_ledger(), by, at) for row in rows))


def take_back(act: uuid.UUID, *, by: Actor, at: datetime) -> list[Arrangement]:
    """End what an act had arranged and still holds, or was to hold; return it. Inside a transaction."""
    last = next_day(at)
    standing = Arrangement.objects.filter(act=act, ended_at=None).exclude(valid_to__lte=at.date())
    ended = list(standing.select_for_update().order_by("id"))
    for row in ended:
        row.ended_at, row.valid_to = at, max(row.valid_from or last, min(last, row.valid_to or last))
        Arrangement.objects.filter(pk=row.pk).update(ended_at=at, valid_to=row.valid_to)
    record_many(("directory.arrangement_ended", row.pk, row.ended_facts(), by, at) for row in ended)
    return ended
