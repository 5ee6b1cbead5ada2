"""The crossing points at whose consoles a demonstration's officers sit, and what the pack invents for each of them.

What happened at a point stands in `demo/KIND/WHAT.yaml` of the pack, KIND being the kind of the point (road, rail …):
the stories of a road are not those of a station. In these files a unit is told by its agency. An instant is told as
`ago` (so many minutes before the demonstration starts) or as `days` (so many days before) and `at` (the hour there).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from ortaq.access.models import Appointment, Watch
from ortaq.access.roles import DUTY_OFFICER
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange import demo_officers
from ortaq.exchange.files import Upload
from ortaq.exchange.models import Message
from ortaq.ledger.actor import Actor
from ortaq.lib.blobs import store
from ortaq.lib.ids import uuid_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PNG = "image/png"
Told = Mapping[str, Any]


class Scene:
    """One crossing point: its kind, its units by agency, and the instant at which the demonstration starts."""

    def __init__(self, kind: str, units: Mapping[str, Unit], now: datetime) -> None:
        self.kind, self.units, self.now = kind, units, now
        self._watches: dict[int, list[Watch]] = {}

    def told(self, folder: Path, what: str) -> Any:
        """Return what the pack invents of the point under this name; None where that is nothing."""
        path = folder / "demo" / self.kind / f"{what}.yaml"
        return yaml.safe_load(path.read_text()) if path.exists() else None

    def time_of(self, told: Told) -> datetime:
        """Return the instant that `ago`, or `days` and `at`, tell."""
        if "ago" in told:
            return self.now - int(told["ago"]) * MINUTE
        zone = ZoneInfo(next(iter(self.units.values())).zone)
        day = self.now.astimezone(zone).date() - int(told["days"]) * DAY
        return datetime.combine(day, time.fromisoformat(told["at"]), zone).astimezone(self.now.tzinfo)

    def identity(self, what: str, key: str) -> uuid.UUID:
        """Return the identity of what the pack calls `key`: a message, a charge, a hand-over of this point."""
        return uuid_of(f"demo {what}", self.kind, key)

    def message(self, key: str | None) -> Message | None:
        """Return the message by which an urgent matter was told; None where that was not told."""
        return Message.objects.filter(pk=self.identity("message", key)).first() if key else None

    def who(self, agency: str, at: datetime) -> dict[str, Any]:
        """Return who stood the agency's watch at that instant, as a verb wants it."""
        unit, book = self.units[agency], Rulebook.at(at)
        watch = self._on_watch(unit, at)
        if watch is None:
            demo_officers.enrolled(unit.pk, demo_officers.since(book, self.now))
            self._watches.pop(unit.pk)
            watch = self._on_watch(unit, at)
        if watch is None:
            raise LookupError(f"nobody stands the watch of {unit} at {at}")
        by = Actor(watch.officer.pk, str(watch.officer), watch.post, unit.pk, "demo")
        return {"by": by, "at": at, "rulebook": book}

    def _on_watch(self, unit: Unit, at: datetime) -> Watch | None:
        if unit.pk not in self._watches:
            stood = Watch.objects.filter(unit=unit).select_related("officer").order_by("starts_at")
            self._watches[unit.pk] = list(stood)
        on = (one for one in self._watches[unit.pk] if one.starts_at <= at and not (one.ends_at and one.ends_at <= at))
        return next(on, None)


def scenes(now: datetime, *, most: int | None = None) -> list[Scene]:
    """Return the crossing points at which officers of two agencies or more sit at consoles, the first enrolled first.

    `most`: no more of them than so many.
    """
    book = Rulebook.at(now)
    posts = Appointment.objects.filter(role=DUTY_OFFICER, officer__is_active=True, unit__crossing_point__isnull=False)
    found: dict[int, dict[str, Unit]] = {}
    for post in posts.select_related("unit__crossing_point").order_by("asked_at", "pk"):
        unit = post.unit
        if unit.pk in book.units and unit.is_party and book.is_on_console(unit.pk):
            found.setdefault(unit.crossing_point_id or 0, {}).setdefault(unit.agency, unit)
    several = [units for units in found.values() if len(units) > 1][:most]
    return [Scene(_kind(units), dict(sorted(units.items(), key=lambda one: one[1].pk)), now) for units in several]


def _kind(units: Mapping[str, Unit]) -> str:
    point = next(iter(units.values())).crossing_point
    return point.kind if point else ""


def attached(path: Path, by: Actor, at: datetime, name: str = "") -> Upload:
    """Return a picture of the pack, under its own name or another, as when an officer has attached it to a form."""
    incoming = store().begin()
    incoming.write(path.read_bytes())
    blob = store().keep(incoming)
    known = {
        "name": name or path.name,
        "media_type": PNG,
        "size": incoming.size,
        "sha256": incoming.sha256,
        "blob": blob,
    }
    return Upload.objects.create(officer=by.officer or 0, form="demo", at=at, visible_to=[by.unit], **known)
