"""The page of forces: what is promised between us and others, what there is, and when it is free."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from ortaq.duties.desk import Desk
from ortaq.exchange.asks import Request
from ortaq.operations.forces import AWAY, REQUEST, Commitment, Resource
from ortaq.operations.forces_forms import Away, Counted, Happened, Longer, Recall, Withdrawal
from ortaq.operations.forces_keeping import forces_of
from ortaq.operations.forces_words import called, called_with_number, look_of, measure, period, state_in_words
from ortaq.operations.free import made_of, taken
from ortaq.operations.strip import Block, Span, strip
from ortaq.rules.life import COMMITMENT

DAYS = (1, 3, 7)
LATELY, MOST = timedelta(hours=24), 200


@dataclass
class Promise:
    """A commitment as the page shows it, with what this officer may do about it."""

    commitment: Commitment
    what: str
    other: str
    period: str
    state: str
    look: str
    is_ours: bool
    may: frozenset[str]
    url: str = ""
    number: str = ""
    forms: dict[str, Any] = field(default_factory=dict)


@dataclass
class Has:
    """A resource as the page shows it: how much is free now, its strip of time, what may be done with it."""

    resource: Resource
    name: str
    measure: str
    left: int
    strip: Sequence[Block]
    away: Sequence[Promise]
    forms: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Everything on the page of one unit's forces."""

    to_us: Sequence[Promise]
    from_us: Sequence[Promise]
    sorts: Sequence[tuple[str, Sequence[Has]]]
    span: Span
    units: Sequence[tuple[int, str]]
    unit: int


def page(desk: Desk, days: int, unit: int) -> Page:
    """Return the page of a unit whose list this desk sees: its own, or one below it."""
    span = Span(desk.now, days if days in DAYS else DAYS[0])
    ours = unit == desk.unit.pk
    promised = list(_promised(unit, desk))
    resources = list(Resource.objects.filter(unit=unit, withdrawn_at=None))
    shown = promises(promised, desk)
    return Page(
        to_us=[one for one in shown if one.commitment.to_id == unit],
        from_us=[one for one in shown if one.commitment.unit_id == unit],
        sorts=_by_sort(resources, span, desk, may_keep=ours and desk.may("may_keep_forces")),
        span=span,
        units=_units(desk),
        unit=unit,
    )


def _promised(unit: int, desk: Desk) -> Iterable[Commitment]:
    """What is promised to the unit or by it, what is over only of the last day; the nearest first."""
    lately = Q(ended_at=None) | Q(ended_at__gte=desk.now - LATELY)
    between = Commitment.objects.filter(lately, Q(unit=unit) | Q(to=unit)).filter(purpose=REQUEST)
    return between.order_by(F("ended_at").desc(nulls_first=True), "starts_at", "id")[:MOST]


def promises(made: Sequence[Commitment], desk: Desk) -> list[Promise]:
    """Return commitments as a list shows them, with as many queries for many as for one."""
    records = [one.record for one in made if one.purpose == REQUEST and one.record]
    found = Request.objects.filter(pk__in=records).select_related("message")
    requests = {one.pk: one for one in found}
    return [_promise(one, requests, desk) for one in made]


def _promise(one: Commitment, requests: Mapping[uuid.UUID, Request], desk: Desk) -> Promise:
    ours, request = one.unit_id == desk.unit.pk, requests.get(one.record) if one.record else None
    may = possible(one, desk)
    longer = "prolong" in may
    return Promise(
        commitment=one,
        what=called_with_number(one, desk),
        other=desk.name(one.to_id if ours else one.unit_id),
        period=period(one, desk),
        state=state_in_words(one, desk),
        look=look_of(one, desk),
        is_ours=ours,
        may=may,
        url=f"{reverse('message', args=[request.message.matter])}#r-{request.pk}" if request else "",
        number=str(request.message.number) if request else "",
        forms={
            "happened": Happened(desk=desk, auto_id=f"{one.pk}-%s") if may else None,
            "recall": Recall(desk=desk, auto_id=f"recall-{one.pk}-%s") if "call_back" in may else None,
            "longer": Longer(desk=desk, ends_at=one.ends_at, auto_id=f"longer-{one.pk}-%s") if longer else None,
        },
    )


def possible(one: Commitment, desk: Desk) -> frozenset[str]:
    """Return the steps that this officer may take now."""
    if not desk.is_on_watch or not desk.may("may_allot"):
        return frozenset()
    ours = {"arrive", "prolong", "call_back"} if one.unit_id == desk.unit.pk else set[str]()
    theirs = {"arrive", "release"} if one.to_id == desk.unit.pk else set[str]()
    own = {"prolong", "release"} if one.purpose == AWAY else {"arrive", "release"}
    side = ours | theirs if one.purpose == REQUEST else own if ours else theirs
    return frozenset(verb for verb in side if COMMITMENT.allows(one.state, verb))


def _by_sort(
    resources: Sequence[Resource], span: Span, desk: Desk, *, may_keep: bool
) -> list[tuple[str, Sequence[Has]]]:
    told = forces_of(desk.rulebook)
    order = {code: n for n, code in enumerate(told.kinds)}
    made = made_of(resources, span.starts_at, span.ends_at, now=desk.now)
    rows = sorted(resources, key=lambda one: (order.get(one.kind, len(order)), one.name))

    def sort_of(one: Resource) -> str:
        kind = told.kinds.get(one.kind)
        return desk.said(told.sorts[kind.sort]) if kind else ""

    return [
        (sort, [_has(one, made[one.pk], span, desk, may_keep=may_keep) for one in each])
        for sort, each in groupby(rows, key=sort_of)
    ]


def _has(one: Resource, made: Sequence[Commitment], span: Span, desk: Desk, *, may_keep: bool) -> Has:
    instant = timedelta(microseconds=1)
    kept: dict[str, Any] = {"auto_id": f"%s-{one.pk}"}
    forms: dict[str, Any] = {}
    if may_keep:
        forms = {
            "away": Away(desk=desk, counted=one.counted, **kept),
            "count": Counted(initial={"amount": one.amount}, **kept) if one.counted else None,
            "withdrawal": Withdrawal(**kept),
        }
    return Has(
        resource=one,
        name=called(one, desk),
        measure=measure(one.kind, desk),
        left=max(0, one.amount - taken(made, desk.now, desk.now + instant, now=desk.now)),
        strip=strip(one, made, span, desk),
        away=promises([each for each in made if each.purpose == AWAY], desk),
        forms=forms,
    )


def _units(desk: Desk) -> list[tuple[int, str]]:
    """Return whose lists this desk sees: its own first, then those below it that have one."""
    seen = Resource.objects.exclude(unit=desk.unit).values_list("unit", flat=True).distinct()
    below = sorted(((pk, desk.name(pk)) for pk in seen), key=lambda one: one[1])
    return [(desk.unit.pk, desk.name(desk.unit.pk)), *below]
