"""The clock engine: one worker that never lets a term run out in silence, and proves that it is alive.

Each turn looks for what may have come due (a hint in an indexed column), claims it with SKIP LOCKED so that two
workers share the work, asks each thing anew whether it really has, and moves all of them in one transaction. What
presses goes first: a burst of a hundred thousand monthly duties does not hold up the clock of an urgent call.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q

from ortaq.duties.models import ClockBeat, Duty
from ortaq.duties.moves import lapse
from ortaq.ledger.actor import Actor
from ortaq.lib import clock

BATCH = 2000
PAUSE = 0.25
GRACE = 5.0  # seconds in which the second hand ends what it has begun
ASKED = ("id", "key", "status", "moves", "due_at", "promised_at", "expiry", "wake_at")
NAME = "clock"
LONGEST = 2**31 - 1  # ms, 24 days: the column holds no more, and a node may have been off for longer
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turned:
    """What one turn did: how many things it moved, and when the longest waiting of them had been due."""

    moved: int = 0
    due_since: datetime | None = None


Turn = Callable[[datetime], Turned]
_turns: list[Turn] = []
_last: list[Turn] = []


def each_turn(turn: Turn) -> Turn:
    """Add a turn to the engine; turns run in the order in which they were added, pressing ones first."""
    _turns.append(turn)
    return turn


def last_turn(turn: Turn) -> Turn:
    """Add a turn that waits for all others: what only reminds never holds up a clock."""
    _last.append(turn)
    return turn


def lapse_pressing(now: datetime) -> Turned:
    """Lapse the duties of the first rank, whose terms are in minutes and hours."""
    return _lapse(Q(rank=0), now)


def lapse_others(now: datetime) -> Turned:
    """Lapse one batch of all other duties."""
    return _lapse(Q(rank__gt=0), now)


def _lapse(which: Q, now: datetime) -> Turned:
    with transaction.atomic():
        due = Duty.objects.filter(which, wake_at__lt=now).order_by("wake_at").only(*ASKED)
        claimed = list(due.select_for_update(skip_locked=True, no_key=True)[:BATCH])
        if not claimed:
            return Turned()
        moved = lapse(claimed, by=Actor.program(NAME), recorded_at=now)
        return Turned(moved, claimed[0].wake_at if moved else None)


def turn_once() -> int:
    """Take every turn once, leave a beat, and return how many things moved."""
    moved, late = 0, timedelta()
    for turn in [*_turns, lapse_pressing, lapse_others, *_last]:
        done = turn(clock.now())
        moved += done.moved
        if done.due_since is not None:
            late = max(late, clock.now() - done.due_since)
    _beat(clock.now(), late, moved)
    return moved


def run(stop: threading.Event) -> None:
    """Turn until `stop` is set; a lost database is waited for, and the beat's age tells of it meanwhile.

    In a burst a second hand lapses what does not press, on a connection of its own: while PostgreSQL writes one batch
    the other is prepared, and SKIP LOCKED keeps their rows apart.
    """
    burst, over = threading.Event(), threading.Event()
    second = threading.Thread(target=_second_hand, args=(burst, over), name="second hand", daemon=True)
    second.start()
    try:
        while not stop.is_set():
            moved = _patiently(turn_once, stop)
            if moved >= BATCH:
                burst.set()
            if not moved:
                stop.wait(PAUSE)
    finally:  # whatever ends the first hand ends the second: nothing of a process that died may go on
        over.set()
        burst.set()
        second.join(GRACE)


def _second_hand(burst: threading.Event, over: threading.Event) -> None:
    """Help while a burst lasts, and sleep until the next."""
    try:
        while burst.wait() and not over.is_set():
            if not _patiently(_lapse_one_batch_more, over):
                burst.clear()
    finally:
        connection.close()


def _lapse_one_batch_more() -> int:
    moved = lapse_others(clock.now()).moved
    ClockBeat.objects.filter(name=NAME).update(moved=F("moved") + moved)
    return moved


def _patiently(turn: Callable[[], int], stop: threading.Event) -> int:
    """Take a turn; where the database is away, wait a second and say that nothing moved."""
    try:
        return turn()
    except OperationalError as error:
        log.warning("the database is away (%s); trying again", error)
        connection.close()
        stop.wait(1)
        return 0


def _beat(at: datetime, late: timedelta, moved: int) -> None:
    late_ms = min(round(late.total_seconds() * 1000), LONGEST)
    beat, _ = ClockBeat.objects.get_or_create(name=NAME, defaults={"at": at, "late_ms": 0, "worst_ms": 0})
    beat.at, beat.late_ms, beat.moved = at, late_ms, F("moved") + moved
    if late_ms > beat.worst_ms or beat.worst_at is None or at - beat.worst_at > timedelta(days=1):
        beat.worst_ms, beat.worst_at = late_ms, at
    beat.save()
