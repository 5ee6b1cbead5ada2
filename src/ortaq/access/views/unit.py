"""The unit's own page: who holds which post here, what changed lately, and for the senior who read our content."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ortaq.access import posts
from ortaq.access.ahead import ahead
from ortaq.access.asked import Asked
from ortaq.access.models import Appointment, Reading
from ortaq.access.views.doors import allowed, named
from ortaq.lib import clock

LATELY = timedelta(days=30)
PAGE = 50


@require_GET
@allowed("may_read_headers")
def our_unit(request: Asked) -> HttpResponseBase:
    """Show the unit's posts and their changes to everybody in it."""
    now = clock.now()
    held = Appointment.objects.of_unit(request.unit).holding(now).select_related("officer")
    shown = {
        "unit_name": named(request.unit, now),
        "ahead": ahead(request.unit, now),
        "held": held.order_by("role", "officer__name"),
        "changes": posts.told_to(request.unit, now - LATELY),
    }
    return render(request, "access/unit.html", shown)


@require_GET
@allowed("may_see_readings")
def readings(request: Asked) -> HttpResponseBase:
    """Show who read content that the unit owns, and what it read itself of others'."""
    page = Paginator(Reading.objects.order_by("-at"), PAGE).get_page(request.GET.get("page"))
    return render(request, "access/readings.html", {"page": page, "unit": request.unit})
