"""What is typed about variants of action: since when one runs, what has changed, what was done, what it taught."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.forms import SentOnce, TimeField


class Activating(SentOnce):
    """Since when a variant of action runs, and what has changed."""

    note = forms.CharField(
        label=_("Что изменилось в обстановке"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
    )

    def __init__(self, *args: object, desk: Desk, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        since = TimeField(desk, required=False, label=_("Ч – начало"), help_text=_("пусто – сейчас"))
        self.fields = {"since": since, **self.fields}


class StandingDown(forms.Form):
    """Why a variant is stood down, and what our unit has learnt."""

    reason = forms.CharField(
        label=_("Почему отбой"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2_000
    )
    lesson = forms.CharField(
        label=_("Что показали действия: что уточнить в плане"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
    )


class Learnt(SentOnce):
    """What the unit has learnt from a variant that ran."""

    lesson = forms.CharField(
        label=_("Что показали действия: что уточнить в плане"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        error_messages={"required": _("Напишите, что уточнить в плане.")},
    )


class Done(forms.Form):
    """That a task is done, in a few words."""

    note = forms.CharField(label=_("Чем исполнено"), required=False, max_length=2_000)
