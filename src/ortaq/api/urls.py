"""The addresses of the API, of its description, and of the calendars."""

from __future__ import annotations

from django.urls import include, path, re_path

from ortaq.api import calendar, views
from ortaq.api.assembly import PREFIX, addresses

urlpatterns = [
    path(PREFIX, views.index, name="api-index"),
    path(f"{PREFIX}openapi.json", views.openapi, name="api-openapi"),
    path(PREFIX, include((addresses(), "ninja"), namespace="api")),
    re_path(rf"^{PREFIX}[\s\S]*", views.no_such_operation),
    path("calendar/<str:secret>.ics", calendar.terms, name="calendar"),
]
