"""What is typed when a token is asked for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.access.tokens import SCOPES

TIMES = [("30", _("30 дней")), ("90", _("90 дней")), ("180", _("полгода")), ("365", _("год"))]


class TokenForm(forms.Form):
    """What for, what it may do, how long."""

    name = forms.CharField(
        label=_("Какой программе"),
        max_length=80,
        help_text=_("Так она будет названа в журнале: «АСУ поста», «учёт КПП»."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Что ей можно"),
        choices=[(code, scope.name) for code, scope in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте хотя бы одно право.")},
    )
    days = forms.ChoiceField(label=_("Сколько действует"), choices=TIMES, initial="90")
