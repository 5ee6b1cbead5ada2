"""The locked screen: it hears and shows that something urgent has come, and nothing else, until its officer is back."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ortaq.access import signing
from ortaq.access.asked import Asked
from ortaq.access.forms import PasswordAgainForm
from ortaq.access.marks import while_locked, without_post
from ortaq.access.views.doors import back


@require_http_methods(["GET", "POST"])
@while_locked
@without_post
def lock(request: Asked) -> HttpResponseBase:
    """Show the locked screen, or the button that locks it; a POST locks it."""
    if request.method == "POST":
        signing.lock(request)
        return redirect("lock")
    if not request.locked:
        return render(request, "access/lock.html")
    return _locked(request, PasswordAgainForm(user=request.user))


@require_POST
@while_locked
@without_post
@sensitive_post_parameters("password")
def unlock(request: Asked) -> HttpResponseBase:
    """Open the screen by the password or by a key."""
    if not request.locked:
        return redirect(back(request))
    is_key = "credential" in request.POST
    form = (ReauthenticateWebAuthnForm if is_key else PasswordAgainForm)(user=request.user, data=request.POST)
    if not form.is_valid():
        return _locked(request, PasswordAgainForm(user=request.user) if is_key else form, _trouble(form, is_key))
    signing.unlock(request)
    return redirect(back(request))


def _trouble(form: forms.Form, is_key: bool) -> str:
    return _("Ключ не подошёл. Попробуйте ещё раз или введите пароль.") if is_key else ""


def _locked(request: Asked, form: forms.Form, trouble: str = "") -> HttpResponseBase:
    has_keys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists()
    shown = {"form": form, "trouble": trouble, "next": back(request)}
    if has_keys:
        shown["key_form"] = ReauthenticateWebAuthnForm(user=request.user)
        shown["js_data"] = {"request_options": auth.begin_authentication(request.user)}
    return render(request, "access/locked.html", shown)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form that was open for too long, or that another site sent."""
    return render(request, "access/stale_form.html", status=403)
