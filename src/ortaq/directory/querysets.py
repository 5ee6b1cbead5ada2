"""The words in which the directory is asked; they chain: `Unit.objects.open_on(day).of_agency(code)`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from ortaq.directory.models import CrossingPoint, Group, Unit  # noqa: F401 - named in the base classes


def open_on(on: date, prefix: str = "") -> Q:
    """Return the condition that a period takes in that day; `prefix` leads to the row that has it."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": on})
    going = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})
    return begun & going


class InTime(models.QuerySet[Any]):
    def open_on(self, on: date) -> Self:
        return self.filter(open_on(on))


class UnitQuerySet(models.QuerySet["Unit"]):
    def open_on(self, on: date) -> Self:
        return self.filter(open_on(on))

    def of_agency(self, code: str) -> Self:
        return self.filter(agency=code)

    def at_level(self, *levels: int) -> Self:
        return self.filter(level__in=levels)

    def at_point(self, point: CrossingPoint | int) -> Self:
        return self.filter(crossing_point=point)

    def parties(self) -> Self:
        return self.filter(standing="party")

    def by_telephone_only(self) -> Self:
        return self.filter(reach="telephone")

    def counterparts_of(self, unit: Unit | int, on: date) -> Self:
        """Keep the units that share an interaction group with `unit` on that day, itself left out."""
        from ortaq.directory.models import GroupMember

        pk = unit if isinstance(unit, int) else unit.pk
        members = GroupMember.objects.open_on(on)
        shared = members.filter(group__in=members.filter(unit=pk).values("group"))
        return self.filter(pk__in=shared.values("unit")).exclude(pk=pk)

    def with_names(self) -> Self:
        return self.prefetch_related("names")


class CrossingPointQuerySet(models.QuerySet["CrossingPoint"]):
    def open_on(self, on: date) -> Self:
        return self.filter(open_on(on))

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class GroupQuerySet(models.QuerySet["Group"]):
    def at_level(self, *levels: int) -> Self:
        return self.filter(level__in=levels)

    def of_unit(self, unit: Unit | int, on: date) -> Self:
        """Keep the groups of which the unit is a member on that day."""
        return self.filter(open_on(on, "members__"), members__unit=unit).distinct()
