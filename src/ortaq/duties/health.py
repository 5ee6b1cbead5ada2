"""Whether the clock runs: read from what it says of itself and, beside it, from the duties themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ortaq.duties.models import ClockBeat

Told = Callable[[], dict[str, Any]]
_also: dict[str, Told] = {}
SILENT_AFTER = timedelta(seconds=10)
LATE_AFTER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Health:
    """How the clock does: the age of its last beat, how long the longest waiting duty is past its time."""

    beat_age: timedelta | None
    waiting: timedelta
    last_late: timedelta
    worst_late: timedelta

    @property
    def is_alive(self) -> bool:
        """Whether the engine has looked within the last seconds."""
        return self.beat_age is not None and self.beat_age <= SILENT_AFTER

    @property
    def is_well(self) -> bool:
        """Whether the engine is alive and no clock is later than the bound."""
        return self.is_alive and self.waiting <= LATE_AFTER


def clock_health(at: datetime) -> Health:
    """Return how the clock does at `at`. Of the duties themselves only one instant is read, whoever asks."""
    beat = ClockBeat.objects.filter(name="clock").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT duties_waiting_since(%s)", [at])
        oldest = cursor.fetchone()[0]
    waiting = at - oldest if oldest else timedelta()
    if beat is None:
        return Health(None, waiting, timedelta(), timedelta())
    return Health(
        max(at - beat.at, timedelta()),
        waiting,
        timedelta(milliseconds=beat.late_ms),
        timedelta(milliseconds=beat.worst_ms),
    )


def also(name: str) -> Callable[[Told], Told]:
    """Let a package say under `name` at /healthz how it does; no content, and nothing that a stranger may not know."""

    def register(tell: Told) -> Told:
        _also[name] = tell
        return tell

    return register


def told_besides() -> dict[str, dict[str, Any]]:
    """Return what the packages say of themselves."""
    return {name: tell() for name, tell in _also.items()}
