"""The addresses of statistical returns and their reconciliation."""

from __future__ import annotations

from django.urls import path

from ortaq.figures.views import abreast, giving, importing, reconciling, rollup

urlpatterns = [
    path("figures/", abreast.show, name="figures"),
    path("figures/ours/", giving.ours, name="figures-ours"),
    path("figures/file/", importing.figures_file, name="figures-file"),
    path("figures/blank/", importing.blank, name="figures-blank"),
    path("figures/lists/<str:code>/", importing.list_file, name="figures-list"),
    path("figures/lists/<str:code>/blank/", importing.blank, name="figures-blank-list"),
    path("figures/rollup/", rollup.rollup, name="figures-rollup"),
    path("figures/rollup/<str:code>/", rollup.indicator, name="figures-indicator"),
    path("figures/reconciliations/", reconciling.comparison, name="reconciliations"),
    path("figures/reconciliations/<uuid:pk>/", reconciling.reconciliation, name="reconciliation"),
    path("figures/reconciliations/<uuid:pk>/act/", reconciling.act, name="reconciliation-act"),
    path("figures/differences/<uuid:pk>/explanation/", reconciling.explanation, name="difference-explanation"),
]
