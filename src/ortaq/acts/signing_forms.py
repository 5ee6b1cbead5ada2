"""What is typed to sign: the passphrase of one's own signature; to make, to replace and to end the key behind it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.wire.sealing import SHORTEST


class Phrase(forms.CharField):
    """A passphrase: never shown again, never trimmed, kept by no browser."""

    def __init__(self, *, is_new: bool = False, **kwargs: Any) -> None:
        kept = "new-password" if is_new else "off"
        widget = forms.PasswordInput(attrs={"autocomplete": kept, "spellcheck": "false", "autocapitalize": "none"})
        super().__init__(widget=widget, max_length=200, strip=False, **kwargs)


class Signing(forms.Form):
    """The passphrase; asked twice where the key is made by this very signature."""

    passphrase = Phrase(
        label=_("Пароль вашей подписи"),
        error_messages={"required": _("Наберите пароль: без него подпись не поставить.")},
    )
    again = Phrase(label=_("Тот же пароль ещё раз"), is_new=True, required=False)

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_first = is_first
        if is_first:
            self.fields["passphrase"] = Phrase(
                label=_("Придумайте пароль подписи"),
                help_text=_("не короче восьми знаков; лучше несколько слов"),
                is_new=True,
                error_messages={"required": _("Придумайте пароль: им открывается только ваша подпись.")},
            )
        else:
            del self.fields["again"]

    def clean(self) -> dict[str, Any]:
        """Hold a first passphrase to its length and to its repetition."""
        data = super().clean() or {}
        phrase = data.get("passphrase", "")
        if self.is_first and phrase:
            if len(phrase) < SHORTEST:
                self.add_error("passphrase", _("Не меньше восьми знаков; лучше несколько слов."))
            elif data.get("again") != phrase:
                self.add_error("again", _("Пароли различаются. Наберите их ещё раз."))
        return data


class Replacing(Signing):
    """The passphrase that holds, and the new one twice."""

    old = Phrase(label=_("Нынешний пароль подписи"), error_messages={"required": _("Наберите нынешний пароль.")})
    field_order = ("old", "passphrase", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, is_first=True, **kwargs)
        self.fields["passphrase"].label = _("Новый пароль подписи")
        self.fields["again"].label = _("Новый пароль ещё раз")
        self.order_fields(self.field_order)


class Revoking(forms.Form):
    """Why a key is to hold no longer."""

    why = forms.ChoiceField(
        label=_("Почему"),
        choices=[
            ("", "—"),
            ("lost", _("пароль забыт")),
            ("disclosed", _("пароль стал известен другим")),
            ("left", _("выбываю")),
        ],
        error_messages={"required": _("Назовите причину.")},
    )
