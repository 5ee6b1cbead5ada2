"""What has happened, as far as a term asks for it; and under whose clock and calendars the term runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from ortaq.rules.calendar import EVERY_DAY, Calendar


@dataclass(frozen=True, slots=True)
class Extension:
    """A prolongation granted by a body (its role towards the one who owes) at an instant."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Suspension:
    """A time during which the clock stood; `until` None while it still stands."""

    by: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Instants and measures by the name of the fact, and what was granted. What moved stands as it is now."""

    anchors: Mapping[str, datetime] = field(default_factory=dict)
    measures: Mapping[str, int] = field(default_factory=dict)
    extensions: tuple[Extension, ...] = ()
    suspensions: tuple[Suspension, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The zone of the unit that owes, its working days, and those of the other party."""

    zone: ZoneInfo
    own: Calendar = EVERY_DAY
    other: Calendar = EVERY_DAY
