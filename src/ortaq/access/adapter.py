"""Where the sign-in of django-allauth is made ours: by login, with growing delays, in our own words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ortaq.access import delays, signing
from ortaq.access.asked import Asked
from ortaq.access.models import Officer
from ortaq.lib import node

SAID = {
    "account/messages/logged_out.txt": _("Вы вышли."),
    "account/messages/password_changed.txt": _("Пароль сменён; на других экранах вы вышли."),
    "account/messages/password_set.txt": _("Пароль задан."),
    "mfa/messages/totp_activated.txt": _("Приложение с кодами подключено."),
    "mfa/messages/totp_deactivated.txt": _("Приложение с кодами отключено."),
    "mfa/messages/webauthn_added.txt": _("Ключ добавлен."),
    "mfa/messages/webauthn_removed.txt": _("Ключ убран."),
    "mfa/messages/recovery_codes_generated.txt": _("Новые запасные коды готовы; прежние больше не действуют."),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Эта учётная запись закрыта."),
        "incorrect_password": _("Пароль неверен."),
        "enter_current_password": _("Нынешний пароль неверен."),
        "username_password_mismatch": _("Логин или пароль неверен."),
        "incorrect_code": _("Код неверен."),
        "rate_limited": _("Слишком много попыток подряд. Подождите минуту."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        wait = delays.try_once(_login(credentials), self.get_client_ip(request))
        if wait:
            raise ValidationError(delays.in_words(wait), code="delayed")

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth's own count is not used: see `pre_authenticate`."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        officer = super().authenticate(request, **credentials)
        if officer is not None:
            delays.forget(_login(credentials), self.get_client_ip(request))
        found: AbstractBaseUser | None = officer
        return found

    def post_login(self, request: Asked, user: Officer, **more: Any) -> HttpResponse:
        signing.opened(request, user)
        answer: HttpResponse = super().post_login(request, user, **more)
        return answer

    def logout(self, request: Asked) -> None:
        signing.closed(request)
        super().logout(request)

    def set_password(self, user: Officer, password: str) -> None:
        user.set_password(password)
        user.must_change_password = False
        with transaction.atomic():
            user.save(update_fields=["password", "must_change_password"])
            signing.changed(context.request, user, what="password_changed")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        said = message or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, said, extra_tags)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Паролем"),
            "mfa_reauthenticate": _("Кодом из приложения"),
            "mfa_reauthenticate:webauthn": _("Ключом"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [method | {"description": words.get(method["id"], method["description"])} for method in methods]

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """A node sends no mail."""


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Второй фактор отключить нельзя."),
        "cannot_generate_recovery_codes": _("Запасные коды выдаются только ко второму фактору."),
        "incorrect_code": _("Код неверен."),
    }

    def get_totp_issuer(self) -> str:
        return str(node.facts().get("name") or "Ortaq")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return str(_("Ключ %(number)d")) % {"number": number}


def _login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or "")
