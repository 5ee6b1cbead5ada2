"""Whoever owes something is reminded while it can still be done: at the shares of the term that the pack names.

What a reminder says is computed from the duty's own times. Stored is only a hint when to look next (`remind_at`), in
an index of its own: one statement claims what is due, moves each hint on and signs to the screens of those who owe.
The sign goes out when that statement commits, so each reminder is given once, however often the worker is started
anew; a worker that was down gives the latest one and not each that it missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2s

from django.db import connection

from ortaq.duties.clock import Turned, last_turn
from ortaq.duties.desk import Desk
from ortaq.duties.errors import NothingAdopted
from ortaq.duties.models import Duty
from ortaq.duties.rulebook import Rulebook
from ortaq.lib.screens import CHANNEL
from ortaq.rules import reminding

BATCH = 1000  # small, so that a burst of reminders never holds up the clock of an urgent call
SHOWN_FOR = timedelta(minutes=10)
MOST = 200
AT_A_GLANCE = 2

REMIND = """
WITH due AS (
    SELECT id FROM duties_duty
     WHERE status = 'open' AND remind_at IS NOT NULL AND remind_at < %(now)s
     ORDER BY remind_at LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
), moved AS (
    UPDATE duties_duty AS d
       SET remind_at = (
            SELECT min(d.opens_at + (d.due_at - d.opens_at) * (share / 100.0::float8))
              FROM unnest(%(shares)s::int[]) AS share
             WHERE d.opens_at + (d.due_at - d.opens_at) * (share / 100.0::float8)
                   > greatest(%(now)s, d.remind_at + interval '1 second')
       )
      FROM due WHERE d.id = due.id
 RETURNING d.id, d.owed_by_id, d.due_at
), told AS (
    SELECT pg_notify(%(channel)s, json_build_object(
               'what', 'reminder', 'id', min(id::text), 'scopes', json_build_array(owed_by_id))::text)
      FROM moved WHERE due_at > %(now)s GROUP BY owed_by_id
)
SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM told)
"""


@last_turn
def remind(now: datetime) -> Turned:
    """Give one batch of the reminders that are due; return how many duties were looked at.

    A node that works by no edition yet owes nothing, so that nobody is reminded.
    """
    try:
        shares = list(Rulebook.at(now).edition.limits.remind.at)
    except NothingAdopted:
        return Turned()
    with connection.cursor() as cursor:
        cursor.execute(REMIND, {"now": now, "batch": BATCH, "shares": shares, "channel": CHANNEL})
        moved, _ = cursor.fetchone()
    return Turned(moved)


@dataclass(frozen=True)
class Reminder:
    """That so much of a term is over: of which duty, in words, towards whom, until when."""

    id: str
    share: int
    at: datetime
    title: str
    to: tuple[str, ...]
    due_at: datetime
    duty: Duty


class Reminders:
    """What the screens of a unit are reminded of now: each share for a few minutes after it is reached."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.shown: Sequence[Reminder] = tuple(self._shown())

    @property
    def first(self) -> Sequence[Reminder]:
        """Those that are read at a glance, the soonest due."""
        return self.shown[:AT_A_GLANCE]

    @property
    def rest(self) -> Sequence[Reminder]:
        """The others, unfolded on demand."""
        return self.shown[AT_A_GLANCE:]

    @property
    def digest(self) -> str:
        """The same digest, the same reminders."""
        shown = repr(([(one.id, one.title, one.to) for one in self.shown], self.desk.lang))
        return blake2s(shown.encode(), digest_size=8).hexdigest()

    def _shown(self) -> list[Reminder]:
        open_now = Duty.objects.owed_by(self.desk.unit.pk).filter(status="open", opens_at__lte=self.desk.now)
        found: dict[tuple[object, ...], Reminder] = {}
        for duty in open_now.filter(due_at__gt=self.desk.now).order_by("due_at", "id")[:MOST]:
            share = share_of(duty, self.desk)
            if share is None or self.desk.now - share[1] > SHOWN_FOR or duty.due_at is None:
                continue
            name, key = self.desk.name(duty.owed_to_id), (duty.rule, duty.opens_at, duty.due_at)
            known = found.get(key)
            to = dict.fromkeys(one for one in (*(known.to if known else ()), name) if one)
            first = known.duty if known else duty
            title = self.desk.duty(duty)
            found[key] = Reminder(f"{first.pk}-{share[0]}", *share, title, tuple(to), duty.due_at, first)
        return list(found.values())


def share_of(duty: Duty, desk: Desk) -> tuple[int, datetime] | None:
    """Return the last share of its term at which the ower is reminded, and since when it is over."""
    if duty.status != "open":
        return None
    return reminding.reached(desk.rulebook.edition.limits.remind, duty.opens_at, duty.due_at, desk.now)
