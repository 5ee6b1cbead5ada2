"""Who there is, for other programs: units, crossing points, groups, lines. Units are named by their codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from ninja import Router

from ortaq.directory.models import Contact, CrossingPoint, Group, GroupMember, StandingContact, Unit
from ortaq.directory.querysets import UnitQuerySet, open_on
from ortaq.lib import clock
from ortaq.lib.operations import PAGE, Code, Cursor, Page, Shown, language, needs, page, place_of
from ortaq.lib.problems import not_found

router = Router(tags=["directory"])
READ = needs("read_headers", "may_read_headers")


class UnitName(Shown):
    """A unit by its code, with the name that it bears today in the asker's language."""

    code: str
    name: str


class UnitShape(UnitName):
    """A unit."""

    agency: str
    level: int
    kind: str
    standing: str
    parent: str | None
    crossing_point: str | None
    zone: str
    on_console: bool
    """Whether it works at a console; one that does not is reached by telephone."""


class ContactShape(Shown):
    """A line of a duty service."""

    kind: str
    value: str


class StandingShape(Shown):
    """A named official for standing contact, or today's substitute."""

    name: str
    post: str
    telephone: str


class UnitCard(UnitShape):
    """A unit with its lines and officials."""

    contacts: list[ContactShape]
    standing_contacts: list[StandingShape]


class PointShape(Shown):
    """A crossing point; `lat` and `lon` only where a source gives them."""

    code: str
    name: str
    kind: str
    zone: str
    neighbour: str
    lat: float | None
    lon: float | None


class GroupShape(Shown):
    """Counterparts of one level at the same crossing points."""

    code: str
    level: int
    crossing_points: list[str]
    members: list[UnitName]


@router.get("/units", auth=READ, response=Page[UnitShape])
def list_units(
    request: HttpRequest, cursor: Cursor = "", agency: Code | None = None, level: int | None = None
) -> Page[UnitShape]:
    """The units of today, by their codes."""
    units = _units().open_on(clock.now().date())
    if agency is not None:
        units = units.of_agency(agency)
    if level is not None:
        units = units.at_level(level) if 0 <= level < 100 else units.none()
    if place := place_of(cursor, str):
        units = units.filter(code__gt=place[0].replace("\0", ""))
    return page(request, list(units.order_by("code")[: PAGE + 1]), lambda unit: [unit.code], unit_shape)


@router.get("/units/{code}", auth=READ, response=UnitCard)
def get_unit(request: HttpRequest, code: Code) -> UnitCard:
    """One unit with the lines of its duty service and its officials for standing contact."""
    today = clock.now().date()
    found = _units().filter(code=code).first()
    if found is None:
        raise not_found()
    lines = Contact.objects.open_on(today).filter(unit=found).order_by("kind", "value")
    officials = StandingContact.objects.open_on(today).filter(unit=found, substitute_of=None)
    acting = [one.acting_on(today) for one in officials.prefetch_related("substitutes").order_by("pk")]
    return UnitCard(
        **unit_shape(found).model_dump(),
        contacts=[ContactShape(kind=one.kind, value=one.value) for one in lines],
        standing_contacts=[StandingShape(name=one.name, post=one.post, telephone=one.telephone) for one in acting],
    )


@router.get("/crossing-points", auth=READ, response=Page[PointShape])
def list_points(request: HttpRequest, cursor: Cursor = "") -> Page[PointShape]:
    """The crossing points of today, by their codes."""
    points = CrossingPoint.objects.open_on(clock.now().date())
    if place := place_of(cursor, str):
        points = points.filter(code__gt=place[0].replace("\0", ""))
    return page(request, list(points.order_by("code")[: PAGE + 1]), lambda point: [point.code], _point_shape)


@router.get("/groups", auth=READ, response=Page[GroupShape])
def list_groups(request: HttpRequest, cursor: Cursor = "") -> Page[GroupShape]:
    """The interaction groups of the caller's unit, with their members of today."""
    today = clock.now().date()
    groups = Group.objects.of_unit(request.unit, today)  # type: ignore[attr-defined]
    if place := place_of(cursor, int):
        groups = groups.filter(pk__gt=min(place[0], 2**31 - 1))
    found = list(groups.prefetch_related("crossing_points").order_by("pk")[: PAGE + 1])
    members = _members(found, today)
    return page(request, found, lambda group: [group.pk], lambda group: _group_shape(group, members[group.pk]))


def named(unit: Unit, on: date) -> UnitName:
    """Return a unit by its code and the name that it bears on that day."""
    return UnitName(code=unit.code, name=unit.name_in(language(), on))


def unit_shape(unit: Unit) -> UnitShape:
    """Return a unit as it is answered."""
    return UnitShape(
        code=unit.code,
        name=unit.name_in(language(), clock.now().date()),
        agency=unit.agency,
        level=unit.level,
        kind=unit.kind,
        standing=unit.standing,
        parent=unit.parent.code if unit.parent else None,
        crossing_point=unit.crossing_point.code if unit.crossing_point else None,
        zone=unit.zone,
        on_console=not unit.by_telephone_only,
    )


def _units() -> UnitQuerySet:
    return Unit.objects.with_names().select_related("parent", "crossing_point")


def _point_shape(point: CrossingPoint) -> PointShape:
    return PointShape(
        code=point.code,
        name=point.name_in(language()),
        kind=point.kind,
        zone=point.zone,
        neighbour=point.neighbour,
        lat=point.lat,
        lon=point.lon,
    )


def _members(groups: Sequence[Group], on: date) -> dict[int, list[UnitName]]:
    found: dict[int, list[UnitName]] = {group.pk: [] for group in groups}
    rows = GroupMember.objects.filter(open_on(on), group__in=groups).select_related("unit")
    for row in rows.prefetch_related("unit__names").order_by("unit__code"):
        found[row.group_id].append(named(row.unit, on))
    return found


def _group_shape(group: Group, members: list[UnitName]) -> GroupShape:
    points = sorted(point.code for point in group.crossing_points.all())
    return GroupShape(code=group.code, level=group.level, crossing_points=points, members=members)
