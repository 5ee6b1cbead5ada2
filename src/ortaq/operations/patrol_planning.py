"""Planning patrols: one by hand, several by rotation, or all rows of an act in force. The others are told at once.

What an act schedules was agreed by its parties; what is planned by hand goes to them as a message.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from ortaq.acts.models import Body, Version
from ortaq.duties.opening import Owed, open_new
from ortaq.duties.rulebook import Addressed, Rulebook, spoken
from ortaq.exchange.errors import AlreadySent, NothingSaid, NotPossible
from ortaq.exchange.models import ADDRESSEE
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import Saying, only_one_at_a_time, send_written
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib import screens
from ortaq.lib.ids import uuid7, uuid_of
from ortaq.lib.rows import insert
from ortaq.operations.errors import NotParty
from ortaq.operations.forces_errors import BadPeriod, TooFewAgencies
from ortaq.operations.forces_keeping import patrols_of
from ortaq.operations.keeping import in_post
from ortaq.operations.patrols import Patrol
from ortaq.rules.text import Text

SCHEDULE = "patrol"
"""How the message that tells of patrols stands to them."""
WITH = Text("вместе несёт наряд", "бірге жасақта", "is in the patrol")
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Plan:
    """One patrol to be planned."""

    leads: int
    parties: Sequence[int]
    route: str
    starts_at: datetime
    ends_at: datetime
    points: Sequence[Mapping[str, str]] = field(default=())


@dataclass(frozen=True, slots=True)
class Rotation:
    """Patrols every so many days from one day to another, at the same hour; who leads, and the routes, take turns."""

    first: date
    last: date
    every: int
    begins: time
    lasts: timedelta
    leads: Sequence[int]
    routes: Sequence[str]


def plan(
    plans: Sequence[Plan], *, text: str, by: Actor, at: datetime, rulebook: Rulebook, id: uuid.UUID | None = None
) -> list[Patrol]:
    """Plan patrols and tell the other parties of all of them by one message. Planned before under the same id, they
    are returned.

    Raises NotOnWatch, NotParty, NothingSaid, BadPeriod, TooFewAgencies, StateSecret, AlreadySent.
    """
    in_post(by, at)
    if not plans:
        raise NothingSaid("nothing is planned")
    identity = id or uuid7()
    with transaction.atomic():
        only_one_at_a_time(identity)
        wanted = [uuid_of("patrol", str(identity), str(n)) for n in range(len(plans))]
        if earlier := list(Patrol.objects.filter(pk__in=wanted).order_by("starts_at")):
            return _same(earlier, plans)
        rows = [_row(one, by=by, at=at, rulebook=rulebook) for one in plans]
        for row, pk in zip(rows, wanted, strict=True):
            row.id = pk
        _write(rows, by=by, at=at, rulebook=rulebook)
        _tell(rows, text, identity, by=by, at=at, rulebook=rulebook)
    return rows


def take_over(version: Version, *, by: Actor, at: datetime, rulebook: Rulebook) -> list[Patrol]:
    """Plan what an act in force schedules and is not over yet, once each; return what was planned now.

    Raises NotOnWatch, NotPossible for an act that schedules nothing or does not hold, and what `plan` raises.
    """
    in_post(by, at)
    told = patrols_of(rulebook).act
    if told is None or version.act.kind != told.kind or version.state != "in_force":
        raise NotPossible("it schedules no patrols, or does not hold", step=version.state)
    fields = Body.objects.get(version=version).fields
    with transaction.atomic():
        only_one_at_a_time(version.pk)
        known = set(Patrol.objects.filter(act=version.pk).values_list("row", flat=True))
        rows = []
        for n, one in enumerate(fields.get(told.group, ())):
            found = read(one, rulebook)
            if n in known or found is None or found.ends_at <= at:
                continue
            row = _row(found, by=by, at=at, rulebook=rulebook, may_have_begun=True)
            row.id, row.act, row.row = uuid_of("patrol", str(version.pk), str(n)), version.pk, n
            rows.append(row)
        _write(rows, by=by, at=at, rulebook=rulebook)
    return rows


def read(row: Mapping[str, Any], rulebook: Rulebook) -> Plan | None:
    """Return the patrol that a row of an act tells; None where it does not say when, or by whom."""
    told = patrols_of(rulebook).act
    assert told is not None
    units = {unit.code: unit.pk for unit in rulebook.units.values()}
    leads = units.get(row.get(told.leads, ""))
    others = [units[row[name]] for name in told.with_ if row.get(name) in units]
    try:
        starts, ends = (datetime.fromisoformat(str(row.get(name))) for name in (told.begins, told.ends))
    except ValueError:
        return None
    if leads is None or not others or not starts < ends:
        return None
    parties = list(dict.fromkeys([leads, *others]))
    return Plan(leads, parties, str(row.get(told.route) or "—"), starts, ends) if len(parties) > 1 else None


def turns(told: Rotation, parties: Sequence[int], zone: ZoneInfo) -> list[Plan]:
    """Return the patrols of a rotation, each at its hour by the zone's own clock."""
    found, day = list[Plan](), told.first
    while day <= told.last:
        n = len(found)
        starts = datetime.combine(day, told.begins, tzinfo=zone)
        ends = starts.astimezone(ZoneInfo("UTC")) + told.lasts
        leads, route = told.leads[n % len(told.leads)], told.routes[n % len(told.routes)]
        found.append(Plan(leads, parties, route, starts, ends))
        day += timedelta(days=told.every)
    return found


def beginning(one: Patrol, rulebook: Rulebook) -> Owed:
    """Return what whoever leads it owes: that it sets out."""
    rule = patrols_of(rulebook).begin
    owed = rulebook.ruled(rule, one.leads_id, None, one.starts_at, one.pk, sees=one.visible_to)
    return replace(owed, opens_at=one.starts_at)


def _row(one: Plan, *, by: Actor, at: datetime, rulebook: Rulebook, may_have_begun: bool = False) -> Patrol:
    assert by.unit is not None
    told = patrols_of(rulebook)
    parties = sorted({one.leads, *one.parties})
    if by.unit not in parties or not set(parties) <= {by.unit, *rulebook.counterparts(by.unit)}:
        raise NotParty("it is planned by a party, with its counterparts", unit=by.unit)
    if len({rulebook.units[unit].agency for unit in parties}) < told.agencies:
        raise TooFewAgencies("a joint patrol is of several agencies", least=told.agencies)
    late = one.starts_at <= at and not may_have_begun
    if late or not one.starts_at < one.ends_at or one.ends_at - one.starts_at > LONGEST:
        raise BadPeriod("it lies in the past, ends before it begins, or lasts too long", starts_at=one.starts_at)
    if not one.route.strip():
        raise NothingSaid("a patrol has a route")
    refuse_state_secrets({"text": one.route, "points": [dict(each) for each in one.points]}, rulebook.edition)
    return Patrol(
        edition=rulebook.edition.id,
        leads_id=one.leads,
        parties=parties,
        ground=told.ground_in(rulebook.units[one.leads].region).code,
        route=one.route.strip(),
        points=[dict(each) for each in one.points],
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        **by.signed(at),
        visible_to=rulebook.visible_to(parties),
    )


def _same(earlier: list[Patrol], plans: Sequence[Plan]) -> list[Patrol]:
    """Return what was planned under this identity; raises AlreadySent where the form now says something else."""
    before = sorted((one.starts_at, one.ends_at, one.route, one.leads_id) for one in earlier)
    if before != sorted((one.starts_at, one.ends_at, one.route.strip(), one.leads) for one in plans):
        raise AlreadySent("the same form plans something else", number="")
    return earlier


def _write(rows: Sequence[Patrol], *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    insert(rows, entries(("patrol.planned", one.pk, one.to_ledger(), by, at) for one in rows))
    open_new([beginning(one, rulebook) for one in rows], by=by, at=at)
    for one in rows:
        screens.tell("changed", one.pk, set(one.parties))


def _tell(rows: Sequence[Patrol], text: str, id: uuid.UUID, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    clause = patrols_of(rulebook).clause
    others = sorted({unit for one in rows for unit in one.parties} - {by.unit})
    to = [Addressed(unit, ADDRESSEE, clause, spoken(WITH)) for unit in others]
    saying = Saying(clause, {"text": text}, id=id, relation=SCHEDULE, relates_to=rows[0].pk)
    send_written(saying, to, by=by, at=at, rulebook=rulebook, answers_window=False)
