"""What people change in the directory: lines of contact, reach, a unit's end, an interaction group's members.

Each change is one transaction with its ledger entry under the unit's own id, names who made it, and marks the row
as changed here, so that loading the pack's files again does not undo it. Dates are local days of the unit: the first
day on which the new state holds. Who may ask is decided before, by `access`.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from ortaq.directory.errors import NotSo
from ortaq.directory.models import (
    HERE,
    REACHES,
    Adoption,
    Contact,
    Group,
    GroupMember,
    StandingContact,
    Unit,
)
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.lib.ids import uuid_of
from ortaq.wire.canonical import JSON


def ledger_id(unit: Unit) -> uuid.UUID:
    """Return the id under which everything about a unit stands in the ledger."""
    return uuid_of("unit", unit.code)


def _say(unit: Unit, kind: str, data: dict[str, JSON], by: Actor, at: datetime) -> None:
    record(f"directory.{kind}", ledger_id(unit), {"unit": unit.code, **data}, by=by, at=at)


@transaction.atomic
def set_reach(unit: Unit, reach: str, *, by: Actor, at: datetime) -> None:
    """Say whether a unit has a console or is reached by telephone only. Raises NotSo where that is so already."""
    if reach not in dict(REACHES):
        raise NotSo(f"{reach} is no reach")
    if not Unit.objects.filter(pk=unit.pk).exclude(reach=reach).update(reach=reach, origin=HERE):
        raise NotSo(f"{unit.code} is reached so already: {reach}")
    unit.reach, unit.origin = reach, HERE
    _say(unit, "reach_set", {"reach": reach}, by, at)


@transaction.atomic
def close_unit(unit: Unit, on: date, *, by: Actor, at: datetime) -> None:
    """End a unit and its memberships; `on` is the first day without it.

    Raises NotSo where it has ended already, or where open subordinates would lose the line of their superiors.
    """
    left = Unit.objects.open_on(on).filter(parent=unit).values_list("code", flat=True)
    if left:
        raise NotSo(f"{unit.code} still has subordinates on {on}: {', '.join(sorted(left))}")
    if not Unit.objects.open_on(on).filter(pk=unit.pk).update(valid_to=on, origin=HERE):
        raise NotSo(f"{unit.code} is not open on {on}")
    GroupMember.objects.open_on(on).filter(unit=unit).update(valid_to=on, origin=HERE)
    unit.valid_to, unit.origin = on, HERE
    _say(unit, "unit_closed", {"on": on.isoformat()}, by, at)


@transaction.atomic
def join_group(group: Group, unit: Unit, on: date, *, by: Actor, at: datetime) -> GroupMember:
    """Make a unit a counterpart in a group from a day on. Raises NotSo where it is one, or is not open that day."""
    if not unit.is_open_on(on):
        raise NotSo(f"{unit.code} is not open on {on}")
    if GroupMember.objects.open_on(on).filter(group=group, unit=unit).exists():
        raise NotSo(f"{unit.code} is in {group.code} already")
    stands_in = unit.level != group.level
    member: GroupMember = GroupMember.objects.create(
        group=group, unit=unit, valid_from=on, stands_in=stands_in, origin=HERE
    )
    _say(unit, "group_joined", {"group": group.code, "on": on.isoformat()}, by, at)
    return member


@transaction.atomic
def leave_group(group: Group, unit: Unit, on: date, *, by: Actor, at: datetime) -> None:
    """End a membership; `on` is the first day without it. Raises NotSo where there is none that day."""
    there = GroupMember.objects.open_on(on).filter(group=group, unit=unit)
    if not there.update(valid_to=on, origin=HERE):
        raise NotSo(f"{unit.code} is not in {group.code} on {on}")
    _say(unit, "group_left", {"group": group.code, "on": on.isoformat()}, by, at)


@transaction.atomic
def add_contact(unit: Unit, kind: str, value: str, on: date, *, by: Actor, at: datetime) -> Contact:
    """Add a line of contact that holds from a day on. Raises NotSo where the unit has it already."""
    if Contact.objects.open_on(on).filter(unit=unit, kind=kind, value=value).exists():
        raise NotSo(f"{unit.code} has {value} already")
    contact: Contact = Contact.objects.create(unit=unit, kind=kind, value=value, valid_from=on, origin=HERE)
    _say(unit, "contact_added", {"kind": kind, "value": value, "on": on.isoformat()}, by, at)
    return contact


@transaction.atomic
def end_contact(contact: Contact, on: date, *, by: Actor, at: datetime) -> None:
    """End a line of contact; `on` is the first day without it. Raises NotSo where it does not hold that day."""
    if not Contact.objects.open_on(on).filter(pk=contact.pk).update(valid_to=on, origin=HERE):
        raise NotSo(f"{contact.value} does not hold on {on}")
    facts: dict[str, JSON] = {"kind": contact.kind, "value": contact.value, "on": on.isoformat()}
    _say(contact.unit, "contact_ended", facts, by, at)


@transaction.atomic
def name_standing_contact(
    unit: Unit, name: str, post: str, telephone: str, on: date, *, by: Actor, at: datetime
) -> StandingContact:
    """Name the official who keeps standing contact with the other bodies from a day on (C3.3)."""
    official: StandingContact = StandingContact.objects.create(
        unit=unit, name=name, post=post, telephone=telephone, valid_from=on, origin=HERE
    )
    _say(unit, "standing_contact_named", {"name": name, "post": post, "on": on.isoformat()}, by, at)
    return official


@transaction.atomic
def name_substitute(
    official: StandingContact, name: str, telephone: str, first: date, until: date, *, by: Actor, at: datetime
) -> StandingContact:
    """Name who replaces an official from `first` to the day before `until`.

    Raises NotSo where somebody replaces him already in that time, or where he is himself a substitute.
    """
    if official.substitute_of_id:
        raise NotSo(f"{official.name} is a substitute himself")
    taken = official.substitutes.filter(valid_from__lt=until, valid_to__gt=first)
    if taken.exists():
        raise NotSo(f"{official.name} is replaced already in that time")
    substitute: StandingContact = StandingContact.objects.create(
        unit=official.unit,
        substitute_of=official,
        name=name,
        post=official.post,
        telephone=telephone,
        valid_from=first,
        valid_to=until,
        origin=HERE,
    )
    facts: dict[str, JSON] = {"name": name, "for": official.name, "on": first.isoformat(), "until": until.isoformat()}
    _say(official.unit, "substitute_named", facts, by, at)
    return substitute


@transaction.atomic
def end_standing_contact(official: StandingContact, on: date, *, by: Actor, at: datetime) -> None:
    """End an official's task; `on` is the first day without. Raises NotSo where it does not hold that day."""
    if not StandingContact.objects.open_on(on).filter(pk=official.pk).update(valid_to=on, origin=HERE):
        raise NotSo(f"{official.name} is no standing contact on {on}")
    _say(official.unit, "standing_contact_ended", {"name": official.name, "on": on.isoformat()}, by, at)


@transaction.atomic
def adopt(pack: str, edition: str, on: date, basis: str, *, by: Actor, at: datetime) -> Adoption:
    """Work by an edition of a pack from a day of this deployment's own. Raises NotSo where that day has one."""
    adoption, fresh = Adoption.objects.get_or_create(
        pack=pack, from_date=on, defaults={"edition": edition, "basis": basis}
    )
    if not fresh and adoption.edition != edition:
        raise NotSo(f"from {on} {pack} is worked by {adoption.edition} already")
    if fresh:
        facts: dict[str, JSON] = {"pack": pack, "edition": edition, "from": on.isoformat(), "basis": basis}
        record("directory.adopted", uuid_of("adoption", pack, on.isoformat()), facts, by=by, at=at)
    return adoption
