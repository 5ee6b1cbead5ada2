"""Every address of the console; each package brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ortaq.console.urls")),
    path("", include("ortaq.oversight.urls")),
    path("", include("ortaq.databank.urls")),
    path("", include("ortaq.figures.urls")),
    path("", include("ortaq.operations.urls")),
    path("", include("ortaq.custody.urls")),
    path("", include("ortaq.acts.urls")),
    path("", include("ortaq.exchange.urls")),
    path("", include("ortaq.duties.urls")),
    path("", include("ortaq.access.urls")),
    path("", include("ortaq.api.urls")),
]
