"""That it is he who sits there: the password again, or his key, in the very form that he signs with."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.utils.translation import gettext as _

from ortaq.access.asked import Asked
from ortaq.access.forms import PasswordAgainForm

PASSWORD, KEY = "password", "key"


class NotProven(Exception):
    """What was given is not his; `form` says so where it was the password, `trouble` where it was the key."""

    def __init__(self, form: forms.Form, trouble: str) -> None:
        super().__init__(trouble or "the password is not his")
        self.form, self.trouble = form, trouble


def proven(request: Asked) -> str:
    """Return by what the officer proved to be himself: "password" or "key". Raises NotProven."""
    is_key = bool(request.POST.get("credential"))
    form = (ReauthenticateWebAuthnForm if is_key else PasswordAgainForm)(user=request.user, data=request.POST)
    if form.is_valid():
        return KEY if is_key else PASSWORD
    raise NotProven(
        PasswordAgainForm(user=request.user) if is_key else form,
        _("Ключ не подошёл. Попробуйте ещё раз или введите пароль.") if is_key else "",
    )


def means_in_words(means: str) -> str:
    """Return what a signature was proved by."""
    return {PASSWORD: _("паролем"), KEY: _("ключом")}.get(means, means)


def asked_for(request: Asked, failed: NotProven | None = None) -> dict[str, Any]:
    """Return what a page needs to ask for the proof, and what was wrong with the last one."""
    form = failed.form if failed else PasswordAgainForm(user=request.user)
    shown: dict[str, Any] = {"proof": form, "trouble": failed.trouble if failed else ""}
    form.fields["password"].widget.attrs.pop("autofocus", None)
    if Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists():
        shown["key_form"] = ReauthenticateWebAuthnForm(user=request.user)
        shown["js_data"] = {"request_options": auth.begin_authentication(request.user)}
    return shown
