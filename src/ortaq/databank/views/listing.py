"""Lists of those who arrive: taken in as a file, looked up step by step while the page is open, and what was found."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ortaq.databank import listing
from ortaq.databank.faults import in_words, words_of
from ortaq.databank.forms import ArrivalsForm
from ortaq.databank.models import Batch, LookUp
from ortaq.databank.views.looking import around
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.erasing import span
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.uploading import takes_files

PAGE = 30


@takes_files
@door("may_look_up")
@in_words
def lists(request: Asked) -> HttpResponseBase:
    """The unit's lists of the last days, and the form that takes a file in."""
    desk = request.desk
    rule = listing.rule_of(desk.rulebook, desk.unit.pk)
    form = ArrivalsForm(request.POST or None, request.FILES or None, most=rule.rows)
    if request.method == "POST" and form.is_valid():
        try:
            batch = listing.take_in(form.cleaned_data["file"], id=form.cleaned_data["once"], **desk.who)
            return redirect("arrival-list", batch.pk)
        except ExchangeError as error:
            form.add_error(None, words_of(error))
    page = {
        "form": form,
        "batches": Batch.objects.filter(unit=desk.unit).order_by("-at", "-pk")[:PAGE],
        "rows": rule.rows,
        "until": desk.now + span(rule.keeps),
        **around(desk),
    }
    return render(request, "databank/lists.html", page, status=422 if request.method == "POST" else 200)


@door("may_look_up")
@in_words
@require_GET
def arrival_list(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """How far a list is, and who of it was found; each leads to its look-up, where the hit is settled."""
    desk = request.desk
    batch = _own(desk, pk)
    page = {
        "batch": batch,
        "is_over": batch.erased_at <= desk.now,
        "found": [] if batch.erased_at <= desk.now else _found(batch),
        "percent": round(100 * batch.done / batch.rows),
        **around(desk),
    }
    return render(request, "databank/list.html", page)


@door("may_look_up")
@in_words
@require_POST
def going_on(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Look up the next rows."""
    listing.go_on(_own(request.desk, pk), **request.desk.who)
    return redirect("arrival-list", pk)


def _own(desk: Desk, pk: uuid.UUID) -> Batch:
    return get_object_or_404(Batch.objects.filter(unit=desk.unit), pk=pk)


def _found(batch: Batch) -> list[dict[str, Any]]:
    """Return the rows that have an answer, the likeliest first."""
    looks = LookUp.objects.filter(batch=batch, hits__isnull=False).select_related("words").prefetch_related("hits")
    rows = [
        {
            "look": look,
            "asked": look.words.body["typed"] if hasattr(look, "words") else "",
            "best": max(hit.score for hit in look.hits.all()),
            "open": sum(hit.is_open for hit in look.hits.all()),
        }
        for look in looks.distinct()
    ]
    return sorted(rows, key=lambda one: (-one["best"], one["look"].n))
