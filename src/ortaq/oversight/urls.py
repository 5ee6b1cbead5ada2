"""The addresses of the figures: the same pages through two lenses, and content opened for a reason."""

from __future__ import annotations

from django.urls import URLPattern, path

from ortaq.oversight.lens import OVERSIGHT, RECORD
from ortaq.oversight.views.breakdown import breakdown
from ortaq.oversight.views.calendar import calendar
from ortaq.oversight.views.content import content, openings
from ortaq.oversight.views.duties import duties
from ortaq.oversight.views.measured import measured
from ortaq.oversight.views.page import address
from ortaq.oversight.views.report import report
from ortaq.oversight.views.trend import trend

VIEWS = {"": calendar, "breakdown": breakdown, "trend": trend, "duties": duties}


def pages(lens: str) -> list[URLPattern]:
    """Return the addresses of the pages through one lens."""
    return [
        path(f"{lens}/{name}/" if name else f"{lens}/", view, {"lens": lens}, name=address(lens, name))
        for name, view in VIEWS.items()
    ]


urlpatterns = [
    *pages(OVERSIGHT),
    *pages(RECORD),
    path("oversight/report/<int:year>/<str:lang>.pdf", report, {"lens": OVERSIGHT}, name="oversight-report"),
    path("record/report/<int:year>/<str:lang>.pdf", report, {"lens": RECORD}, name="record-report"),
    path("drill/", measured, name="drill-measured"),
    path("oversight/messages/<uuid:pk>/", content, name="oversight-content"),
    path("oversight/messages/<uuid:pk>/openings/", openings, name="oversight-openings"),
]
