"""What will not come together: patrols without people of several agencies, promises beyond what there is.

Computed when a page asks, for the time that the pack says to look ahead; nothing of it is stored.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.exchange.asks import Request
from ortaq.operations.forces import AWAY, PATROL, REQUEST, Commitment, Resource
from ortaq.operations.forces_keeping import forces_of, patrols_of
from ortaq.operations.forces_words import called, when
from ortaq.operations.free import pieces
from ortaq.operations.patrols import Patrol

OVER = ("declined", "withdrawn", "referred")
"""States of a request for which nothing is needed any more."""


@dataclass(frozen=True, slots=True)
class Warning:
    """One thing that does not fit: when it matters, what it is, and the page on which it is put right."""

    at: datetime
    words: str
    url: str


def ahead(desk: Desk) -> list[Warning]:
    """Return what will not come together for this desk's unit, the nearest first."""
    if desk.rulebook.edition.forces is None:
        return []
    found = [*_of_resources(desk), *_of_requests(desk)]
    if forces_of(desk.rulebook).patrol:
        found += [*_of_patrols(desk), *_of_none(desk)]
    return sorted(found, key=lambda one: one.at)


def missing(patrols: Sequence[Patrol], desk: Desk) -> Mapping[uuid.UUID, list[str]]:
    """Return what each patrol lacks, in words; nothing for one that is as it should be."""
    told, going = patrols_of(desk.rulebook), _people(patrols, desk)
    found = {}
    for one in patrols:
        agencies = {desk.rulebook.units[unit].agency for unit in going[one.pk] if unit in desk.rulebook.units}
        absent = ", ".join(desk.name(unit) for unit in one.parties if unit not in going[one.pk])
        lacks = [gettext("людей не назначило: %s") % absent] if absent else []
        if len(agencies) < told.agencies:
            facts = {"n": len(agencies), "least": told.agencies}
            lacks.insert(0, gettext("органов с людьми: %(n)s, нужно %(least)s") % facts)
        found[one.pk] = lacks
    return found


def _people(patrols: Iterable[Patrol], desk: Desk) -> Mapping[uuid.UUID, set[int]]:
    """Return which units send people along, by patrol."""
    kinds = forces_of(desk.rulebook).kinds
    people = [code for code, one in kinds.items() if one.sort == "people"]
    wanted = [one.pk for one in patrols]
    rows = Commitment.objects.filter(purpose=PATROL, record__in=wanted, kind__in=people).open()
    found: dict[uuid.UUID, set[int]] = defaultdict(set)
    for record, unit in rows.values_list("record", "unit"):
        assert record is not None
        found[record].add(unit)
    return found


def _of_patrols(desk: Desk) -> Iterable[Warning]:
    until = desk.now + patrols_of(desk.rulebook).ahead
    coming = list(
        Patrol.objects.of_party(desk.unit.pk).filter(state="planned", starts_at__lt=until).order_by("starts_at")
    )
    lacks = missing(coming, desk)
    for one in coming:
        if lacks[one.pk]:
            facts = {"at": when(one.starts_at, desk), "route": one.route, "lacks": "; ".join(lacks[one.pk])}
            yield Warning(one.starts_at, gettext("Наряд %(at)s, %(route)s: %(lacks)s") % facts, _patrol(one))


def _of_none(desk: Desk) -> Iterable[Warning]:
    """Where the law requires patrols, that none is planned at all is a warning of its own."""
    told, unit = patrols_of(desk.rulebook), desk.rulebook.units.get(desk.unit.pk)
    ground = told.ground_in(unit.region) if unit else None
    if ground is None or not ground.regions:
        return
    planned = Patrol.objects.of_party(desk.unit.pk).unfinished().within(desk.now, desk.now + told.ahead)
    if not planned.exists():
        words = gettext("На %(n)s суток вперёд нарядов нет: %(ground)s")
        facts = {"n": told.ahead.days, "ground": desk.said(ground.name)}
        yield Warning(desk.now, words % facts, reverse("patrols"))


def _of_resources(desk: Desk) -> Iterable[Warning]:
    """What is promised beyond what there is: counted anew, taken off the list, or not come back in time."""
    told = forces_of(desk.rulebook).patrol
    until = desk.now + told.ahead if told else desk.now
    made: dict[uuid.UUID, list[Commitment]] = defaultdict(list)
    for one in Commitment.objects.filter(unit=desk.unit).between(desk.now, until, at=desk.now).order_by("starts_at"):
        made[one.resource_id].append(one)
    for resource in Resource.objects.filter(pk__in=made):
        there, promised = resource.amount, made[resource.pk]
        if not resource.is_listed:  # what was out of service there misses nobody
            there, promised = 0, [one for one in promised if one.purpose != AWAY]
        short = [one for one in pieces(promised, desk.now, until, now=desk.now) if one.taken > there]
        if short:
            first = short[0]
            facts = {"what": called(resource, desk), "at": when(first.starts_at, desk), "n": first.taken, "all": there}
            words = gettext("%(what)s: с %(at)s обещано %(n)s, а есть %(all)s") % facts
            yield Warning(first.starts_at, words, f"{reverse('forces')}#r-{resource.pk}")


def _of_requests(desk: Desk) -> Iterable[Warning]:
    """What is still promised on a request that nobody needs answered any more."""
    open_ones = {
        one.record: one for one in Commitment.objects.filter(unit=desk.unit, purpose=REQUEST).open() if one.record
    }
    for request in Request.objects.filter(pk__in=open_ones, state__in=OVER).select_related("message"):
        one = open_ones[request.pk]
        words = gettext("Запрос № %s отозван или отклонён, а силы ещё выделены: отзовите их") % request.message.number
        yield Warning(one.starts_at, words, f"{reverse('forces')}#c-{one.pk}")


def _patrol(one: Patrol) -> str:
    return reverse("patrol", args=[one.pk])
