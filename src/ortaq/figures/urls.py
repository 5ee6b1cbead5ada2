"""The addresses of statistical returns and their reconciliation."""

from __future__ import annotations

from django.urls import path

from ortaq.figures.views import abreast, giving

urlpatterns = [
    path("figures/", abreast.show, name="figures"),
    path("figures/ours/", giving.ours, name="figures-ours"),
]
