"""What of the coming week's watches is wrong already today: nobody planned, no telephone, no post, too little rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from ortaq.access.models import Appointment, Officer, Shift, Watch
from ortaq.access.querysets import Gap, watched_by
from ortaq.access.roles import ON_WATCH
from ortaq.access.rostering import short_breaks
from ortaq.directory.models import Unit

HORIZON = timedelta(days=7)


@dataclass(frozen=True)
class Ahead:
    """What must be put right before its day comes; `is_empty`: nobody is planned at all."""

    gaps: list[Gap]
    is_empty: bool
    unreachable: list[Officer]
    without_post: list[Shift]
    tired: list[tuple[Shift, timedelta]]

    @property
    def count(self) -> int:
        """How many things there are to put right."""
        return len(self.gaps) + len(self.unreachable) + len(self.without_post) + len(self.tired)


def ahead(unit: Unit, now: datetime) -> Ahead:
    """Return what is wrong with the unit's watches from now on for a week."""
    until = now + HORIZON
    planned = list(
        Shift.objects.standing().of_unit(unit).between(now, until).select_related("officer").order_by("starts_at")
    )
    held = Appointment.objects.holding(now).filter(unit=watched_by(unit), role__in=ON_WATCH, officer__is_active=True)
    posts = {(each.officer_id, each.role): each.officer for each in held.select_related("officer")}
    people = {each.pk: each for each in [*posts.values(), *(one.officer for one in planned)]}
    return Ahead(
        gaps=Watch.objects.gaps(unit, now, until, now=now),
        is_empty=not planned,
        unreachable=sorted((one for one in people.values() if not one.telephone), key=lambda one: one.name),
        without_post=[one for one in planned if (one.officer_id, one.post) not in posts],
        tired=short_breaks(planned, settings.REST),
    )
