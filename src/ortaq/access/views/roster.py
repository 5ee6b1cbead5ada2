"""Pages of the roster: a rotation shown before it is saved, one row changed by hand, who changed what."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.access import rostering
from ortaq.access.asked import Asked
from ortaq.access.errors import AccessError
from ortaq.access.models import Officer, Shift
from ortaq.access.roles import ROLES
from ortaq.access.rostering import NEW, TAKEN, THERE
from ortaq.access.views.doors import allowed, done
from ortaq.access.watch_forms import RotationForm, SubstituteForm, SwapForm
from ortaq.lib import clock

LATELY = timedelta(days=60)
SWAPPED_WITHIN = timedelta(days=31)


@require_http_methods(["GET", "POST"])
@allowed("may_plan_watches")
def rotation(request: Asked) -> HttpResponseBase:
    """Show what a rotation would put on the roster, row by row; saved only by the second button."""
    now = clock.now()
    form = RotationForm(request.POST or None, unit=request.unit, at=now, initial=_from_here(request, now))
    shown: dict[str, Any] = {"form": form, "rows": None}
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            return _save(request, form, now, shown)
        rows = rostering.preview(request.unit, form.turns(), at=now, rest=form.asked_rest)
        shown |= _previewed(rows)
    return render(request, "access/rotation.html", shown, status=400 if form.errors else 200)


def _save(request: Asked, form: RotationForm, now: datetime, shown: dict[str, Any]) -> HttpResponseBase:
    try:
        added = rostering.rotate(request.unit, form.turns(), by=request.actor, at=now, rest=form.asked_rest)
    except AccessError as refused:
        form.add_error(None, str(refused))
        return render(request, "access/rotation.html", shown, status=409)
    said = _("В график внесено смен: %d.") % len(added)
    return done(request, said, "roster")


def _from_here(request: Asked, now: datetime) -> dict[str, Any]:
    """Begin the day after the roster's last row, for a month."""
    last = Shift.objects.standing().of_unit(request.unit).after(now).order_by("-ends_at").first()
    first = timezone.localtime(last.ends_at if last else now).date()
    return {"first_day": first, "last_day": first + timedelta(days=30)}


def _previewed(rows: list[rostering.Proposed]) -> dict[str, Any]:
    names = {one.pk: one for one in Officer.objects.filter(pk__in={row.officer for row in rows})}
    shown = [{"row": row, "officer": names[row.officer], "words": _state(row)} for row in rows]
    return {
        "rows": shown,
        "new": sum(row.state == NEW for row in rows),
        "there": sum(row.state == THERE for row in rows),
        "kept_out": sum(row.state not in (NEW, THERE) for row in rows),
        "tired": sum(row.rest is not None for row in rows),
    }


def _state(row: rostering.Proposed) -> str:
    if row.state == NEW:
        return _("новая")
    if row.state == THERE:
        return _("уже в графике")
    if row.state == TAKEN:
        return _("место занято: %s") % (row.other.officer if row.other else "")
    return _("стоит в другом месте")


@require_http_methods(["GET", "POST"])
@allowed("may_plan_watches")
def shift(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """One row of the roster, to be given to another or to change places with another row."""
    now = clock.now()
    row = get_object_or_404(Shift.objects.select_related("officer", "unit"), pk=pk, unit=request.unit)
    others = _others(row, now)
    choices = [(str(one.pk), f"{one.officer}, {_when(one)}") for one in others]
    asked = request.POST.get("verb", "") if request.method == "POST" else ""
    by_other = SubstituteForm(request.POST if asked == "substitute" else None, shift=row, at=now)
    by_swap = SwapForm(request.POST if asked == "swap" else None, others=choices)
    trouble = ""
    try:
        if asked == "substitute" and by_other.is_valid():
            data = by_other.cleaned_data
            rostering.substitute(row, data["officer"], why=data["why"], by=request.actor, at=now)
            return done(request, _("Заменено."), "roster")
        if asked == "swap" and by_swap.is_valid():
            data = by_swap.cleaned_data
            rostering.swap(row, others.get(pk=data["other"]), why=data["why"], by=request.actor, at=now)
            return done(request, _("Смены поменялись местами."), "roster")
    except AccessError as refused:
        trouble = str(refused)
    shown = {
        "shift": row,
        "post": ROLES[row.post].name,
        "by_other": by_other,
        "by_swap": by_swap if choices else None,
        "trouble": trouble,
        "now": now,
    }
    return render(request, "access/shift.html", shown, status=400 if asked else 200)


def _others(row: Shift, now: datetime) -> QuerySet[Shift]:
    same = Shift.objects.standing().filter(unit=row.unit, post=row.post).exclude(officer=row.officer)
    return same.between(now, now + SWAPPED_WITHIN).select_related("officer", "unit").order_by("starts_at")


def _when(one: Shift) -> str:
    begins, ends = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    return f"{begins:%d.%m %H:%M}–{ends:%d.%m %H:%M}"


@require_GET
@allowed("may_read_headers")
def roster_changes(request: Asked) -> HttpResponseBase:
    """Who put whom on the roster and took whom off it, when and why; everybody in the unit sees it."""
    rows = rostering.changes(request.unit, clock.now() - LATELY)
    return render(request, "access/roster_changes.html", {"steps": _steps(rows)})


def _steps(rows: list[Shift]) -> list[dict[str, Any]]:
    """Return each planning and each dropping as one line, the rows of one rotation together; the newest first."""
    steps: list[dict[str, Any]] = []
    rotations: dict[uuid.UUID, dict[str, Any]] = {}
    for row in rows:
        if row.rotation_id and row.rotation_id in rotations:
            rotations[row.rotation_id]["count"] += 1
        else:
            step = {"at": row.planned_at, "by": row.planned_by, "row": row, "kind": "planned", "count": 1}
            step["kind"] = "rotation" if row.rotation_id else "instead" if row.replaces_id else "planned"
            steps.append(step)
            if row.rotation_id:
                rotations[row.rotation_id] = step
        if row.dropped_at:
            steps.append({"at": row.dropped_at, "by": row.dropped_by, "row": row, "kind": "dropped", "count": 1})
    return sorted(steps, key=lambda step: step["at"], reverse=True)
