"""The invented officers of a demo: `reference/cast.yaml` of the pack, with posts, a roster and a watch going on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.contrib.auth.hashers import make_password
from django.db import transaction

from ortaq.access import posts, watches
from ortaq.access.models import Officer, Shift, Watch
from ortaq.access.roles import ON_WATCH, SENIOR
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record

FILE = Path("reference") / "cast.yaml"
LENGTH = timedelta(hours=12)
CHANGES_AT = (time(8), time(20))
SERVED = timedelta(days=33)  # they were in their posts before the month of which the demonstration tells
PLANNED = timedelta(days=7)
SOONEST = timedelta(hours=2)
BY = Actor.program("demo")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cast:
    """What the file says: the one password, the officers, and which of them to name to a visitor."""

    password: str
    officers: tuple[Row, ...]
    shown: tuple[Row, ...]


def read(folder: Path) -> Cast:
    """Return the cast of a pack's folder."""
    found = yaml.safe_load((folder / FILE).read_text())
    return Cast(found["password"], tuple(found["officers"]), tuple(found["shown"]))


@transaction.atomic
def enrol(cast: Cast, *, at: datetime) -> None:
    """Enrol the officers, give them their posts and put them on watch; what is there already stays."""
    password = make_password(cast.password)  # once: the safe hash of one password takes time
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={row["unit"] for row in cast.officers})}
    for row in cast.officers:
        if not Officer.objects.filter(login=row["login"]).exists():
            _enrol(row, units[row["unit"]], password, at)


def _enrol(row: Row, unit: Unit, password: str, at: datetime) -> None:
    officer = Officer.objects.enrol(row["login"], row["name"], password=None, at=at, rank=row["rank"])
    Officer.objects.filter(pk=officer.pk).update(password=password)
    facts = {"login": officer.login, "name": officer.name, "rank": officer.rank}
    record("officer.enrolled", officer.uid, facts, by=BY, at=at)
    posts.found(officer, unit, row["role"], at=at, by=BY)


@transaction.atomic
def keep_watch(cast: Cast, *, at: datetime) -> None:
    """See to it that each unit of the cast has its officer on watch now and a roster for a week.

    A demo that lay still for days finds its watches overdue: the relief then stood in between.
    """
    officers = {each.login: each for each in Officer.objects.filter(login__in=[row["login"] for row in cast.officers])}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={row["unit"] for row in cast.officers})}
    for row in cast.officers:
        if row["role"] in ON_WATCH and ("relief" in row or row["role"] == SENIOR) and not _is_relief(row, cast):
            turns = [officers[row["login"]], officers[row.get("relief", row["login"])]]
            _stand(units[row["unit"]], row["role"], turns, at)
            _plan(units[row["unit"]], row["role"], turns, at)


def _is_relief(row: Row, cast: Cast) -> bool:
    return any(row["login"] == other.get("relief") for other in cast.officers)


def _stand(unit: Unit, post: str, turns: list[Officer], at: datetime) -> None:
    going = Watch.objects.of_unit(unit).filter(post=post, relieved_at=None).first()
    if going and going.due_off_at and going.due_off_at <= at and going.due_off_at > going.starts_at:
        going = _take(unit, post, turns[1], going.due_off_at, relieves=going, due_off_at=at)
    if going is None or going.due_off_at == at:
        _take(unit, post, turns[0], at, relieves=going, due_off_at=_next_change(unit, at + SOONEST))


def _take(
    unit: Unit, post: str, officer: Officer, at: datetime, *, relieves: Watch | None, due_off_at: datetime
) -> Watch:
    by = Actor(officer.pk, str(officer), post, unit.pk, "demo")
    taken = watches.take(unit, by=by, at=at, relieves=relieves, due_off_at=due_off_at)
    if relieves:
        former = Actor(relieves.officer_id, str(relieves.officer), post, unit.pk, "demo")
        watches.hand_over(relieves, by=former, at=at + timedelta(minutes=5))
    return taken


def _plan(unit: Unit, post: str, turns: list[Officer], at: datetime) -> None:
    """Let them take turns from the end of the watch that goes on, or of the roster, for a week."""
    last = Shift.objects.standing().of_unit(unit).filter(post=post).order_by("-ends_at").first()
    starts = max(last.ends_at if last else at, _next_change(unit, at + SOONEST))
    for officer in cycle(reversed(turns)):
        if starts >= at + PLANNED:
            return
        ends = _next_change(unit, starts)
        row = Shift(unit=unit, post=post, officer=officer, starts_at=starts, ends_at=ends, planned_at=at)
        watches.put(row, by=BY)
        starts = ends


def _next_change(unit: Unit, after: datetime) -> datetime:
    """Return the next instant after `after` at which the unit's watches change, by its own clocks."""
    zone = ZoneInfo(unit.zone)
    today = after.astimezone(zone).date()
    days = (today, today + timedelta(days=1))
    return min(c for day in days for at in CHANGES_AT if (c := datetime.combine(day, at, zone)) > after)
