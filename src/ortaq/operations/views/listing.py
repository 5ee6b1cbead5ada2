"""The list of joint measures: those that are planned or under way first, by kind."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.views.journal import older, place
from ortaq.operations.listed import Row, rows_of
from ortaq.operations.models import Operation
from ortaq.operations.rooms import inside, of_officer

PAGE = 50


@door()
@require_GET
def operations(request: Asked) -> HttpResponse:
    """What our unit takes part in, or sees below it; by kind, those still open or all."""
    desk, given = request.desk, request.GET
    kind, show, side = given.get("kind", ""), given.get("show", ""), given.get("side", "")
    rows = Operation.objects.filter(Q(kind=kind) if kind else Q())
    rows = rows if show == "all" else rows.unfinished()
    rows = rows if side else rows.of_party(desk.unit.pk)
    if before := place(given.get("before", "")):
        at, pk = before
        rows = rows.filter(Q(opened_at__lt=at) | Q(opened_at=at, id__lt=pk))
    found = list(rows.order_by("-opened_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    ours = _rooms(desk, kind, show) if not given.get("before") else []
    page = {
        "rows": [*ours, *rows_of(found[:PAGE], desk)],
        "kinds": [(one.code, desk.said(one.name)) for one in desk.rulebook.edition.operations.values()],
        "kind": kind,
        "show": show,
        "side": side,
        "may_open": desk.may("may_run_operation"),
        "older": older(given, (last.opened_at, last.pk)) if last else "",
    }
    return render(request, "operations/operations.html", page)


def _rooms(desk: Desk, kind: str, show: str) -> list[Row]:
    """Return the rooms that the officer is in, as the list shows them."""
    rows: list[Row] = []
    for one in of_officer(desk.actor.officer or 0):
        if (kind in ("", one.kind)) and (show == "all" or one.is_open):
            with inside(one):
                rows += rows_of([one], desk)
    return rows
