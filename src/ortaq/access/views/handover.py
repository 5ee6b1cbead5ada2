"""Pages of the signed hand-over: what is open, signed by who leaves; read, signed and taken by his relief; a paper."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.access import handing_over, proving
from ortaq.access.asked import Asked
from ortaq.access.errors import AccessError
from ortaq.access.forms import TakeForm, in_zone
from ortaq.access.handovers import GAVE, SIGNED, TOOK, HandOver, Signature
from ortaq.access.models import Watch
from ortaq.access.open_matters import Matter, matters
from ortaq.access.querysets import watched_by
from ortaq.access.roles import ROLES, may
from ortaq.access.views.doors import allowed, done, named, tell_refusal
from ortaq.access.watches import shift_of
from ortaq.lib import clock

SHOWN = 60
LONGEST = 2000


@require_http_methods(["GET", "POST"])
@allowed("may_stand_watch")
@tell_refusal("watch")
@sensitive_post_parameters("password")
def draw_list(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """What is open on the watch that the officer stands, each with room for a word; a POST signs it."""
    now = clock.now()
    going = get_object_or_404(Watch, pk=pk, unit=request.unit, officer=request.user)
    found = matters(request, now)
    notes = {str(one.id): _typed(request, f"n-{one.id}") for one in found}
    page: dict[str, Any] = {"watch": going, "open": _grouped(found, notes), "words": _typed(request, "words")}
    if request.method == "GET":
        return render(request, "access/handover_new.html", page | proving.asked_for(request))
    try:
        means = proving.proven(request)
    except proving.NotProven as failed:
        return render(request, "access/handover_new.html", page | proving.asked_for(request, failed), status=422)
    handing_over.draw(going, found, by=request.actor, at=now, means=means, notes=notes, words=page["words"])
    return done(request, _("Опись подписана. Теперь её подпишет тот, кто принимает смену."), "watch")


def _typed(request: Asked, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:LONGEST]


def _grouped(found: list[Matter], notes: dict[str, str]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        groups.setdefault(one.group, []).append({"matter": one, "note": notes[str(one.id)]})
    return [{"name": name, "rows": rows} for name, rows in groups.items()]


@require_GET
@allowed("may_read_headers")
def lists(request: Asked) -> HttpResponseBase:
    """The hand-overs of the unit, the newest first: who gave, who took, where nobody stood."""
    signed = Prefetch("signatures", queryset=Signature.objects.order_by("at"))
    found = HandOver.objects.filter(unit=watched_by(request.unit)).select_related("watch__officer")
    rows = [{"list": one, **_sides(one)} for one in found.prefetch_related(signed).order_by("-at", "-id")[:SHOWN]]
    return render(request, "access/handovers.html", {"rows": rows})


@require_GET
@allowed("may_read_headers")
def handover(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """One hand-over as the paper that it is; its relief finds here what has come since, and where to sign."""
    drawn = get_object_or_404(HandOver, pk=pk, unit=watched_by(request.unit))
    return _show(request, drawn)


@require_POST
@allowed("may_stand_watch")
@sensitive_post_parameters("password")
def accept(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Sign the list and take the watch with it."""
    now = clock.now()
    drawn = get_object_or_404(HandOver, pk=pk, unit=request.unit)
    form = TakeForm(request.POST, now=now)
    try:
        means = proving.proven(request)
    except proving.NotProven as failed:
        return _show(request, drawn, failed=failed, form=form)
    if not form.is_valid():
        return _show(request, drawn, form=form)
    due = form.cleaned_data["due_off_at"]
    try:
        came = _since(drawn, matters(request, now))
        handing_over.accept(drawn, came, by=request.actor, at=now, means=means, due_off_at=due)
    except AccessError as refused:
        return done(request, str(refused), "watch")
    return done(request, _("Смену приняли вы; опись подписана обоими."), "watch")


def _show(
    request: Asked, drawn: HandOver, *, failed: proving.NotProven | None = None, form: TakeForm | None = None
) -> HttpResponseBase:
    now, sides = clock.now(), _sides(drawn)
    page: dict[str, Any] = {
        "list": drawn,
        "told": drawn.told,
        "open": [{**row, "at": _instant(row.get("at"))} for row in drawn.told["open"]],
        "post": ROLES[drawn.post].name,
        "unit_name": named(request.unit, now),
        "to_sign": False,
        **sides,
    }
    if _may_take(request, drawn, sides):
        planned = shift_of(request.actor, now)
        first = TakeForm(now=now, initial={"due_off_at": in_zone(planned.ends_at) if planned else None})
        page |= {"to_sign": True, "came": _since(drawn, matters(request, now)), "form": form or first}
        page |= proving.asked_for(request, failed)
    return render(request, "access/handover.html", page, status=422 if failed or (form and form.errors) else 200)


def _may_take(request: Asked, drawn: HandOver, sides: dict[str, Any]) -> bool:
    if drawn.kind != SIGNED or sides["took"] or drawn.watch is None or not may(request.role, "may_stand_watch"):
        return False
    fits = drawn.watch.relieved_at is None and drawn.post == request.role and drawn.unit_id == request.unit.pk
    return fits and drawn.watch.officer_id != request.user.pk and handing_over.newest(drawn.watch) == drawn


def _since(drawn: HandOver, found: list[Matter]) -> list[Matter]:
    """Return what is open now and did not stand on the list."""
    known = {row["id"] for row in drawn.told["open"]}
    return [one for one in found if str(one.id) not in known]


def _sides(drawn: HandOver) -> dict[str, Any]:
    signed = {one.side: one for one in drawn.signatures.all()}
    sides: dict[str, Any] = {side: signed.get(side) for side in (GAVE, TOOK)}
    sides |= {f"{side}_means": proving.means_in_words(one.means) for side, one in signed.items()}
    return sides


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
