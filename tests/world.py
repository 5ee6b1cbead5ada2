"""A small world for tests: one crossing point with three agencies, their superiors on every level, and a stranger."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from copies import Copies
from django.db import connection

from ortaq.access import posts
from ortaq.access.models import Appointment, Officer, Watch
from ortaq.directory.models import Adoption, CrossingPoint, Group, GroupMember, Unit, UnitName
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.ledger.models import Entry
from ortaq.ledger.record import record

NOON = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)  # 12:00 in Almaty
KINDS = {
    "border": ["border_control_section", "border_detachment", "regional_directorate", "service"],
    "internal": ["migration_control_post", "city_district_line_police", "oblast_internal_affairs", "ministry"],
    "customs": ["customs_post", "customs_house", "oblast_customs", "committee"],
}
FILLED = (
    Adoption,
    CrossingPoint,
    Unit,
    UnitName,
    Group,
    Group.crossing_points.through,
    GroupMember,
    Officer,
    Appointment,
    Watch,
    Entry,
)
NAMES = {"border": "Отделение", "internal": "Пост", "customs": "Таможенный пост"}


@dataclass
class World:
    """Units by (agency, level), one officer on watch in each, and the rulebook of the day."""

    units: dict[tuple[str, int], Unit] = field(default_factory=dict)
    officers: dict[int, Officer] = field(default_factory=dict)
    stranger: Unit | None = None

    def unit(self, agency: str, level: int = 4) -> Unit:
        return self.units[agency, level]

    def by(self, agency: str, level: int = 4) -> Actor:
        """Return the officer on watch in the agency's unit of that level, as an actor."""
        unit = self.unit(agency, level)
        officer = self.officers[unit.pk]
        return Actor(officer.pk, str(officer), "duty_officer", unit.pk, "s1")

    def rulebook(self, at: datetime = NOON) -> Rulebook:
        return Rulebook.at(at)


def make(*, adopted: date = date(2026, 4, 1), zone: str = "Asia/Almaty", at: datetime = NOON) -> World:
    """Write the world into the database as it is asked for.

    The first is made step by step, through the program's verbs where there are some; its rows are kept, and every
    further one of the same kind is a copy of them.
    """
    if not _is_empty():
        return _make(adopted, zone, at)
    if (adopted, zone, at) not in _made:
        world = _make(adopted, zone, at)
        _made[adopted, zone, at] = deepcopy(world), Copies(FILLED)
        return world
    world, rows = _made[adopted, zone, at]
    rows.put()
    return deepcopy(world)


_made: dict[tuple[date, str, datetime], tuple[World, Copies]] = {}


def _is_empty() -> bool:
    """Whether nothing stands yet in the tables that the world fills, so that its rows can be told and fit in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT FROM {model._meta.db_table})" for model in FILLED))
        return not cursor.fetchone()[0]


def _make(adopted: date, zone: str, at: datetime) -> World:
    world = World()
    Adoption.objects.create(pack="kz_2002", edition="kz_2002-2", from_date=adopted)
    near = _point("near", zone)
    since = min(at - timedelta(days=60), datetime.combine(adopted, time(), UTC) - timedelta(days=2))
    for agency, kinds in KINDS.items():
        parent = None
        for level in (1, 2, 3, 4):
            parent = _unit(
                f"{agency}-{level}", agency, level, kinds[4 - level], parent, zone, near if level == 4 else None
            )
            world.units[agency, level] = parent
            world.officers[parent.pk] = _on_watch(parent, since)
    for level in (1, 2, 3, 4):
        _group(f"group-{level}", level, [world.units[agency, level] for agency in KINDS], near)
    far = _point("far", zone)
    parent = world.unit("border", 3)
    world.stranger = _unit("border-far", "border", 4, "border_control_section", parent, zone, far)
    world.officers[world.stranger.pk] = _on_watch(world.stranger, since)
    return world


def another_region(world: World, *, zone: str = "Asia/Almaty", at: datetime = NOON) -> World:
    """Write a second crossing point with its three agencies up to level 2, under the same top, and return its world."""
    second, near = World(officers=world.officers), _point("second", zone)
    for agency, kinds in KINDS.items():
        parent = second.units[agency, 1] = world.unit(agency, 1)
        for level in (2, 3, 4):
            point = near if level == 4 else None
            parent = _unit(f"{agency}-{level}b", agency, level, kinds[4 - level], parent, zone, point)
            second.units[agency, level] = parent
            second.officers[parent.pk] = _on_watch(parent, at)
    for level in (2, 3, 4):
        _group(f"group-{level}b", level, [second.units[agency, level] for agency in KINDS], near)
    return second


def _point(code: str, zone: str) -> CrossingPoint:
    return CrossingPoint.objects.create(code=code, kind="road", name_ru=code, name_kk=code, name_en=code, zone=zone)


def _unit(
    code: str, agency: str, level: int, kind: str, parent: Unit | None, zone: str, point: CrossingPoint | None
) -> Unit:
    unit = Unit.objects.create(
        code=code,
        agency=agency,
        level=level,
        kind=kind,
        parent=parent,
        zone=zone,
        crossing_point=point,
        standing="party",
    )
    name = f"{NAMES[agency]} {code}"
    UnitName.objects.bulk_create(
        UnitName(unit=unit, lang=lang, name=name, sort_key=code) for lang in ("ru", "kk", "en")
    )
    return unit


def _group(code: str, level: int, members: list[Unit], point: CrossingPoint) -> None:
    group = Group.objects.create(code=code, level=level)
    group.crossing_points.add(point)
    GroupMember.objects.bulk_create(GroupMember(group=group, unit=unit) for unit in members)


def _on_watch(unit: Unit, since: datetime) -> Officer:
    """Put an officer on watch before the edition was adopted, so that his watch owes nothing yet."""
    by = Actor.program("test")
    officer = Officer.objects.enrol(f"o-{unit.code}", f"Тестов {unit.code}", password=None, at=since)
    posts.found(officer, unit, "duty_officer", at=since, by=by)
    watch = Watch.objects.create(unit=unit, post="duty_officer", officer=officer, starts_at=since)
    record("watch.taken", watch.pk, watch.taken_facts(), by=by, at=since)
    return officer
