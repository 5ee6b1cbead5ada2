"""The list of acts: first what waits for this unit, then all, by kind and by what is to be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.acts.models import WORKING, Signature, Version
from ortaq.acts.standing import ASKED, Standing, standing, to_approve, to_sign, to_submit
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.views.journal import older, place
from ortaq.rules.life import ACT

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One act as the list shows it, by the version that is on its way, or else the one that holds, or its newest."""

    version: Version
    kind: str
    parties: Sequence[str]
    standing: Standing
    awaited: str

    @property
    def may(self) -> frozenset[str]:
        """What the officer may do with it."""
        return self.standing.may


@door()
@require_GET
def acts(request: Asked) -> HttpResponse:
    """What waits for our signature or approval, and the acts that this unit is party to, approves or oversees."""
    desk, given, unit = request.desk, request.GET, request.desk.unit.pk
    show, kind, side = given.get("show", ""), given.get("kind", ""), given.get("side", "")
    of_kind = Q(act__kind=kind) if kind else Q()
    rows = _newest(_shown(show, unit) & of_kind & (Q() if side else _ours(unit)))
    if before := place(given.get("before", "")):
        at, pk = before
        rows = rows.filter(Q(begun_at__lt=at) | Q(begun_at=at, id__lt=pk))
    found = list(rows.order_by("-begun_at", "-id")[: PAGE + 1])
    asked = Version.objects.filter(of_kind, to_sign(unit) | to_approve(unit) | to_submit(unit)).select_related("act")
    waiting = [one for one in lines(list(asked.order_by("proposed_at", "pk")[:PAGE]), desk) if one.may & ASKED]
    page = {
        "waiting": waiting if not show else [],
        "lines": lines(found[:PAGE], desk),
        "kinds": [(one.code, desk.said(one.name)) for one in desk.rulebook.edition.act_kinds.values() if one.form],
        "shows": _shows(),
        "show": show,
        "kind": kind,
        "side": side,
        "older": older(given, (found[PAGE - 1].begun_at, found[PAGE - 1].pk)) if len(found) > PAGE else "",
        "may_draft": desk.may("may_draft_act"),
        "may_sign": desk.may("may_sign_act"),
    }
    return render(request, "acts/acts.html", page)


def lines(versions: list[Version], desk: Desk) -> list[Line]:
    """Return versions as the list shows them, with one query for all their signatures."""
    signed: dict[object, list[Signature]] = {}
    for one in Signature.objects.filter(version__in=[one.pk for one in versions]):
        signed.setdefault(one.version_id, []).append(one)
    return [_line(one, signed.get(one.pk, []), desk) for one in versions]


def _line(version: Version, signed: list[Signature], desk: Desk) -> Line:
    kind = desk.rulebook.edition.act_kinds.get(version.act.kind)
    stands = standing(version, kind, signed, desk)
    return Line(
        version=version,
        kind=desk.said(kind.name) if kind else version.act.kind,
        parties=[desk.name(unit) for unit in version.act.parties],
        standing=stands,
        awaited=", ".join(map(desk.name, stands.awaited)),
    )


def _shows() -> list[tuple[str, str]]:
    """Return by what the list can be narrowed."""
    return [
        ("", gettext("в работе и действующие")),
        ("sign", gettext("ждут нашей подписи")),
        ("approve", gettext("ждут нашего утверждения")),
        ("working", gettext("в работе")),
        ("in_force", gettext("действующие")),
        ("over", gettext("прекращённые и снятые")),
        ("all", gettext("все")),
    ]


def _shown(show: str, unit: int) -> Q:
    match show:
        case "sign":
            return to_sign(unit)
        case "approve":
            return to_approve(unit)
        case "working":
            return Q(state__in=WORKING)
        case "in_force":
            return Q(state="in_force")
        case "over":
            return Q(state__in=[state for state in ACT.states if state not in (*WORKING, "in_force")])
        case "all":
            return Q()
        case _:
            return Q(state__in=(*WORKING, "in_force", "refused"))


def _ours(unit: int) -> Q:
    return Q(act__parties__contains=[unit]) | Q(approvers__contains=[unit])


def _newest(wanted: Q) -> QuerySet[Version]:
    """Return one version of each act: the one on its way, else the one that holds, else the newest of those asked."""
    going = Case(When(state__in=WORKING, then=0), When(state="in_force", then=1), default=2)
    same = Version.objects.filter(wanted, act=OuterRef("act")).order_by(going, "-n").values("pk")[:1]
    return Version.objects.filter(wanted, pk=Subquery(same)).select_related("act")
