"""The board of custody: who and what is here, what is offered to us, what left; and finding by number or label."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.access.marks import in_background
from ortaq.custody.board import PAGE, board, left, rows_of
from ortaq.custody.concerning import concerns
from ortaq.custody.faults import in_words
from ortaq.custody.models import Charge
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.views.journal import older, place

NUMBER = re.compile(r"№?\s*(\d{1,9})(?:\s*/\s*(\d{4}))?")
IDENTITY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@door()
@in_words
@require_GET
def custody(request: Asked) -> HttpResponseBase:
    """Who and what is here, people first; or what has left. A number or a scanned address leads to the charge."""
    given = request.GET
    if wanted := given.get("find", "").strip():
        return found(request, wanted)
    desk = request.desk
    if given.get("state") == "left":
        rows = left(desk, place(given.get("before", "")))
        last = rows[PAGE - 1].charge if len(rows) > PAGE else None
        page = {"rows": rows[:PAGE], "older": older(given, (last.since, last.pk)) if last else ""}
        return render(request, "custody/left.html", page)
    return render(request, "custody/board.html", board_page(desk, request))


@in_background
@door()
@in_words
@require_GET
def custody_part(request: Asked) -> HttpResponseBase:
    """The living part of the board; 204 where nothing on it has changed since `seen`."""
    page = board_page(request.desk, request)
    if request.GET.get("seen") == page["board"].digest:
        return HttpResponse(status=204)
    return render(request, "custody/_board.html", page)


def board_page(desk: Desk, request: Asked) -> dict[str, Any]:
    """Return what the board shows."""
    shown = board(desk, place(request.GET.get("before", "")))
    return {
        "board": shown,
        "concerns": concerns(desk),
        "may_act": desk.is_on_watch and desk.may("may_keep_charges"),
        "older": older(request.GET, shown.rest) if shown.rest else "",
    }


def found(request: Asked, wanted: str) -> HttpResponse:
    """Lead to what a number or an address names; where several units gave the number, our own comes first."""
    rows = list(named(wanted, request.desk)[:PAGE])
    ours = [one for one in rows if one.unit_id == request.desk.unit.pk]
    if len(rows) == 1 or len(ours) == 1:
        return redirect("charge", (ours or rows)[0].pk)
    if not rows:
        messages.warning(request, gettext("№ %s здесь не найден: проверьте номер и год.") % wanted[:80])
        return redirect("custody")
    return render(request, "custody/left.html", {"rows": rows_of(rows, request.desk), "wanted": wanted})


def named(wanted: str, desk: Desk) -> Any:
    """Return what an address or a number names, among what this unit sees; without a year, this year's first."""
    if identity := IDENTITY.search(wanted.lower()):
        return Charge.objects.filter(pk=uuid.UUID(identity[0]))
    number = NUMBER.fullmatch(wanted)
    if not number:
        return Charge.objects.none()
    rows = Charge.objects.filter(number=int(number[1])).order_by("-year", "-taken_at")
    return rows.filter(year=int(number[2])) if number[2] else rows.filter(year=desk.today.year)
