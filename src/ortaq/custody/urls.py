"""The addresses of custody. A verb is a resource: the list is what a person can do."""

from __future__ import annotations

from django.urls import path

from ortaq.custody.views import board, charge, deciding, entries, handing, labels, photographs, taking

urlpatterns = [
    path("custody/", board.custody, name="custody"),
    path("custody/part/", board.custody_part, name="custody-part"),
    path("custody/new", taking.custody_new, name="custody-new"),
    path("custody/labels/", labels.labels, name="charge-labels"),
    path("custody/<uuid:pk>/", charge.charge, name="charge"),
    path("custody/<uuid:pk>/label", labels.charge_label, name="charge-label"),
    path("custody/<uuid:pk>/proof/", charge.proof, name="charge-proof"),
    path("custody/<uuid:pk>/photographs/<uuid:file>/", photographs.photograph, name="charge-photograph"),
    path("custody/<uuid:pk>/reading/", charge.charge_reading, name="charge-reading"),
    path("custody/<uuid:pk>/annex/reading/", charge.annex_reading, name="charge-annex-reading"),
    path("custody/<uuid:pk>/entries/<slug:code>/", entries.entry, name="charge-entry"),
    path("custody/<uuid:pk>/safeguards/<slug:code>/", entries.safeguard, name="charge-safeguard"),
    path("custody/<uuid:pk>/description/", entries.description, name="charge-description"),
    path("custody/<uuid:pk>/annex/", entries.annex, name="charge-annex"),
    path("custody/<uuid:pk>/prolongation/", entries.prolongation_new, name="charge-prolongation"),
    path("custody/<uuid:pk>/overrides/", entries.override_new, name="charge-override"),
    path(
        "custody/<uuid:pk>/overrides/<uuid:override>/confirmation/",
        entries.override_confirmation,
        name="charge-override-confirmation",
    ),
    path(
        "custody/<uuid:pk>/overrides/<uuid:override>/refusal/",
        entries.override_refusal,
        name="charge-override-refusal",
    ),
    path("hand-overs/", handing.handovers, name="hand-overs"),
    path("hand-overs/new", handing.handover_new, name="hand-over-new"),
    path("hand-overs/<uuid:pk>/", deciding.handover, name="hand-over"),
    path("hand-overs/<uuid:pk>/part/", deciding.handover_part, name="hand-over-part"),
    path("hand-overs/<uuid:pk>/lines/<int:n>/acceptance/", deciding.acceptance, name="hand-over-acceptance"),
    path("hand-overs/<uuid:pk>/lines/<int:n>/refusal/", deciding.refusal, name="hand-over-refusal"),
    path("hand-overs/<uuid:pk>/asking-back/", deciding.asking_back, name="hand-over-asking-back"),
    path("hand-overs/<uuid:pk>/letting-go/", deciding.letting_go, name="hand-over-letting-go"),
    path("hand-overs/<uuid:pk>/keeping/", deciding.keeping, name="hand-over-keeping"),
    path(
        "hand-overs/<uuid:pk>/discrepancies/<uuid:discrepancy>/proposal/",
        deciding.proposal,
        name="hand-over-proposal",
    ),
    path(
        "hand-overs/<uuid:pk>/discrepancies/<uuid:discrepancy>/agreement/",
        deciding.agreement,
        name="hand-over-agreement",
    ),
]
