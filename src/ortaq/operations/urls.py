"""The addresses of what is done together. A verb is a resource: the list is what a person can do."""

from __future__ import annotations

from django.urls import path

from ortaq.operations.views import allotment, describing, forces, joining, listing, measure, opening, patrols, writing

urlpatterns = [
    path("operations/", listing.operations, name="operations"),
    path("operations/new", opening.operation_new, name="operation-new"),
    path("operations/<uuid:pk>/", measure.operation, name="operation"),
    path("operations/<uuid:pk>/part/<slug:piece>/", measure.operation_part, name="operation-part"),
    path("operations/<uuid:pk>/log/", writing.entry_new, name="operation-entry"),
    path("operations/<uuid:pk>/log/<uuid:entry>/correction/", writing.correction_new, name="operation-correction"),
    path("operations/<uuid:pk>/tasks/", writing.assignment_new, name="operation-task"),
    path("operations/<uuid:pk>/tasks/<uuid:task>/report/", writing.assignment_report, name="operation-report"),
    path("operations/<uuid:pk>/description/", describing.description, name="operation-description"),
    path("operations/<uuid:pk>/decisions/", writing.decision_new, name="operation-decision"),
    path("operations/<uuid:pk>/results/", writing.result_new, name="operation-result"),
    path("operations/<uuid:pk>/links/", writing.link_new, name="operation-link"),
    path("operations/<uuid:pk>/act/", writing.report_new, name="operation-act"),
    path("operations/<uuid:pk>/members/", writing.member_new, name="operation-member"),
    path("operations/<uuid:pk>/members/<uuid:member>/end/", writing.member_end, name="operation-member-end"),
    path("operations/<uuid:pk>/beginning/", writing.beginning, name="operation-beginning"),
    path("operations/<uuid:pk>/closing/", writing.closing, name="operation-closing"),
    path("operations/<uuid:pk>/calling-off/", writing.calling_off, name="operation-calling-off"),
    path("operations/<uuid:pk>/forces/", joining.joining_new, name="operation-forces"),
    path("forces/", forces.forces, name="forces"),
    path("forces/new/", forces.resource_new, name="resource-new"),
    path("forces/<uuid:pk>/counting/", forces.counting, name="resource-counting"),
    path("forces/<uuid:pk>/withdrawal/", forces.withdrawal, name="resource-withdrawal"),
    path("forces/<uuid:pk>/absence/", forces.absence, name="resource-absence"),
    path("patrols/", patrols.patrols, name="patrols"),
    path("patrols/calendar/", patrols.patrols_calendar, name="patrol-calendar"),
    path("patrols/new/", patrols.patrol_new, name="patrol-new"),
    path("patrols/rotation/", patrols.patrol_rotation, name="patrol-rotation"),
    path("patrols/schedules/<uuid:version>/", patrols.patrol_schedule, name="patrol-schedule"),
    path("patrols/<uuid:pk>/", patrols.patrol, name="patrol"),
    path("patrols/<uuid:pk>/along/", patrols.patrol_along, name="patrol-along"),
    path("patrols/<uuid:pk>/start/", patrols.patrol_start, name="patrol-start"),
    path("patrols/<uuid:pk>/points/<int:n>/", patrols.patrol_point, name="patrol-point"),
    path("patrols/<uuid:pk>/incident/", patrols.patrol_incident, name="patrol-incident"),
    path("patrols/<uuid:pk>/end/", patrols.patrol_end, name="patrol-end"),
    path("patrols/<uuid:pk>/calling-off/", patrols.patrol_calling_off, name="patrol-calling-off"),
    path("requests/<uuid:pk>/forces/", allotment.allotment_new, name="allotment-new"),
    path("commitments/<uuid:pk>/arrival/", forces.arrival, name="commitment-arrival"),
    path("commitments/<uuid:pk>/release/", forces.release, name="commitment-release"),
    path("commitments/<uuid:pk>/recall/", forces.recall, name="commitment-recall"),
]
