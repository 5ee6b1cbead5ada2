"""Through which lens one looks: an oversight body at every unit, an officer at his own unit and those below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext

from ortaq.directory.models import CrossingPoint, Unit, Version
from ortaq.duties.desk import Desk
from ortaq.rules.edition import Oversight

OVERSIGHT, RECORD = "oversight", "record"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the figures ask of a unit."""

    pk: int
    level: int
    agency: str
    point: int | None
    zone: str
    standing: str


@dataclass(frozen=True)
class Lens:
    """Whose duties are counted. `name` is also the first part of the pages' addresses."""

    name: str
    units: frozenset[int] | None

    def holds(self, unit: int) -> bool:
        """Whether the unit is among those looked at."""
        return self.units is None or unit in self.units


def oversees(desk: Desk) -> bool:
    """Whether the desk is that of an inspector of an oversight body."""
    return desk.unit.oversees and desk.may("may_oversee")


def body_of(desk: Desk) -> Oversight | None:
    """Return the named body that this desk's unit is, by the edition in force; None where it is none of them."""
    return next((body for body in desk.rulebook.edition.oversight if body.unit == desk.unit.code), None)


def lens_of(desk: Desk, name: str) -> Lens:
    """Return the lens; raises PermissionDenied with words where the desk's unit may not look through it."""
    if name == RECORD:
        return Lens(RECORD, frozenset({desk.unit.pk, *below(desk)}))
    if not oversees(desk):
        raise PermissionDenied(gettext("Исполнение по всей стране видят инспекторы органов контроля."))
    return Lens(OVERSIGHT, None)


def whose_of(desk: Desk, lens: Lens, agency: str = "") -> str:
    """Return whose execution is seen, in words: the agency that is asked for, the body that looks, or the unit."""
    chosen = desk.rulebook.edition.agencies.get(agency)
    if lens.name == OVERSIGHT:
        body = body_of(desk)
        looks = desk.said(body.name) if body else desk.name(desk.unit.pk)
        return f"{desk.said(chosen.name)} ({looks})" if chosen else looks
    below_it = len(lens.units or ()) - 1
    own = desk.name(desk.unit.pk)
    return f"{own} + {gettext('подчинённых')} {below_it}" if below_it else own


def below(desk: Desk) -> list[int]:
    """Return the units whose superior this one is within the instruction's levels."""
    book, own = desk.rulebook, desk.unit.pk
    return [pk for pk, unit in book.units.items() if unit.is_party and own in book.superiors(pk)]


def units() -> Mapping[int, Seen]:
    """Return every unit that there is or was, by its id."""
    return _units(Version.objects.values_list("number", flat=True).get())


def points() -> Mapping[int, CrossingPoint]:
    """Return every crossing point by its id."""
    return _points(Version.objects.values_list("number", flat=True).get())


@lru_cache(maxsize=4)
def _units(version: int) -> Mapping[int, Seen]:
    rows = Unit.objects.values_list("pk", "level", "agency", "crossing_point", "zone", "standing")
    return {row[0]: Seen(*row) for row in rows}


@lru_cache(maxsize=4)
def _points(version: int) -> Mapping[int, CrossingPoint]:
    return {point.pk: point for point in CrossingPoint.objects.order_by("name_ru")}
