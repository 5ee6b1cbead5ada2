"""The addresses of joint measures. A verb is a resource: the list is what a person can do."""

from __future__ import annotations

from django.urls import path

from ortaq.operations.views import listing, measure, opening, writing

urlpatterns = [
    path("operations/", listing.operations, name="operations"),
    path("operations/new", opening.operation_new, name="operation-new"),
    path("operations/<uuid:pk>/", measure.operation, name="operation"),
    path("operations/<uuid:pk>/part/<slug:piece>/", measure.operation_part, name="operation-part"),
    path("operations/<uuid:pk>/log/", writing.entry_new, name="operation-entry"),
    path("operations/<uuid:pk>/log/<uuid:entry>/correction/", writing.correction_new, name="operation-correction"),
    path("operations/<uuid:pk>/tasks/", writing.assignment_new, name="operation-task"),
    path("operations/<uuid:pk>/tasks/<uuid:task>/report/", writing.assignment_report, name="operation-report"),
    path("operations/<uuid:pk>/beginning/", writing.beginning, name="operation-beginning"),
    path("operations/<uuid:pk>/closing/", writing.closing, name="operation-closing"),
    path("operations/<uuid:pk>/calling-off/", writing.calling_off, name="operation-calling-off"),
]
