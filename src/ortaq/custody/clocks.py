"""The clocks that custody shows: until when somebody may be held, until when a receiver decides."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ortaq.custody.models import Charge, Detention
from ortaq.custody.owing import custody_of
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.duties.words import CLOSING, LATE, MINE, WAITING, Shown, shown
from ortaq.rules.custody import DetentionLimit


@dataclass(frozen=True)
class Clock:
    """Until when somebody may be held at the latest, on which ground of which law, counted from which moment."""

    due_at: datetime
    counted_from: datetime
    look: str
    remains: float
    ground: str
    source: str
    since: str
    sober: bool = False


def clock_of(charge: Charge, detention: Detention | None, desk: Desk) -> Clock | None:
    """Return the clock of somebody held; None for a thing, or after custody has ended."""
    if detention is None or not charge.is_held:
        return None
    limit = custody_of(desk.rulebook).limit_of(detention.rule)
    left = (detention.due_at - desk.now) / (detention.due_at - detention.counted_from)
    return Clock(
        due_at=detention.due_at,
        counted_from=detention.counted_from,
        look=_look(left, ours=charge.custodian_id == desk.unit.pk),
        remains=max(0.0, min(1.0, left)),
        ground=desk.said(limit.ground) if limit else detention.limit,
        source=desk.said(limit.source) if limit else "",
        since=limit.counted_from if limit else "",
        sober=bool(detention.sober_at and detention.counted_from == detention.sober_at),
    )


def duties_of(records: Iterable[uuid.UUID], desk: Desk) -> dict[uuid.UUID, list[Shown]]:
    """Return the running duties that follow from these records, as this desk sees them, the nearest first."""
    found: dict[uuid.UUID, list[Shown]] = {}
    for duty in Duty.objects.filter(record__in=list(records)).unfinished().order_by("due_at"):
        found.setdefault(duty.record or duty.pk, []).append(shown(duty, desk))
    return found


def limits_today(desk: Desk) -> list[DetentionLimit]:
    """Return the limits of the law in force today."""
    return custody_of(desk.rulebook).limits_on(desk.today)


def _look(left: float, *, ours: bool) -> str:
    if left <= 0:
        return LATE
    if left < 0.25:
        return CLOSING
    return MINE if ours else WAITING
