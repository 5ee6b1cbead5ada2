"""Variants of action: set going, watched with Ч running, done task by task, stood down; and other tasks of acts."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.access.marks import in_background
from ortaq.acts import variants
from ortaq.acts.doing import Activation, Task
from ortaq.acts.errors import ActError
from ortaq.acts.faults import in_words, words_of
from ortaq.acts.variant import Coming, Running
from ortaq.acts.variant_forms import Activating, Done, Learnt, StandingDown
from ortaq.acts.views.found import back, version_of
from ortaq.duties.desk import Asked, door

PIECES = {"now": "acts/_variant_now.html", "words": "acts/_variant_words.html"}


@door("may_activate_variant")
@in_words
def activation_new(request: Asked, pk: uuid.UUID, n: int) -> HttpResponseBase:
    """What setting a variant going would give to whom, and who will be told; then, set going, the page of it."""
    desk, version = request.desk, version_of(pk, request.GET.get("version", ""))
    coming = Coming.of(desk, version, n)
    if coming is None:
        raise Http404
    if coming.running:
        return redirect("variant", coming.running.pk)
    form = Activating(request.POST or None, desk=desk)
    made = _activated(form, coming) if form.is_valid() else None
    if made is not None:
        messages.success(request, gettext("Вариант введён. Задачи стоят на консолях всех сторон."))
        return redirect("variant", made.pk)
    page = {"coming": coming, "form": form, "act": version.act, "version": version}
    return render(request, "acts/activation.html", page, status=422 if form.is_bound else 200)


@door()
@require_GET
def variant(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """A variant that runs, or ran: Ч, who has to do what by when, what is done."""
    return _page(request, _found(pk))


@in_background
@door()
@require_GET
def variant_part(request: Asked, pk: uuid.UUID, piece: str) -> HttpResponse:
    """A living part of the page; 204 where nothing has changed since `seen`. What is typed stands in another one."""
    if piece not in PIECES:
        raise Http404
    page = _shown(request, _found(pk))
    if request.GET.get("seen") == page["running"].digest:
        return HttpResponse(status=204)
    return render(request, PIECES[piece], page)


@door("may_activate_variant")
@require_POST
@in_words
def stand_down(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Stand it down, and say what was learnt."""
    desk, found, form = request.desk, _found(pk), StandingDown(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, standing_down=form)
    data = form.cleaned_data
    variants.stand_down(
        found, reason=data["reason"], lesson=data["lesson"], by=desk.actor, at=desk.now, rulebook=desk.rulebook
    )
    messages.success(request, gettext("Отбой дан. Невыполненные задачи сняты у всех сторон."))
    return redirect("variant", pk)


@door("may_activate_variant")
@require_POST
@in_words
def lesson(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say what our unit has learnt from it."""
    desk, found, form = request.desk, _found(pk), Learnt(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, learnt=form)
    data = form.cleaned_data
    variants.learn(found, data["lesson"], by=desk.actor, at=desk.now, rulebook=desk.rulebook, id=data["once"])
    messages.success(request, gettext("Записано: встанет перед тем, кто будет уточнять план."))
    return redirect("variant", pk)


@door("may_activate_variant")
@require_POST
@in_words
def task_doing(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that a task of our unit is done."""
    desk = request.desk
    task = get_object_or_404(Task.objects.select_related("version__act"), pk=pk)
    form = Done(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    variants.done(task, by=desk.actor, at=desk.now, note=note)
    if task.activation_id is None:
        return back(request, task.version.act, gettext("Исполнение записано."))
    messages.success(request, gettext("Исполнение записано."))
    return redirect("variant", task.activation_id)


def _activated(form: Activating, coming: Coming) -> Activation | None:
    """Set it going; what is wrong with the hour stands on the form."""
    desk, data = coming.desk, form.cleaned_data
    try:
        return variants.activate(
            coming.version,
            coming.mark,
            by=desk.actor,
            at=desk.now,
            rulebook=desk.rulebook,
            h_at=data["since"],
            note=data["note"],
            id=data["once"],
        )
    except ActError as error:
        form.add_error(None, words_of(error))
        return None


def _found(pk: uuid.UUID) -> Activation:
    return get_object_or_404(Activation.objects.select_related("version__act"), pk=pk)


def _page(request: Asked, found: Activation, *, status: int = 200, **faulty: object) -> HttpResponse:
    return render(request, "acts/variant.html", _shown(request, found, **faulty), status=status)


def _shown(request: Asked, found: Activation, **faulty: object) -> dict[str, Any]:
    return {
        "running": Running(request.desk, found),
        "activation": found,
        "act": found.version.act,
        "standing_down": StandingDown(),
        "learnt": Learnt(),
        "doing": Done(),
        **faulty,
    }
