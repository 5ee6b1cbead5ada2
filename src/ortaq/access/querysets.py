"""The words in which officers, posts and watches are asked; they chain."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from ortaq.lib import clock

if TYPE_CHECKING:
    from ortaq.access.models import Appointment, Officer, Shift, Watch  # noqa: F401 - named in the base classes
    from ortaq.directory.models import Unit

HANDOVER = timedelta(minutes=15)
Gap = tuple[datetime, datetime]


class OfficerManager(BaseUserManager["Officer"]):
    """Logins are kept in small letters, so that `Granitsa` is no second person."""

    def get_by_natural_key(self, username: str | None) -> Officer:
        return self.get(login=(username or "").strip().lower())

    def enrol(self, login: str, name: str, *, password: str | None, at: datetime, **more: Any) -> Officer:
        """Add an officer who holds no post yet; without a password he can only be given one."""
        officer = self.model(login=login.strip().lower(), name=name, created_at=at, **more)
        officer.set_password(password)
        officer.save(force_insert=True)
        return officer


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def holding(self, at: datetime) -> Self:
        """Keep the posts that are held at `at`."""
        return self.filter(valid_from__lte=at).filter(Q(valid_to=None) | Q(valid_to__gt=at))

    def asked(self) -> Self:
        """Keep what waits for a second person."""
        return self.filter(valid_from=None, ended_at=None)

    def of_unit(self, unit: Unit | int) -> Self:
        return self.filter(unit=unit)

    def of_officer(self, officer: Officer | int) -> Self:
        return self.filter(officer=officer)


def watched_by(unit: Unit) -> int:
    """Return the id of the unit whose watch fills this one: a post's is its parent's, any other's its own."""
    return unit.parent_id if unit.standing == "post" and unit.parent_id else unit.pk


class ShiftQuerySet(models.QuerySet["Shift"]):
    def standing(self) -> Self:
        """Keep what was not dropped from the roster."""
        return self.filter(dropped_at=None)

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def of_unit(self, unit: Unit) -> Self:
        return self.filter(unit=watched_by(unit))

    def after(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at).order_by("starts_at")


class WatchQuerySet(models.QuerySet["Watch"]):
    def on_at(self, at: datetime) -> Self:
        """Keep who is on watch at `at`; during a hand-over that is two."""
        return self.filter(starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))

    def answering(self, at: datetime) -> Self:
        """Keep who answers at `at`: one for each post."""
        return self.filter(starts_at__lte=at).filter(Q(relieved_at=None) | Q(relieved_at__gt=at))

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__lt=end).filter(Q(ends_at=None) | Q(ends_at__gt=start))

    def of_unit(self, unit: Unit) -> Self:
        """Keep the watches that fill the unit; a post's are its parent's."""
        return self.filter(unit=watched_by(unit))

    def is_on(self, officer: int | None, unit: int | None, *, at: datetime) -> bool:
        """Whether the officer stands watch for the unit with this id at `at`. The id is that of the watching unit."""
        return self.on_at(at).filter(officer=officer, unit=unit).exists()

    def gaps(self, unit: Unit, start: datetime, end: datetime, *, now: datetime | None = None) -> list[Gap]:
        """Return when nobody stood, stands or is to stand watch, in order.

        What is past is covered by watches alone; what is to come also by a watch that goes on until its relief is due,
        and by the roster.
        """
        now = now or clock.now()
        return uncovered(self._covered(unit, start, end, now), start, end)

    def _covered(self, unit: Unit, start: datetime, end: datetime, now: datetime) -> list[Gap]:
        from ortaq.access.models import Shift

        stood = self.of_unit(unit).between(start, end)
        planned = Shift.objects.standing().of_unit(unit).between(max(start, now), end)
        covered = [(w.starts_at, w.ends_at or max(w.due_off_at or now, now)) for w in stood]
        return covered + [(max(s.starts_at, now), s.ends_at) for s in planned]


def uncovered(covered: list[Gap], start: datetime, end: datetime) -> list[Gap]:
    """Return the parts of [start, end) that none of the periods covers, in order."""
    gaps, seen = [], start
    for begins, ends in sorted(covered):
        if begins > seen:
            gaps.append((seen, min(begins, end)))
        seen = max(seen, ends)
    if seen < end:
        gaps.append((seen, end))
    return [gap for gap in gaps if gap[0] < gap[1]]
