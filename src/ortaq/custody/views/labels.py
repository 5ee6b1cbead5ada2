"""Labels with a code that a telephone reads: number, kind, unit and seal, and nothing personal."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ortaq.custody.board import MOST, Row, rows_of
from ortaq.custody.faults import in_words
from ortaq.custody.models import Charge
from ortaq.custody.views.handing import read_uuid
from ortaq.duties.desk import Asked, door
from ortaq.lib import qr


@dataclass(frozen=True)
class Label:
    """One label: the charge, and its address as a code."""

    row: Row
    unit: str
    code: str


@door()
@in_words
@require_GET
def charge_label(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """The label of one charge, and of others that the address names."""
    get_object_or_404(Charge, pk=pk)
    wanted = [pk, *(one for one in map(read_uuid, request.GET.getlist("charge")) if one)]
    return _labels(request, wanted)


@door()
@in_words
@require_GET
def labels(request: Asked) -> HttpResponseBase:
    """The labels of all charges that the address names."""
    return _labels(request, [one for one in map(read_uuid, request.GET.getlist("charge")) if one])


def _labels(request: Asked, wanted: list[uuid.UUID]) -> HttpResponseBase:
    desk = request.desk
    rows = rows_of(Charge.objects.filter(pk__in=wanted[:MOST]).order_by("year", "number"), desk)
    made = [
        Label(
            row,
            desk.name(row.charge.unit_id),
            qr.svg(request.build_absolute_uri(reverse("charge", args=[row.charge.pk]))),
        )
        for row in rows
    ]
    return render(request, "custody/labels.html", {"labels": made})
