"""The addresses of what is owed."""

from __future__ import annotations

from django.urls import path

from ortaq.duties import views
from ortaq.duties.healthz import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("duties/", views.duties_list, name="duties"),
    path("duties/<uuid:pk>/", views.duty, name="duty"),
    path("duties/<uuid:pk>/explanation/", views.explanation, name="duty-explanation"),
    path("duties/<uuid:pk>/waiver/", views.waiver, name="duty-waiver"),
]
