"""The addresses of what units tell each other. A verb is a resource: the list is what a person can do."""

from __future__ import annotations

from django.urls import path

from ortaq.exchange import views

urlpatterns = [
    path("urgent/new/", views.urgent_new, name="urgent-new"),
    path("daily/new/", views.daily_new, name="daily-new"),
    path("reports/<uuid:duty>/new/", views.report_new, name="report-new"),
    path("messages/", views.messages_list, name="messages"),
    path("messages/<uuid:pk>/", views.message, name="message"),
    path("messages/<uuid:pk>/part/", views.message_part, name="message-part"),
    path("messages/<uuid:pk>/paper/", views.paper, name="message-paper"),
    path("messages/<uuid:pk>/proof/", views.proof, name="message-proof"),
    path("messages/<uuid:pk>/confirmation/", views.confirmation_new, name="confirmation-new"),
    path("messages/<uuid:pk>/acknowledgement/", views.acknowledgement, name="acknowledgement"),
    path("messages/<uuid:pk>/action/", views.action, name="action"),
    path("messages/<uuid:pk>/refusal/", views.refusal, name="refusal"),
    path("messages/<uuid:pk>/calls/<int:unit>/", views.call_new, name="call-new"),
    path("calls/<uuid:pk>/confirmation/", views.call_confirmation, name="call-confirmation"),
    path("calls/<uuid:pk>/dispute/", views.call_dispute, name="call-dispute"),
    path("drafts/<str:form>/", views.draft, name="draft"),
]
