"""The pages of forces: what there is and when it is free, what is promised, each step; one verb, one address."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.duties.desk import Asked, door
from ortaq.operations import allotting, listing, moving
from ortaq.operations.ahead import ahead
from ortaq.operations.forces import OPERATION, REQUEST, Commitment, Resource
from ortaq.operations.forces_faults import in_words
from ortaq.operations.forces_forms import Away, Counted, Happened, Longer, NewResource, Recall, Withdrawal
from ortaq.operations.forces_shown import DAYS, Page, page


@door()
@in_words
@require_GET
def forces(request: Asked) -> HttpResponseBase:
    """What is promised between us and others; what we have, and when it is free; of a unit below, its list alone."""
    return _shown(request)


@door("may_keep_forces")
@in_words
def resource_new(request: Asked) -> HttpResponseBase:
    """Put something on the unit's list."""
    desk = request.desk
    form = NewResource(request.POST or None, desk=desk)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        one = listing.enter(data["kind"], data["amount"], name=data["name"], id=data["once"], **desk.who)
        messages.success(request, gettext("Поставлено на учёт."))
        return redirect(f"{reverse('forces')}#r-{one.pk}")
    return render(request, "operations/resource_new.html", {"form": form}, status=422 if form.is_bound else 200)


@door("may_keep_forces")
@require_POST
@in_words
def counting(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say how many there are now."""
    form = Counted(request.POST, auto_id=f"%s-{pk}")
    if not form.is_valid():
        return _once_more(request, pk, "count", form)
    data = form.cleaned_data
    listing.count(_resource(pk), data["amount"], data["reason"], **request.desk.who)
    return _back(request, f"r-{pk}", gettext("Пересчитано."))


@door("may_keep_forces")
@require_POST
@in_words
def withdrawal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Take it off the list."""
    form = Withdrawal(request.POST, auto_id=f"%s-{pk}")
    if not form.is_valid():
        return _once_more(request, pk, "withdrawal", form)
    listing.withdraw(_resource(pk), form.cleaned_data["reason"], **request.desk.who)
    return _back(request, "list", gettext("Снято с учёта."))


@door("may_keep_forces")
@require_POST
@in_words
def absence(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that so much of it is not free for a time."""
    desk, one = request.desk, _resource(pk)
    form = Away(request.POST, desk=desk, counted=one.counted, auto_id=f"%s-{pk}")
    if not form.is_valid():
        return _once_more(request, pk, "away", form)
    data = form.cleaned_data
    allotting.keep_away(
        one,
        data.get("amount", 1),
        data["starts_at"],
        data["ends_at"],
        ground=data["ground"],
        id=data["once"],
        **desk.who,
    )
    return _back(request, f"r-{pk}", gettext("Отмечено: не в строю."))


@door("may_allot")
@require_POST
@in_words
def arrival(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Take down that they came."""
    return _moved(request, pk, moving.arrive, gettext("Прибытие отмечено."))


@door("may_allot")
@require_POST
@in_words
def release(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Let them go."""
    return _moved(request, pk, moving.release, gettext("Отпущены."))


@door("may_allot")
@require_POST
@in_words
def recall(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Call them back on a ground of the pack."""
    desk, one = request.desk, get_object_or_404(Commitment, pk=pk)
    form = Recall(request.POST, desk=desk, auto_id=f"recall-{pk}-%s")
    if not form.is_valid():
        return _once_more(request, pk, "recall", form)
    data = form.cleaned_data
    moving.call_back(one, ground=data["ground"], text=form.said(), id=data["once"], **desk.who)
    return _back(request, f"c-{pk}", gettext("Отозваны, другая сторона извещена."))


@door("may_allot")
@require_POST
@in_words
def prolonging(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Give them for longer, or say that something is not free for longer."""
    desk, one = request.desk, get_object_or_404(Commitment, pk=pk)
    form = Longer(request.POST, desk=desk, ends_at=one.ends_at, auto_id=f"longer-{pk}-%s")
    if not form.is_valid():
        return _once_more(request, pk, "longer", form)
    data = form.cleaned_data
    moving.prolong(one, data["until"], text=data["text"], id=data["once"], **desk.who)
    told = one.purpose == REQUEST
    return _back(request, f"c-{pk}", gettext("Продлено, другая сторона извещена.") if told else gettext("Продлено."))


def _moved(request: Asked, pk: uuid.UUID, verb: Callable[..., Any], words: str) -> HttpResponseBase:
    """Take a step at the true time that was typed, or now."""
    desk, one = request.desk, get_object_or_404(Commitment, pk=pk)
    form = Happened(request.POST, desk=desk, auto_id=f"{pk}-%s")
    if not form.is_valid():
        return _once_more(request, pk, "happened", form)
    verb(one, happened_at=form.cleaned_data["at"], **desk.who)
    if one.purpose == OPERATION and one.record:
        messages.success(request, words)
        return redirect(reverse("operation", args=[one.record]) + "#forces")
    return _back(request, f"c-{pk}", words)


def _resource(pk: uuid.UUID) -> Resource:
    return get_object_or_404(Resource, pk=pk)


def _back(request: Asked, to: str, words: str) -> HttpResponseBase:
    messages.success(request, words)
    return redirect(f"{reverse('forces')}#{to}")


def _once_more(request: Asked, pk: uuid.UUID, name: str, form: Any) -> HttpResponse:
    """Show the page with what was typed and what is wrong with it."""
    return _shown(request, {(pk, name): form})


def _shown(request: Asked, faulty: dict[tuple[uuid.UUID, str], Any] | None = None) -> HttpResponse:
    desk, given = request.desk, request.GET
    days = int(given["days"]) if given.get("days", "").isdigit() else DAYS[0]
    unit = int(given["unit"]) if given.get("unit", "").isdigit() else desk.unit.pk
    shown = page(desk, days, unit)
    for (pk, name), form in (faulty or {}).items():
        _put(shown, pk, name, form)
    context = {
        "page": shown,
        "ticks": shown.span.ticks(desk),
        "days": DAYS,
        "ahead": ahead(desk) if unit == desk.unit.pk else [],
        "is_own": unit == desk.unit.pk,
        "may_keep": unit == desk.unit.pk and desk.may("may_keep_forces"),
        "faulty": next(iter((faulty or {}).values()), None),
    }
    return render(request, "operations/forces.html", context, status=422 if faulty else 200)


def _put(shown: Page, pk: uuid.UUID, name: str, form: Any) -> None:
    """Let the form that was sent stand where it stood."""
    has = [one for _sort, each in shown.sorts for one in each]
    for promise in (*shown.to_us, *shown.from_us, *(away for one in has for away in one.away)):
        if promise.commitment.pk == pk:
            promise.forms[name] = form
    for one in has:
        if one.resource.pk == pk:
            one.forms[name] = form
