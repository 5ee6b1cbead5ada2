"""Pages of the watch: take it, hand it over, end it; and the roster, where a gap stands as plainly as a name."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.access import handing_over, watches
from ortaq.access.ahead import ahead
from ortaq.access.asked import Asked
from ortaq.access.forms import ShiftForm, TakeForm, in_zone
from ortaq.access.models import Shift, Watch
from ortaq.access.open_matters import matters
from ortaq.access.querysets import watched_by
from ortaq.access.roles import ROLES, may
from ortaq.access.views.doors import allowed, done, identity, tell_refusal
from ortaq.lib import clock

SHOWN = timedelta(days=7)
LOOKED_BACK = timedelta(days=1)


@require_GET
@allowed("may_read_headers")
def watch(request: Asked) -> HttpResponseBase:
    """Show who stands the watch now and who is next, and what the officer can do about it."""
    now = clock.now()
    on = list(Watch.objects.of_unit(request.unit).on_at(now).select_related("officer").order_by("starts_at"))
    planned = watches.shift_of(request.actor, now)
    due = planned.ends_at if planned else now + timedelta(hours=12)
    relieves = next((w for w in on if w.post == request.role and w.relieved_at is None), None)
    shown = {
        "on": [_row(each) for each in on],
        "mine": next((each for each in on if each.officer_id == request.user.pk), None),
        "relieves": relieves,
        "signed": handing_over.newest(relieves) if relieves else None,
        "next": Shift.objects.standing().of_unit(request.unit).after(now).select_related("officer")[:3],
        "can_take": may(request.role, "may_stand_watch") and watched_by(request.unit) == request.unit.pk,
        "can_end": may(request.role, "may_relieve"),
        "form": TakeForm(now=now, initial={"due_off_at": in_zone(due)}),
        "now": now,
    }
    return render(request, "access/watch.html", shown)


def _row(each: Watch) -> dict[str, Any]:
    return {"watch": each, "post": ROLES[each.post].name}


@require_POST
@allowed("may_stand_watch")
@tell_refusal("watch")
def take_watch(request: Asked) -> HttpResponseBase:
    """Take the watch, from the officer named in the form if one stands it."""
    now = clock.now()
    form = TakeForm(request.POST, now=now)
    if not form.is_valid():
        return done(request, str(form.errors["due_off_at"][0]), "watch")
    relieves, since = _going_on(request, request.POST.get("relieves")), handing_over.empty_since(request.unit, now)
    _taken, drawn = handing_over.take(
        request.unit,
        matters(request, now, since),
        by=request.actor,
        at=now,
        relieves=relieves,
        due_off_at=form.cleaned_data["due_off_at"],
    )
    if drawn is None:
        return done(request, _("Смену приняли вы."), "watch")
    messages.success(request, _("Смену приняли вы. Опись открытого составил узел: прочтите её."))
    return redirect("handover", drawn.pk)


def _going_on(request: Asked, pk: str | None) -> Watch | None:
    return get_object_or_404(Watch, pk=identity(pk), unit=request.unit) if pk else None


@require_POST
@allowed("may_stand_watch")
@tell_refusal("watch")
def hand_over_watch(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that the hand-over is done."""
    going = get_object_or_404(Watch, pk=pk, unit=request.unit)
    watches.hand_over(going, by=request.actor, at=clock.now(), note=_note(request))
    return done(request, _("Смена сдана."), "watch")


@require_POST
@allowed("may_stand_watch")
@tell_refusal("watch")
def end_watch(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """End a watch with no relief."""
    going = get_object_or_404(Watch, pk=pk, unit=request.unit)
    watches.end(going, by=request.actor, at=clock.now(), note=_note(request))
    return done(request, _("Смена окончена, её никто не принял: этот перерыв виден всем."), "watch")


@require_http_methods(["GET", "POST"])
@allowed("may_read_headers")
def roster(request: Asked) -> HttpResponseBase:
    """Show a week of the unit's roster with its gaps; a POST adds a row."""
    now = clock.now()
    can_plan = may(request.role, "may_plan_watches") and watched_by(request.unit) == request.unit.pk
    form = ShiftForm(request.POST or None, unit=request.unit, at=now, initial=_next_shift(request, now))
    if request.method == "POST" and form.is_valid():
        return _plan(request, form.cleaned_data, now)
    shown = {
        "form": form if can_plan else None,
        "rows": _week(request, now),
        "ahead": ahead(request.unit, now),
        "can_plan": can_plan,
        "now": now,
    }
    return render(request, "access/roster.html", shown, status=400 if form.errors else 200)


@allowed("may_plan_watches")
@tell_refusal("roster")
def _plan(request: Asked, row: dict[str, Any], now: datetime) -> HttpResponseBase:
    times = {"starts_at": row["starts_at"], "ends_at": row["ends_at"]}
    watches.plan(request.unit, row["officer"], row["post"], by=request.actor, at=now, **times)
    return done(request, _("В график внесено."), "roster")


@require_POST
@allowed("may_plan_watches")
@tell_refusal("roster")
def drop_shift(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Take a row off the roster."""
    watches.drop(get_object_or_404(Shift, pk=pk, unit=request.unit), by=request.actor, at=clock.now())
    return done(request, _("Из графика убрано."), "roster")


def _note(request: Asked) -> str:
    return request.POST.get("note", "").replace("\0", "").strip()


def _next_shift(request: Asked, now: datetime) -> dict[str, Any]:
    """Fill the form with the twelve hours after the roster's last row."""
    last = Shift.objects.standing().of_unit(request.unit).order_by("-ends_at").first()
    starts = max(last.ends_at if last else now, now)
    return {"starts_at": in_zone(starts), "ends_at": in_zone(starts + timedelta(hours=12))}


def _week(request: Asked, now: datetime) -> list[dict[str, Any]]:
    """Return shifts, watches that were stood, and gaps, in the order of time."""
    start, end = now - LOOKED_BACK, now + SHOWN
    stood = Watch.objects.of_unit(request.unit).between(start, end).select_related("officer")
    shifts = Shift.objects.standing().of_unit(request.unit).between(now, end).select_related("officer")
    rows = [{"kind": "watch", "at": w.starts_at, "until": w.ends_at or w.due_off_at, **_who(w)} for w in stood]
    rows += [{"kind": "shift", "at": s.starts_at, "until": s.ends_at, **_who(s)} for s in shifts]
    gaps = Watch.objects.gaps(request.unit, start, end, now=now)
    rows += [{"kind": "gap", "at": begins, "until": ends} for begins, ends in gaps]
    return sorted(rows, key=lambda row: row["at"])


def _who(each: Watch | Shift) -> dict[str, Any]:
    is_mine_to_drop = isinstance(each, Shift)
    return {"officer": each.officer, "post": ROLES[each.post].name, "pk": each.pk if is_mine_to_drop else None}
