"""Patrols as pages show them: the list, a month of the calendar, one patrol with its route and who goes along."""

from __future__ import annotations

import calendar
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.exchange.models import Message
from ortaq.operations.ahead import missing
from ortaq.operations.forces import PATROL as FOR_PATROL
from ortaq.operations.forces import Commitment, Resource
from ortaq.operations.forces_keeping import forces_of, patrols_of
from ortaq.operations.forces_words import called_with_number
from ortaq.operations.free import free
from ortaq.operations.patrols import UNDER_WAY, Patrol, PatrolStep
from ortaq.rules.life import PATROL


@dataclass(frozen=True)
class Row:
    """One patrol as a list shows it."""

    patrol: Patrol
    leads: str
    parties: Sequence[str]
    state: str
    look: str
    lacks: Sequence[str]


@dataclass(frozen=True)
class Day:
    """A day of a month, with its patrols."""

    day: date
    is_of_month: bool
    is_today: bool
    rows: Sequence[Row]


@dataclass(frozen=True)
class Point:
    """A place of the route: passed when and by whose word, or not yet."""

    n: int
    name: str
    lat: str
    lon: str
    step: PatrolStep | None


@dataclass(frozen=True)
class Along:
    """What a party sends along."""

    name: str
    what: Sequence[str]


def rows(patrols: Iterable[Patrol], desk: Desk) -> list[Row]:
    """Return patrols as a list shows them, with as many queries for many as for one."""
    found = list(patrols)
    lacks = missing([one for one in found if one.state == "planned"], desk)
    return [_row(one, lacks.get(one.pk, ()), desk) for one in found]


def _row(one: Patrol, lacks: Sequence[str], desk: Desk) -> Row:
    names = [desk.name(unit) for unit in one.parties]
    return Row(one, desk.name(one.leads_id), names, state_in_words(one, desk), look_of(one, desk, lacks), lacks)


def state_in_words(one: Patrol, desk: Desk) -> str:
    """Return how a patrol stands."""
    if one.state == "planned" and one.starts_at <= desk.now:
        return gettext("не вышел")
    return {
        "planned": gettext("предстоит"),
        "under_way": gettext("на маршруте"),
        "ended": gettext("завершён"),
        "called_off": gettext("отменён"),
    }.get(one.state, one.state)


def look_of(one: Patrol, desk: Desk, lacks: Sequence[str]) -> str:
    """Return the one meaning that its colour and shape have."""
    if not one.is_open:
        return "done" if one.state == "ended" else "void"
    if one.state == "planned" and one.starts_at <= desk.now:
        return "late"
    if lacks:
        return "closing"
    return "mine" if one.state == UNDER_WAY else "waiting"


def month(first: date, desk: Desk) -> list[list[Day]]:
    """Return the weeks of a month of this unit's patrols, by its own clock."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    start = _midnight(weeks[0][0], desk)
    end = _midnight(weeks[-1][-1] + timedelta(days=1), desk)
    found = Patrol.objects.of_party(desk.unit.pk).within(start, end).exclude(state="called_off").order_by("starts_at")
    by_day: dict[date, list[Row]] = defaultdict(list)
    for row in rows(found, desk):
        by_day[row.patrol.starts_at.astimezone(desk.zone).date()].append(row)
    return [[Day(day, day.month == first.month, day == desk.today, by_day[day]) for day in week] for week in weeks]


def _midnight(day: date, desk: Desk) -> datetime:
    return datetime.combine(day, time(), tzinfo=desk.zone)


def page(patrol: Patrol, desk: Desk) -> dict[str, Any]:
    """Return all that the page of one patrol shows."""
    history = list(patrol.history.all())
    going = list(Commitment.objects.filter(purpose=FOR_PATROL, record=patrol.pk).order_by("starts_at", "id"))
    told = patrols_of(desk.rulebook)
    (row,) = rows([patrol], desk)
    grounds = {one.code: one.name for one in told.grounds}
    counts: dict[str, int] = next((one.counts for one in history if one.verb == "end"), {})
    return {
        "row": row,
        "ground": desk.said(grounds[patrol.ground]) if patrol.ground in grounds else patrol.ground,
        "points": _points(patrol, history),
        "along": [
            Along(desk.name(unit), [called_with_number(one, desk) for one in going if one.unit_id == unit])
            for unit in patrol.parties
        ],
        "history": [(one, verb_in_words(one, patrol), desk.name(one.unit_id)) for one in history],
        "counts": [(desk.said(name), counts.get(code, 0)) for code, name in told.results.items()],
        "incidents": _incidents(patrol, desk),
        "may": possible(patrol, desk),
    }


def _points(patrol: Patrol, history: Sequence[PatrolStep]) -> list[Point]:
    passed = {one.point: one for one in history if one.verb == "pass"}
    return [
        Point(n, one["name"], one.get("lat", ""), one.get("lon", ""), passed.get(n))
        for n, one in enumerate(patrol.points)
    ]


def _incidents(patrol: Patrol, desk: Desk) -> Sequence[Message]:
    """Return the urgent messages that its parties told while it was on its way."""
    if patrol.started_at is None:
        return []
    urgent = [one.code for one in desk.rulebook.edition.regimes.values() if one.escalates]
    until = patrol.ended_at or desk.now
    told = Message.objects.filter(unit__in=patrol.parties, regime__in=urgent, relation="")
    return list(told.filter(sent_at__gte=patrol.started_at, sent_at__lte=until).order_by("sent_at", "id")[:20])


def possible(patrol: Patrol, desk: Desk) -> frozenset[str]:
    """Return the steps that this officer may take now."""
    if desk.unit.pk not in patrol.parties:
        return frozenset()
    on_watch = desk.is_on_watch and desk.may("may_allot")
    verbs = {"start", "pass", "note", "end"} if on_watch else set[str]()
    verbs |= {"call_off"} if desk.may("may_plan_patrol") else set()
    allowed = {verb for verb in verbs if PATROL.allows(patrol.state, verb)}
    return frozenset(allowed | ({"man"} if on_watch and patrol.is_open else set()))


def verb_in_words(step: PatrolStep, patrol: Patrol) -> str:
    """Return what a step is called; of a point, which."""
    if step.verb == "pass" and step.point is not None:
        return gettext("пройдена точка: %s") % str(patrol.points[step.point]["name"])
    if step.verb == "start":
        return gettext("вышел; старший наряда – %s") % step.reason if step.reason else gettext("вышел")
    if step.verb == "call_off":
        return gettext("отменён: %s") % step.reason
    return {"note": gettext("происшествие"), "end": gettext("вернулся")}.get(step.verb, step.verb)


def list_of(desk: Desk, patrol: Patrol) -> tuple[list[Resource], Mapping[uuid.UUID, int]]:
    """Return what this unit has, in the order of the pack, and how much of each is free for the patrol."""
    order = {code: n for n, code in enumerate(forces_of(desk.rulebook).kinds)}
    found = Resource.objects.filter(unit=desk.unit, withdrawn_at=None)
    resources = sorted(found, key=lambda one: (order.get(one.kind, len(order)), one.name))
    return resources, free(resources, patrol.starts_at, patrol.ends_at, now=desk.now)
