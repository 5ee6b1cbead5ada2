"""When the ower of a duty is reminded: at the shares of its term that the pack names. Computed, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ortaq.rules.edition import Remind


def moments(remind: Remind, opens_at: datetime, due_at: datetime | None) -> Iterator[tuple[int, datetime]]:
    """Yield each share in per cent and when that much of the term is over; none where it is too short or endless."""
    if due_at is not None and due_at - opens_at > remind.longer_than:
        yield from ((share, opens_at + (due_at - opens_at) * share / 100) for share in remind.at)


def first(remind: Remind, opens_at: datetime, due_at: datetime | None) -> datetime | None:
    """Return when the ower is reminded first; None where he never is."""
    return next((at for _, at in moments(remind, opens_at, due_at)), None)


def reached(remind: Remind, opens_at: datetime, due_at: datetime | None, now: datetime) -> tuple[int, datetime] | None:
    """Return the last share of the term that is over, and since when; None before the first one."""
    over = [(share, at) for share, at in moments(remind, opens_at, due_at) if at <= now]
    return over[-1] if over else None
