"""Bring the tables to what the pack's files say, in one transaction. Loading the same files again changes nothing.

Rows are known by their codes and keep their ids. What the files no longer have is never deleted, because records
point at it: such units are counted in the report, a membership of that kind ends on the day of loading. What a person
changed here (`origin` "here") is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction

from ortaq.directory import grouping, naming, reference
from ortaq.directory.alphabet import sort_key
from ortaq.directory.models import HERE, CrossingPoint, Group, GroupMember, Unit, UnitName
from ortaq.directory.reference import Reference, Span
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.lib.ids import uuid_of


@dataclass(frozen=True)
class Plan:
    """What a folder holds, checked and derived, before any table is touched."""

    pack: str
    as_of: date | None
    reference: Reference
    names: list[naming.NameRow]
    groups: list[grouping.GroupRow]


@dataclass
class Report:
    """What a load did: rows in the files, rows made and changed, what needs somebody's eye."""

    points: int
    units: int
    names: int
    groups: int
    placeholders: int
    widened: int
    orphans: list[str]
    created: int = 0
    changed: int = 0
    ended: int = 0
    no_longer_in_files: list[str] = field(default_factory=list)

    @property
    def changed_something(self) -> bool:
        return bool(self.created or self.changed or self.ended)


def plan(folder: Path, *, as_of: date | None = None) -> Plan:
    """Read a pack's folder and derive names and groups; raises FaultyFile. Needs no database.

    With `as_of` only what was there on that day, left open-ended.
    """
    found = reference.read(folder / "reference")
    stood = reference.as_stood(found, as_of) if as_of else found
    return Plan(folder.name, as_of, stood, naming.names(stood, folder / "reference"), grouping.groups(found, stood))


def report(of: Plan) -> Report:
    """Return the figures of a plan, as if nothing had been loaded yet."""
    units, points = of.reference.units.values(), of.reference.points.values()
    return Report(
        points=len(points),
        units=len(units),
        names=len(of.names),
        groups=len(of.groups),
        placeholders=sum(unit.placeholder for unit in units),
        widened=sum(unit.span.widened for unit in units) + sum(point.span.widened for point in points),
        orphans=of.reference.orphans(),
    )


@transaction.atomic
def load(of: Plan, *, by: Actor, at: datetime) -> Report:
    """Write a plan; record one ledger entry if it changed anything. `at` is the aware instant of loading."""
    done = report(of)
    points = _sync(CrossingPoint, {p.code: _point(p) for p in of.reference.points.values()}, done)
    units = _sync(Unit, {u.code: _unit(u, points) for u in of.reference.units.values()}, done, keep=("valid_to",))
    _set_parents(of.reference, units, done)
    _sync_names(of, units, done)
    _sync_groups(of, points, units, done, at.date())
    done.no_longer_in_files = sorted(Unit.objects.exclude(code__in=of.reference.units).values_list("code", flat=True))
    if done.changed_something:
        record("directory.loaded", uuid_of("directory", of.pack), _facts(of, done), by=by, at=at)
    return done


def _facts(of: Plan, done: Report) -> dict[str, Any]:
    facts = asdict(done) | {"pack": of.pack, "as_of": of.as_of.isoformat() if of.as_of else None}
    return facts | {"files": dict(of.reference.digests)}


def _span(span: Span) -> dict[str, Any]:
    return {"valid_from": span.valid_from, "valid_to": span.valid_to}


def _point(row: reference.Point) -> dict[str, Any]:
    return {"zone": row.zone, "widened": row.span.widened, **_span(row.span), **row.facts}


def _unit(row: reference.UnitRow, points: Mapping[str, int]) -> dict[str, Any]:
    plain = ("level", "agency", "kind", "standing", "region", "zone", "placeholder")
    return {
        "crossing_point_id": points.get(row.point),
        "widened": row.span.widened,
        **{name: getattr(row, name) for name in plain},
        **_span(row.span),
        **row.facts,
    }


def _sync(
    model: type[Unit] | type[CrossingPoint],
    wanted: Mapping[str, dict[str, Any]],
    done: Report,
    keep: Iterable[str] = (),
) -> dict[str, int]:
    """Make or change rows known by code; return code → id. `keep` is not overwritten where changed here."""
    manager: models.Manager[Any] = model._default_manager
    there = {row.code: row for row in manager.all()}
    new = [model(code=code, **values) for code, values in wanted.items() if code not in there]
    changed = [there[code] for code, values in wanted.items() if code in there and _take(there[code], values, keep)]
    _write(manager, new, changed, list(next(iter(wanted.values()), {})), done)
    return dict(manager.values_list("code", "id"))


def _take(row: Any, values: Mapping[str, Any], keep: Iterable[str] = ()) -> bool:
    """Set what differs; return whether anything did."""
    kept = set(keep) if getattr(row, "origin", None) == HERE else set()
    differing = {name: value for name, value in values.items() if name not in kept and getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _write(manager: models.Manager[Any], new: list[Any], changed: list[Any], fields: list[str], done: Report) -> None:
    """Insert and update; no statement at all where nothing is new, so that the directory's number stays."""
    if new:
        manager.bulk_create(new)
    if changed:
        manager.bulk_update(changed, [name.removesuffix("_id") for name in fields], batch_size=200)
    done.created += len(new)
    done.changed += len(changed)


def _set_parents(of: Reference, ids: Mapping[str, int], done: Report) -> None:
    """Set each unit's superior, once all of them have ids."""
    parents = {u.code: ids[u.parent] if u.parent in of.units else None for u in of.units.values()}
    changed = [u for u in Unit.objects.filter(code__in=parents) if _take(u, {"parent_id": parents[u.code]})]
    if changed:
        Unit.objects.bulk_update(changed, ["parent"], batch_size=200)
    done.changed += len(changed)


def _sync_names(of: Plan, units: Mapping[str, int], done: Report) -> None:
    there = {(row.unit_id, row.lang, row.valid_from): row for row in UnitName.objects.all()}
    new, changed = [], []
    for row in of.names:
        values = {"name": row.name, "sort_key": sort_key(row.name), "rendering": row.rendering}
        values["valid_to"] = row.span.valid_to
        found = there.pop((units[row.unit], row.lang, row.span.valid_from), None)
        if found is None:
            key = {"unit_id": units[row.unit], "lang": row.lang, "valid_from": row.span.valid_from}
            new.append(UnitName(**key, **values))
        elif _take(found, values):
            changed.append(found)
    _write(UnitName.objects, new, changed, ["name", "sort_key", "rendering", "valid_to"], done)


def _sync_groups(of: Plan, points: Mapping[str, int], units: Mapping[str, int], done: Report, today: date) -> None:
    there = {group.code: group for group in Group.objects.prefetch_related("crossing_points")}
    new = [Group(code=row.code, level=row.level) for row in of.groups if row.code not in there]
    _write(Group.objects, new, [], [], done)
    ids = dict(Group.objects.values_list("code", "id"))
    for row in of.groups:
        wanted = {points[code] for code in row.points}
        if row.code not in there or {point.pk for point in there[row.code].crossing_points.all()} != wanted:
            Group.objects.get(code=row.code).crossing_points.set(wanted)
            done.changed += row.code in there
    _sync_members(of, ids, units, done, today)


def _sync_members(of: Plan, groups: Mapping[str, int], units: Mapping[str, int], done: Report, today: date) -> None:
    """Make, change or end the memberships that follow the files; those that a person touched are his.

    A person's membership of a unit in a group stands in place of the one in the files, whatever its dates.
    """
    rows = GroupMember.objects.all()
    by_hand = {(row.group_id, row.unit_id) for row in rows if row.origin == HERE}
    there = {(row.group_id, row.unit_id): row for row in rows if row.origin != HERE}
    new, changed = [], []
    for group in of.groups:
        for member in group.members:
            key = (groups[group.code], units[member.unit])
            values = {"stands_in": member.stands_in, **_span(member.span)}
            found = there.pop(key, None)
            if key in by_hand:
                continue
            if found is None:
                new.append(GroupMember(group_id=key[0], unit_id=key[1], **values))
            elif _take(found, values):
                changed.append(found)
    _write(GroupMember.objects, new, changed, ["stands_in", "valid_from", "valid_to"], done)
    _end([row for row in there.values() if row.is_open_on(today)], today, done)


def _end(rows: list[GroupMember], today: date, done: Report) -> None:
    for row in rows:
        if row.valid_from == today:
            row.delete()
        else:
            row.valid_to = today
            row.save(update_fields=["valid_to"])
    done.ended += len(rows)
