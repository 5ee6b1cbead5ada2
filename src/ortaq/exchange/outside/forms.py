"""What a senior types to ask for a channel."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ortaq.exchange.outside.models import ALARMS, CLOCKS, EVERYTHING, MAIL, SMS, WEBHOOK
from ortaq.exchange.outside.webhook import PREFIX

KINDS = [(MAIL, _("электронная почта")), (SMS, _("СМС")), (WEBHOOK, _("другая система (вебхук)"))]
ABOUT = [
    (ALARMS, _("только тревоги")),
    (EVERYTHING, _("всё, что нам адресовано, и истёкшие сроки")),
    (CLOCKS, _("только истёкшие сроки")),
]


class ChannelForm(forms.Form):
    """A channel: by what, where to, about what, in which language; for another system its secret, if it has one."""

    kind = forms.ChoiceField(label=_("Способ"), choices=KINDS)
    address = forms.CharField(
        label=_("Адрес"), max_length=300, help_text=_("почтовый адрес, телефон вида +77270001234 или адрес https://")
    )
    about = forms.ChoiceField(label=_("О чём"), choices=ABOUT)
    language = forms.ChoiceField(label=_("Язык"), choices=settings.LANGUAGES)
    secret = forms.CharField(
        label=_("Секрет вебхука"),
        required=False,
        max_length=200,
        strip=True,
        help_text=_("только для вебхука; пустой – узел придумает сам и покажет один раз"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Hold the address to what the kind asks."""
        data = super().clean() or {}
        kind, address = data.get("kind"), data.get("address", "")
        if kind == MAIL:
            try:
                validate_email(address)
            except forms.ValidationError:
                self.add_error("address", gettext("Это не почтовый адрес."))
        elif kind == SMS:
            data["address"] = digits = "".join(sign for sign in address if sign not in " -()")
            if not (
                digits.startswith("+") and digits[1:].isascii() and digits[1:].isdigit() and 8 <= len(digits) <= 16
            ):
                self.add_error("address", gettext("Напишите телефон с кодом страны: +77270001234."))
        elif kind == WEBHOOK and not _is_https(address):
            self.add_error("address", gettext("Вебхук идёт только по https://, без имени и пароля в адресе."))
        if data.get("secret") and not _is_secret(data["secret"]):
            self.add_error("secret", gettext("Секрет пишется как whsec_ и от 24 до 64 байт в base64."))
        return data


def _is_https(address: str) -> bool:
    try:
        url = urlsplit(address)
        return url.scheme == "https" and bool(url.hostname) and "@" not in url.netloc and (url.port or 443) > 0
    except ValueError:
        return False


def _is_secret(text: str) -> bool:
    try:
        return text.startswith(PREFIX) and 24 <= len(base64.b64decode(text.removeprefix(PREFIX), validate=True)) <= 64
    except binascii.Error:
        return False
