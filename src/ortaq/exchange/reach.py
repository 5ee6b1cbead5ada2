"""What a message will not reach, shown before it is sent: the rules say why, this finds out how units are reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse

from ortaq.access.querysets import watched_by
from ortaq.directory.models import GroupMember, Unit
from ortaq.duties.desk import Desk
from ortaq.exchange.gaps import answering
from ortaq.exchange.story import lines_of
from ortaq.rules import routing

REMEMBERED = timedelta(days=92)
"""How long a closed unit is named to those who used to tell it."""


@dataclass(frozen=True)
class Unreachable:
    """One that will not be reached, in words, and who has it instead."""

    name: str
    url: str
    reason: str
    why: str
    instead: str


def unreached(desk: Desk, clause: str) -> list[Unreachable]:
    """Return whom a message under this clause will not reach from this desk at this moment."""
    rulebook, code = desk.rulebook, desk.unit.code
    reach = _reach(desk, clause)
    found = routing.unreached(rulebook.edition, rulebook.directory, clause, code, reach)
    return [_shown(one, desk) for one in found]


def _reach(desk: Desk, clause: str) -> routing.Reach:
    """Find out, in three queries, how those addressed and their superiors are reached."""
    rulebook = desk.rulebook
    addressed = {one.unit for one in rulebook.route(clause, desk.unit.pk)}
    asked = {one for unit in addressed for one in (unit, *rulebook.superiors(unit)) if one in rulebook.units}
    units = {pk: rulebook.units[pk] for pk in asked}
    on = answering({watched_by(unit) for unit in units.values()}, desk.now)
    lines = lines_of(asked, desk)
    return routing.Reach(
        by_console=frozenset(unit.code for pk, unit in units.items() if rulebook.is_on_console(pk)),
        with_line=frozenset(unit.code for pk, unit in units.items() if lines.get(pk)),
        on_watch=frozenset(unit.code for unit in units.values() if watched_by(unit) in on),
        closed=frozenset(_closed(desk)),
    )


def _closed(desk: Desk) -> Iterable[str]:
    """Give the units that were members of our groups until they were closed, not long ago."""
    mine = GroupMember.objects.open_on(desk.today).filter(unit=desk.unit).values("group")
    gone = GroupMember.objects.filter(
        group__in=mine, unit__valid_to__lte=desk.today, unit__valid_to__gt=desk.today - REMEMBERED
    )
    stayed = gone.filter(Q(valid_to=None) | Q(valid_to__gte=F("unit__valid_to")))
    return stayed.values_list("unit__code", flat=True).distinct()


def _shown(one: routing.Unreached, desk: Desk) -> Unreachable:
    ids = {unit.code: pk for pk, unit in desk.rulebook.units.items()}
    agency = desk.rulebook.edition.agencies.get(one.agency)
    name = _name(one.unit, ids, desk) if one.unit else desk.said(agency.short) if agency else one.agency
    return Unreachable(
        name=name,
        url=reverse("unit", args=[one.unit]) if one.unit else "",
        reason=one.reason,
        why=desk.said(one.why),
        instead=_name(one.instead, ids, desk) if one.instead else "",
    )


def _name(code: str, ids: dict[str, int], desk: Desk) -> str:
    """Return a unit's name; one that is closed is no longer in the rulebook, but has not lost its name."""
    if code in ids:
        return desk.name(ids[code])
    return desk.name(Unit.objects.values_list("pk", flat=True).get(code=code))
