"""The blank sheet for when the console and the telephone fail: printed ahead, filled by hand, entered afterwards."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ortaq.duties.desk import Asked, door
from ortaq.exchange.story import lines_of
from ortaq.exchange.views.telling import urgent_regime

ROWS, MOST = 8, 40


@door()
@require_GET
def log_sheet(request: Asked) -> HttpResponse:
    """A log with the customary columns, the unit's counterparts with their lines, and what each clause asks."""
    desk = request.desk
    regime = urgent_regime(desk)
    addressed = desk.rulebook.route(regime.clause, desk.unit.pk)
    lines = lines_of([one.unit for one in addressed], desk)
    context = {
        "unit_name": desk.name(desk.unit.pk),
        "rows": range(_rows(request.GET.get("rows", ""))),
        "to": [(desk.name(one.unit), lines.get(one.unit, []), one.clause) for one in addressed],
        "regime": regime,
        "day": desk.now,
    }
    return render(request, "exchange/log_sheet.html", context)


def _rows(asked: str) -> int:
    return min(max(int(asked), 1), MOST) if asked.isascii() and asked.isdigit() and len(asked) < 4 else ROWS
