"""Whether the clock runs: read from what it says of itself and, beside it, from the duties themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from ortaq.duties.models import ClockBeat, Duty

SILENT_AFTER = timedelta(seconds=10)
LATE_AFTER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Health:
    """How the clock does: the age of its last beat, the longest that any visible duty has waited past its time."""

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
    """Return how the clock does at `at`; counts only the duties that the caller can see."""
    beat = ClockBeat.objects.filter(name="clock").first()
    oldest = Duty.objects.filter(wake_at__lt=at).aggregate(oldest=Min("wake_at"))["oldest"]
    waiting = at - oldest if oldest else timedelta()
    if beat is None:
        return Health(None, waiting, timedelta(), timedelta())
    return Health(
        max(at - beat.at, timedelta()),
        waiting,
        timedelta(milliseconds=beat.late_ms),
        timedelta(milliseconds=beat.worst_ms),
    )
