"""The page of one hand-over, and each step of it: one verb, one address."""

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

from ortaq.access.marks import in_background
from ortaq.custody import deciding, offering, readings, settling
from ortaq.custody.faults import in_words, words_of
from ortaq.custody.handovers import Discrepancy, HandOver, Line
from ortaq.custody.passing import Passing
from ortaq.custody.passing_forms import Decision, Settlement, WhyBack
from ortaq.custody.words import handover_in_words, line_in_words, verb_in_words
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.errors import StateSecret
from ortaq.rules.life import LINE


@door()
@in_words
@require_GET
def handover(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """What is offered, as it was found, what each side may do next."""
    return render(request, "custody/hand_over.html", handover_page(request.desk, found(pk)))


@in_background
@door()
@in_words
@require_GET
def handover_part(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """The living part of the page; 204 where nothing on it has changed since `seen`."""
    page = handover_page(request.desk, found(pk))
    if request.GET.get("seen") == page["shown"].digest:
        return HttpResponse(status=204)
    return render(request, "custody/_hand_over.html", page)


@door("may_keep_charges")
@require_POST
@in_words
def acceptance(request: Asked, pk: uuid.UUID, n: int) -> HttpResponseBase:
    """Accept one item; the button "as listed" only fills in what the list says."""
    row = _line(pk, n)
    if "as_listed" in request.POST:
        return _as_listed(request, row)

    def accept(form: Decision) -> Any:
        return deciding.accept(row, form.found(), note=form.cleaned_data["note"], **request.desk.who)

    return _decide(request, row, accept, refusing=False)


@door("may_keep_charges")
@require_POST
@in_words
def refusal(request: Asked, pk: uuid.UUID, n: int) -> HttpResponseBase:
    """Refuse one item on a ground of the pack; the giver stays the custodian."""
    row = _line(pk, n)

    def refuse(form: Decision) -> Any:
        data = form.cleaned_data
        return deciding.refuse(row, data["ground"], note=data["note"], found=form.found(), **request.desk.who)

    return _decide(request, row, refuse, refusing=True)


@door("may_keep_charges")
@require_POST
@in_words
def asking_back(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Ask to have it back: the receiver decides on that too."""
    return _with_reason(request, pk, "asking_back", offering.ask_back, gettext("Просьба вернуть передана получателю."))


@door("may_keep_charges")
@require_POST
@in_words
def keeping(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that it is not let go: deciding goes on."""
    return _with_reason(request, pk, "keeping", offering.keep, gettext("Дающему сказано, что решаете дальше."))


@door("may_keep_charges")
@require_POST
@in_words
def letting_go(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Let what is undecided go back."""
    row = found(pk)
    offering.let_go(row, **request.desk.who)
    return _back(request, row, gettext("Нерешённое возвращено дающему."))


@door("may_keep_charges")
@require_POST
@in_words
def proposal(request: Asked, pk: uuid.UUID, discrepancy: uuid.UUID) -> HttpResponseBase:
    """Say how a discrepancy is settled."""
    row, form = found(pk), Settlement(request.POST, auto_id=f"settle-{discrepancy}-%s")
    disputed = get_object_or_404(Discrepancy, pk=discrepancy, line__handover=pk)
    if form.is_valid():
        try:
            settling.propose(disputed, form.cleaned_data["words"], **request.desk.who)
        except StateSecret as error:
            form.add_error("words", words_of(error, request.desk))
    if form.errors:
        return _once_more(request, row, {f"settle-{discrepancy}": form})
    return _back(request, row, gettext("Предложение передано другой стороне."))


@door("may_keep_charges")
@require_POST
@in_words
def agreement(request: Asked, pk: uuid.UUID, discrepancy: uuid.UUID) -> HttpResponseBase:
    """Agree with what the other side proposed: it is settled."""
    row = found(pk)
    disputed: Discrepancy = get_object_or_404(Discrepancy, pk=discrepancy, line__handover=pk)
    read = request.POST.get("n", "")
    settling.agree(disputed, n=int(read) if read.isascii() and read.isdigit() else None, **request.desk.who)
    return _back(request, row, gettext("Расхождение улажено."))


def found(pk: uuid.UUID) -> HandOver:
    """Return a hand-over that this unit sees, with its message and steps."""
    return get_object_or_404(HandOver.objects.select_related("message").prefetch_related("history"), pk=pk)


def handover_page(desk: Desk, row: HandOver, wrong: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what the page shows; reading somebody's fields on it by duty is written down."""
    wrong, shown = wrong or {}, Passing(desk, row)
    for one in shown.items:
        if one.row.is_person and one.fields:
            readings.by_duty(one.line.charge, desk)
        if shown.may_decide and one.line.state == LINE.start:
            one.form = wrong.get(f"line-{one.line.n}") or Decision(desk=desk, line=one.line)
        for each in one.differences:
            key = f"settle-{each.row.pk}"
            each.form = (wrong.get(key) or Settlement(auto_id=f"{key}-%s")) if each.may_propose else None
    return {
        "shown": shown,
        "handover": row,
        "state": handover_in_words(row.state),
        "steps": [(one, verb_in_words(one.verb), desk.name(one.unit_id)) for one in shown.history],
        "asking_back": wrong.get("asking_back") or WhyBack(auto_id="asking-back-%s"),
        "keeping": wrong.get("keeping") or WhyBack(auto_id="keeping-%s"),
        "wrong": wrong,
    }


def _decide(request: Asked, row: Line, verb: Callable[[Decision], Any], *, refusing: bool) -> HttpResponseBase:
    form = Decision(request.POST, desk=request.desk, line=row, refusing=refusing)
    if not form.is_valid():
        return _once_more(request, found(row.handover_id), {f"line-{row.n}": form, "refusing": refusing})
    left = verb(form)
    words = gettext("Позиция %(n)s: %(state)s.") % {"n": row.n, "state": line_in_words(left.state)}
    return _back(request, row.handover, words)


def _as_listed(request: Asked, row: Line) -> HttpResponse:
    """Show the page with what the list says in the fields: the receiver still looks, and accepts."""
    form = Decision(desk=request.desk, line=row)
    typed = {name: request.POST.get(form.add_prefix(name), "") for name in ("note", "ground")}
    form.initial = {**row.offered, **typed}
    page = handover_page(request.desk, found(row.handover_id), {f"line-{row.n}": form})
    return render(request, "custody/hand_over.html", page)


def _with_reason(request: Asked, pk: uuid.UUID, name: str, verb: Any, words: str) -> HttpResponseBase:
    row, form = found(pk), WhyBack(request.POST, auto_id=f"{name.replace('_', '-')}-%s")
    if not form.is_valid():
        return _once_more(request, row, {name: form})
    verb(row, form.cleaned_data["reason"], **request.desk.who)
    return _back(request, row, words)


def _once_more(request: Asked, row: HandOver, wrong: dict[str, Any]) -> HttpResponse:
    return render(request, "custody/hand_over.html", handover_page(request.desk, row, wrong), status=422)


def _back(request: Asked, row: HandOver, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(reverse("hand-over", args=[row.pk]))


def _line(pk: uuid.UUID, n: int) -> Line:
    return get_object_or_404(Line.objects.select_related("charge", "handover"), handover=pk, n=n)
