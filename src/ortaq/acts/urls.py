"""The addresses of acts. A verb is a resource: the list is what a person can do."""

from __future__ import annotations

from django.urls import path

from ortaq.acts.views import beginning, comparing, drafting, keys, listing, papers, proposing, steps, variants

urlpatterns = [
    path("acts/", listing.acts, name="acts"),
    path("acts/new", beginning.act_new, name="act-new"),
    path("acts/<uuid:pk>/", steps.act, name="act"),
    path("acts/<uuid:pk>/part/", steps.act_part, name="act-part"),
    path("acts/<uuid:pk>/draft/", drafting.act_draft, name="act-draft"),
    path("acts/<uuid:pk>/draft/keeping/", drafting.act_keeping, name="act-keeping"),
    path("acts/<uuid:pk>/discarding/", beginning.act_discarding, name="act-discarding"),
    path("acts/<uuid:pk>/revision/", beginning.act_revision, name="act-revision"),
    path("acts/<uuid:pk>/proposal/", proposing.act_proposal, name="act-proposal"),
    path("acts/<uuid:pk>/signature/", steps.act_signature, name="act-signature"),
    path("acts/<uuid:pk>/submission/", steps.act_submission, name="act-submission"),
    path("acts/<uuid:pk>/approval/", steps.act_approval, name="act-approval"),
    path("acts/<uuid:pk>/refusal/", steps.act_refusal, name="act-refusal"),
    path("acts/<uuid:pk>/end/", steps.act_end, name="act-end"),
    path("acts/<uuid:pk>/compare", comparing.act_compare, name="act-compare"),
    path("acts/<uuid:pk>/proof/", papers.act_proof, name="act-proof"),
    path("acts/<uuid:pk>/<str:languages>.pdf", papers.act_pdf, name="act-pdf"),
    path("acts/<uuid:pk>/variants/<int:n>/activation/", variants.activation_new, name="variant-activation"),
    path("variants/<uuid:pk>/", variants.variant, name="variant"),
    path("variants/<uuid:pk>/<slug:piece>/part/", variants.variant_part, name="variant-part"),
    path("variants/<uuid:pk>/stand-down/", variants.stand_down, name="variant-stand-down"),
    path("variants/<uuid:pk>/lessons/", variants.lesson, name="variant-lesson"),
    path("tasks/<uuid:pk>/doing/", variants.task_doing, name="task-doing"),
    path("account/signature/", keys.signature_key, name="signature-key"),
    path("account/signature/replacement/", keys.signature_replacement, name="signature-replacement"),
    path("account/signature/revocation/", keys.signature_revocation, name="signature-revocation"),
]
