"""The quiet notices that a term is running out: a living part of every page, filled after the page is there."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ortaq.access.marks import in_background
from ortaq.console.views import told_time
from ortaq.duties.desk import Asked, door
from ortaq.duties.reminders import Reminders


@in_background
@door()
@require_GET
def reminders(request: Asked) -> HttpResponse:
    """What this unit is reminded of now; 204 where that has not changed since `seen`."""
    found = Reminders(request.desk)
    if request.GET.get("seen") == found.digest:
        return told_time(HttpResponse(status=204))
    return told_time(render(request, "console/_reminders.html", {"reminders": found}))
