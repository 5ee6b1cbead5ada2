"""Addresses of signing in, of the officer's own matters, of watches and of posts. Nouns; a verb is a resource."""

from __future__ import annotations

from allauth.account import views as signing
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import path

from ortaq.access import views
from ortaq.access.marks import to_change_password, while_locked, without_post
from ortaq.access.views import tokens

urlpatterns = [
    path("sign-in/", signing.login, name="account_login"),
    path("sign-in/second/", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/key/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/closed/", signing.account_inactive, name="account_inactive"),
    path("sign-out/", to_change_password(while_locked(without_post(signing.logout))), name="account_logout"),
    path("lock/", views.lock, name="lock"),
    path("lock/opening/", views.unlock, name="unlock"),
    path("posts/", views.posts, name="posts"),
    path("account/", views.account, name="account"),
    path("account/telephone/", views.change_telephone, name="change-telephone"),
    path("account/sessions/ending/", views.end_sessions, name="end-sessions"),
    path(
        "account/password/", to_change_password(without_post(signing.password_change)), name="account_change_password"
    ),
    path("account/confirm/", without_post(signing.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code/", without_post(factors.reauthenticate), name="mfa_reauthenticate"),
    path("account/confirm/key/", without_post(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/factors/", without_post(factors.index), name="mfa_index"),
    path("account/factors/application/", without_post(totp.activate_totp), name="mfa_activate_totp"),
    path("account/factors/application/ending/", without_post(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/factors/codes/", without_post(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/factors/codes/new/", without_post(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "account/factors/codes/file/",
        without_post(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("account/factors/keys/", without_post(keys.list_webauthn), name="mfa_list_webauthn"),
    path("account/factors/keys/new/", without_post(keys.add_webauthn), name="mfa_add_webauthn"),
    path("account/factors/keys/<int:pk>/", without_post(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/factors/keys/<int:pk>/ending/", without_post(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("watch/", views.watch, name="watch"),
    path("watch/taking/", views.take_watch, name="take-watch"),
    path("watch/<uuid:pk>/handover/", views.hand_over_watch, name="hand-over-watch"),
    path("watch/<uuid:pk>/ending/", views.end_watch, name="end-watch"),
    path("watch/<uuid:pk>/list/", views.draw_list, name="draw-handover"),
    path("watch/lists/", views.lists, name="handovers"),
    path("watch/lists/<uuid:pk>/", views.handover, name="handover"),
    path("watch/lists/<uuid:pk>/acceptance/", views.accept, name="accept-handover"),
    path("roster/rotation/", views.rotation, name="rotation"),
    path("roster/changes/", views.roster_changes, name="roster-changes"),
    path("roster/<uuid:pk>/", views.shift, name="shift"),
    path("roster/", views.roster, name="roster"),
    path("roster/<uuid:pk>/dropping/", views.drop_shift, name="drop-shift"),
    path("our-unit/", views.our_unit, name="our-unit"),
    path("our-unit/readings/", views.readings, name="readings"),
    path("officers/", views.officers, name="officers"),
    path("officers/posts/", views.ask_for_post, name="ask-for-post"),
    path("officers/posts/<uuid:pk>/granting/", views.grant_post, name="grant-post"),
    path("officers/posts/<uuid:pk>/ending/", views.end_post, name="end-post"),
    path("officers/<int:pk>/password/", views.reset_password, name="reset-password"),
    path("officers/<int:pk>/delay/", views.lift_delay, name="lift-delay"),
    path("officers/<int:pk>/closing/", views.close_officer, name="close-officer"),
    path("unit/tokens/", tokens.unit_tokens, name="unit-tokens"),
    path("unit/tokens/<uuid:pk>/confirmation/", tokens.confirm_token, name="confirm-token"),
    path("unit/tokens/<uuid:pk>/ending/", tokens.end_token, name="end-token"),
    path("account/calendar/", tokens.calendar_address, name="calendar-address"),
    path("account/calendar/new/", tokens.give_calendar, name="give-calendar"),
    path("account/calendar/ending/", tokens.end_calendar, name="end-calendar"),
]
