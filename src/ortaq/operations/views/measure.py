"""The page of a joint measure and its living parts."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ortaq.access.marks import in_background
from ortaq.acts.variant_forms import Done as ActDone
from ortaq.duties.desk import Asked, Desk, door
from ortaq.operations import rooms
from ortaq.operations.faults import in_words
from ortaq.operations.forms import (
    Closing,
    Correcting,
    Deciding,
    Done,
    Ending,
    Giving,
    LettingIn,
    OfFields,
    Putting,
)
from ortaq.operations.line_form import Line, sorts_of
from ortaq.operations.log import LogEntry
from ortaq.operations.models import Operation
from ortaq.operations.page import Page
from ortaq.rules.operations import RESULT

PIECES = {"log": "operations/_log.html", "now": "operations/_now.html"}


@door()
@in_words
@require_GET
def operation(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """What it is, its log with a line to write, what is to be done, who owes word."""
    return operation_page(request, found(pk, request.desk))


@in_background
@door()
@in_words
@require_GET
def operation_part(request: Asked, pk: uuid.UUID, piece: str) -> HttpResponse:
    """A living part of the page; 204 where nothing has changed since `seen`. What is typed stands in none of them."""
    if piece not in PIECES:
        raise Http404
    page = shown(request, found(pk, request.desk))
    if request.GET.get("seen") == page["page"].digest:
        return HttpResponse(status=204)
    return render(request, PIECES[piece], page)


def found(pk: uuid.UUID, desk: Desk) -> Operation:
    """Return the joint measure, if this unit sees it or the officer is in its room. Raises Http404."""
    seen = Operation.objects.filter(pk=pk).first() or rooms.found(pk, desk.actor.officer or 0)
    if seen is None:
        raise Http404
    return seen


def operation_page(request: Asked, one: Operation, *, status: int = 200, **faulty: object) -> HttpResponse:
    """Show it; `faulty` are forms as they were sent, with what is wrong in them."""
    return render(request, "operations/operation.html", shown(request, one, **faulty), status=status)


def shown(request: Asked, one: Operation, **faulty: object) -> dict[str, Any]:
    """Return what the page shows."""
    desk, page = request.desk, Page(request.desk, one)
    sorts = sorts_of(page.kind, is_open=one.is_open, is_under_way=one.is_under_way) if page.may_act else []
    return {
        "page": page,
        "operation": one,
        "line": Line(desk=desk, sorts=sorts).look_in(one, desk) if sorts else None,
        "giving": Giving(desk=desk, parties=one.parties, auto_id="give-%s"),
        "doing": Done(desk=desk, auto_id=False),
        "correcting": Correcting(auto_id=False),
        "closing": Closing(served=page.served, auto_id="close-%s"),
        "calling_off": Ending(auto_id="off-%s"),
        "deciding": Deciding(desk=desk, parties=one.parties, auto_id="decide-%s"),
        "putting": Putting(auto_id="put-%s"),
        "result": _result(page),
        "act_doing": ActDone(),
        "letting_in": LettingIn(desk=desk, posts=page.to_let_in),
        **faulty,
    }


def _result(page: Page) -> OfFields | None:
    """Return the form of what came of it for our unit, filled with what it said last."""
    if page.kind.results is None or not page.may_act:
        return None
    form = OfFields(desk=page.desk, subject=page.kind.results, auto_id="result-%s")
    unit = page.desk.unit.pk
    with rooms.inside(page.operation):
        said = LogEntry.objects.filter(operation=page.operation, sort=RESULT, unit=unit).select_related("words")
        words = getattr(said.order_by("-n").first(), "words", None)
    if words and page.desk.may("may_read_content"):
        form.know(words.body)
    return form
