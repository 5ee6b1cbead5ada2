"""What time an obligation leaves: a window that recurs, a deadline that a fact starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ortaq.rules.text import Text

Standing = Literal["early", "in_time", "late"]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Window:
    """A time to do something and the time that it is about (None where it is about none). All instants are aware."""

    opens_at: datetime
    due_at: datetime
    covers_from: datetime | None = None
    covers_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a triggered duty may and must be done, and why.

    opens_at None: at any time before the end, as for a notice ahead of an event. due_at None: no number is set, or the
    clock stands.
    """

    opens_at: datetime | None
    due_at: datetime | None
    why: Text


def standing(span: Window | Deadline, at: datetime) -> Standing:
    """Say whether `at` is early, in time (opens_at <= at <= due_at) or late."""
    if span.opens_at is not None and at < span.opens_at:
        return "early"
    return "in_time" if span.due_at is None or at <= span.due_at else "late"


def covered(window: Window, sent_at: datetime, last_cut_off: datetime | None = None) -> Span | None:
    """Return what a report sent at `sent_at` really covers, None where its window is about no time.

    Sent before the end of its period it reaches to its sending; the rest goes into the next, which begins at
    `last_cut_off`, the real end of the one before (None: the period's own beginning).
    """
    if window.covers_from is None or window.covers_to is None:
        return None
    begin = window.covers_from if last_cut_off is None else min(last_cut_off, window.covers_from)
    return begin, min(sent_at, window.covers_to)
