"""Whether the clock runs and the planner plans: read from what they say of themselves, and from the duties."""

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
UNPLANNED_AFTER = timedelta(minutes=30)
"""Three runs of the planner and its repetitions: it has failed, and no duty that recurs is opened."""
PLANNER = "planner"


@dataclass(frozen=True, slots=True)
class Health:
    """How the clock does: the age of its last beat, how long the longest waiting duty is past its time.

    `plan_age` is how long ago the duties of the coming windows were planned, or a node's worker began; None: never yet.
    """

    beat_age: timedelta | None
    waiting: timedelta
    last_late: timedelta
    worst_late: timedelta
    plan_age: timedelta | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the engine has looked within the last seconds."""
        return self.beat_age is not None and self.beat_age <= SILENT_AFTER

    @property
    def is_planned(self) -> bool:
        """Whether the planner has done its work within the last runs."""
        return self.plan_age is None or self.plan_age <= UNPLANNED_AFTER

    @property
    def is_well(self) -> bool:
        """Whether the engine is alive, no clock is later than the bound, and duties are planned."""
        return self.is_alive and self.waiting <= LATE_AFTER and self.is_planned


def clock_health(at: datetime) -> Health:
    """Return how the clock does at `at`. Of the duties themselves only one instant is read, whoever asks."""
    beats = {beat.name: beat for beat in ClockBeat.objects.all()}
    beat, plan_age = beats.get("clock"), at - beats[PLANNER].at if PLANNER in beats else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT duties_waiting_since(%s)", [at])
        oldest = cursor.fetchone()[0]
    waiting = at - oldest if oldest else timedelta()
    if beat is None:
        return Health(None, waiting, timedelta(), timedelta(), plan_age)
    return Health(
        max(at - beat.at, timedelta()),
        waiting,
        timedelta(milliseconds=beat.late_ms),
        timedelta(milliseconds=beat.worst_ms),
        plan_age,
    )


def planned(at: datetime) -> None:
    """Say that the duties of the coming windows are planned, or that a worker begins which will plan them."""
    ClockBeat.objects.update_or_create(name=PLANNER, defaults={"at": at, "late_ms": 0, "worst_ms": 0})


def also(name: str) -> Callable[[Told], Told]:
    """Let a package say under `name` at /healthz how it does; no content, and nothing that a stranger may not know."""

    def register(tell: Told) -> Told:
        _also[name] = tell
        return tell

    return register


def told_besides() -> dict[str, dict[str, Any]]:
    """Return what the packages say of themselves."""
    return {name: tell() for name, tell in _also.items()}
