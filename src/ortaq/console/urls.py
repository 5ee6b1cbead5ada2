"""The addresses of the console's own pages."""

from __future__ import annotations

from django.urls import path

from ortaq.console import map as crossing_points
from ortaq.console import reminding, views

urlpatterns = [
    path("", views.board, name="board"),
    path("board/part/", views.board_part, name="board-part"),
    path("strip/", views.strip, name="strip"),
    path("strip/aside/", views.strip_aside, name="strip-aside"),
    path("reminders/", reminding.reminders, name="reminders"),
    path("clock/", views.clock_now, name="clock"),
    path("instruction/", views.instruction, name="instruction"),
    path("instruction/<str:number>/", views.official_text, name="official-text"),
    path("instruction/<str:number>/execution/", views.point_execution, name="point-execution"),
    path("units/<slug:code>/", views.unit, name="unit"),
    path("help/", views.help_page, name="help"),
    path("help/<slug:name>/", views.handbook_page, name="handbook"),
    path("preferences/", views.preferences, name="preferences"),
    path("map/", crossing_points.show, name="map"),
    path("map/outline.json", crossing_points.outline, name="map-outline"),
]
