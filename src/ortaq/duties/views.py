"""The pages of what is owed: the list, one duty with its history, its explanation, its release."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.duties import moves
from ortaq.duties.desk import Asked, Desk, door
from ortaq.duties.errors import NotMovable
from ortaq.duties.forms import Explanation, Release
from ortaq.duties.models import Duty, DutyQuerySet
from ortaq.duties.words import reason_in_words, shown, verb_in_words
from ortaq.rules.life import DUTY, PENDING

PAGE = 50


@door()
@require_GET
def duties_list(request: Asked) -> HttpResponse:
    """What this unit owes, what is owed to it, or what it oversees; by term, the latest first."""
    desk, given = request.desk, request.GET
    side, state = given.get("side", "ours"), given.get("state", "unfinished")
    rows = rows_asked(given, desk)
    if before := _place(given.get("before", "")):
        rows = rows.filter(Q(due_at__lt=before[0]) | Q(due_at=before[0], id__lt=before[1]))
    found = list(rows.order_by("-due_at", "-id")[: PAGE + 1])
    page = found[:PAGE]
    query = given.copy()
    if len(found) > PAGE and page[-1].due_at:
        query["before"] = f"{page[-1].due_at.isoformat()}_{page[-1].pk}"
    context = {"rows": [shown(duty, desk) for duty in page], "side": side, "state": state, "query": given.urlencode()}
    return render(request, "duties/duties.html", {**context, "older": query.urlencode() if len(found) > PAGE else ""})


def rows_asked(given: QueryDict, desk: Desk) -> DutyQuerySet:
    """Return the duties that an address asks for: begun, with a term, of this side and state."""
    side, state = given.get("side", "ours"), given.get("state", "unfinished")
    return Duty.objects.filter(_side(desk, side), _state(state), opens_at__lte=desk.now).exclude(due_at=None)


@door()
@require_GET
def duty(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """One duty: its terms, how it was counted, its history, and what can be done with it."""
    return _page(request, get_object_or_404(Duty, pk=pk))


def in_words(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn a step that the duty's life does not know into a page that says so."""

    @wraps(view)
    def spoken(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotMovable:
            words = {
                "heading": gettext("Так нельзя"),
                "advice": gettext("Обязанность уже стоит иначе: посмотрите её историю, возможно, кто-то успел раньше."),
            }
            return render(request, "console/refused.html", words, status=409)

    return spoken


@door("may_explain")
@require_POST
@in_words
def explanation(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say why a duty is late and when it will be done."""
    owed = get_object_or_404(Duty, pk=pk, owed_by=request.unit)
    form = Explanation(request.POST, desk=request.desk)
    if not form.is_valid():
        return _page(request, owed, explanation=form, status=422)
    data = form.cleaned_data
    moves.explain(owed, by=request.actor, at=request.desk.now, reason=data["reason"], promised_at=data["promised_at"])
    messages.success(request, gettext("Объяснение записано; часы посмотрят снова в обещанное время."))
    return redirect("duty", pk)


@door("may_waive")
@require_POST
@in_words
def waiver(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Release a unit from a duty, on a ground of the pack."""
    owed = get_object_or_404(Duty, pk=pk)
    form = Release(request.POST, grounds=grounds(owed, request.desk))
    if not form.is_valid():
        return _page(request, owed, release=form, status=422)
    data = form.cleaned_data
    moves.waive(owed, by=request.actor, at=request.desk.now, ground=data["ground"], reason=data["reason"])
    return redirect("duty", pk)


def _page(request: Asked, owed: Duty, *, status: int = 200, **faulty: Any) -> HttpResponse:
    desk = request.desk
    found = grounds(owed, desk)
    context: dict[str, Any] = {
        "duty": owed,
        "shown": shown(owed, desk),
        "history": [(move, verb_in_words(move.verb), reason_in_words(move.reason)) for move in owed.history.all()],
        "rule": _rule(owed, desk),
        "explanation": Explanation(desk=desk) if _may_explain(owed, desk) else None,
        "release": Release(grounds=found)
        if found and desk.may("may_waive") and DUTY.allows(owed.status, "waive")
        else None,
    }
    return render(request, "duties/duty.html", {**context, **faulty}, status=status)


def _may_explain(owed: Duty, desk: Desk) -> bool:
    return owed.owed_by_id == desk.unit.pk and desk.may("may_explain") and DUTY.allows(owed.status, "explain")


def grounds(owed: Duty, desk: Desk) -> list[tuple[str, str]]:
    """Return the pack's grounds on which this unit may release from this duty: code and words.

    The pack names the bodies: the superior of the unit that owes; an oversight body is told by its standing.
    """
    bodies = set()
    if desk.unit.pk in desk.rulebook.superiors(owed.owed_by_id):
        bodies.add("superior")
    if desk.unit.oversees:
        bodies.add("oversight")
    return [
        (waiver.code, desk.said(waiver.ground))
        for waiver in desk.rulebook.edition.waivers.values()
        if bodies & set(waiver.by) and (not waiver.clauses or owed.clause in waiver.clauses)
    ]


def _rule(owed: Duty, desk: Desk) -> Any:
    try:
        return desk.rulebook.edition.duty(owed.rule)
    except (LookupError, StopIteration):
        return None


def _side(desk: Desk, side: str) -> Q:
    unit = desk.unit.pk
    return {"ours": Q(owed_by=unit), "theirs": Q(owed_to=unit)}.get(side, Q())


def _state(state: str) -> Q:
    return {
        "unfinished": Q(status__in=PENDING),
        "late": Q(status__in=("overdue", "explained")),
        "done": Q(status__in=("done", "done_late")),
    }.get(state, Q())


def _place(text: str) -> tuple[datetime, uuid.UUID] | None:
    at, _, pk = text.partition("_")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), uuid.UUID(pk)
    except (ValueError, OverflowError):
        return None
