"""The addresses of what units tell each other. A verb is a resource: the list is what a person can do."""

from __future__ import annotations

from django.urls import path

from ortaq.exchange.views import afterwards, answering, daily, following, journal, matter, periodic, telling

urlpatterns = [
    path("urgent/new/", telling.urgent_new, name="urgent-new"),
    path("daily/new/", daily.daily_new, name="daily-new"),
    path("daily/part/", daily.daily_part, name="daily-part"),
    path("daily/calls/<int:unit>/", daily.daily_call, name="daily-call"),
    path("reports/", periodic.reports, name="reports"),
    path("reports/<uuid:duty>/new/", periodic.report_new, name="report-new"),
    path("reports/<slug:regime>/given/", periodic.given, name="reports-given"),
    path("reports/<slug:regime>/<str:day>/", periodic.document, name="document"),
    path("reports/<slug:regime>/<str:day>/part/", periodic.document_part, name="document-part"),
    path("reports/<slug:regime>/<str:day>/figures/", periodic.figures, name="document-figures"),
    path("reports/<slug:regime>/<str:day>/sending/", periodic.sending, name="document-sending"),
    path("reports/<slug:regime>/<str:day>/sections/<str:section>/", periodic.section, name="section"),
    path("reports/<slug:regime>/<str:day>/sections/<str:section>/part/", periodic.section_part, name="section-part"),
    path("reports/<slug:regime>/<str:day>/sections/<str:section>/hand/", periodic.presence, name="section-hand"),
    path("reports/<slug:regime>/<str:day>/sections/<str:section>/history/", periodic.history, name="section-history"),
    path("messages/", journal.messages_list, name="messages"),
    path("messages/<uuid:pk>/", matter.message, name="message"),
    path("messages/<uuid:pk>/part/", matter.message_part, name="message-part"),
    path("messages/<uuid:pk>/paper/", matter.paper, name="message-paper"),
    path("messages/<uuid:pk>/proof/", matter.proof, name="message-proof"),
    path("messages/<uuid:pk>/confirmation/", telling.confirmation_new, name="confirmation-new"),
    path("messages/<uuid:pk>/follow-ups/new/", following.follow_up_new, name="follow-up-new"),
    path("messages/<uuid:pk>/acknowledgement/", answering.acknowledgement, name="acknowledgement"),
    path("messages/<uuid:pk>/action/", answering.action, name="action"),
    path("messages/<uuid:pk>/refusal/", answering.refusal, name="refusal"),
    path("messages/<uuid:pk>/calls/<int:unit>/", answering.call_new, name="call-new"),
    path("calls/<uuid:pk>/confirmation/", answering.call_confirmation, name="call-confirmation"),
    path("calls/<uuid:pk>/dispute/", answering.call_dispute, name="call-dispute"),
    path("messages/<uuid:pk>/correction/", afterwards.correction_new, name="correction-new"),
    path("messages/<uuid:pk>/withdrawal/", afterwards.withdrawal_new, name="withdrawal-new"),
    path("messages/<uuid:pk>/recall/", afterwards.recall_new, name="recall-new"),
    path("messages/<uuid:pk>/work/", afterwards.work, name="work"),
    path("messages/<uuid:pk>/forward/", afterwards.forward_new, name="forward-new"),
    path("drafts/<str:form>/", telling.draft, name="draft"),
]
