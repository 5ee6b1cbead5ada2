"""What is typed when something is said of a message afterwards: corrected, withdrawn, recalled, passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.files import FILES
from ortaq.exchange.forms import SentOnce, Writing
from ortaq.exchange.judging import HANDLING
from ortaq.exchange.times import read_coming


class Because(SentOnce):
    """Why, in words that the holders will read."""

    why = forms.CharField(
        label=_("Почему"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        error_messages={"required": _("Назовите причину: её прочтут все, у кого есть сообщение.")},
    )


class Correction(Writing):
    """The words and fields as they should read, whole, and why they are corrected."""

    why = forms.CharField(
        label=_("Почему исправлено"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        error_messages={"required": _("Назовите причину: её прочтут все, у кого есть сообщение.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop(HANDLING, None)  # whom it may go to was said once and stays

    def reworded(self, now: Mapping[str, Any]) -> dict[str, Any]:
        """Return the whole content anew: what the form does not ask for stays as it reads now."""
        subject = self.subject
        fields = {*(one.code for one in subject.fields), *subject.groups} if subject else set()
        asked = {"text", "evaluation", FILES, *fields}
        return {**{key: value for key, value in now.items() if key not in asked}, **self.body()}


class Recalling(Because):
    """From whom it is recalled, and why."""

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = chosen_unit(_("У кого"), units)
        self.order_fields(["unit", "why"])


class Working(forms.Form):
    """Until when the watch still works on what it has taken."""

    until = forms.CharField(
        label=_("Работаем до"),
        widget=forms.TextInput(attrs={"class": "time", "inputmode": "text", "autocomplete": "off"}),
        error_messages={"required": _("Назовите время: 0735, 7:35 или +45м.")},
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        latest = desk.now + desk.rulebook.edition.limits.extend
        self.fields["until"].help_text = _("один раз, не позже %s") % f"{latest.astimezone(desk.zone):%H:%M}"

    def clean_until(self) -> datetime:
        """Return the instant to come; raises ValidationError that says how to type it."""
        try:
            return read_coming(self.cleaned_data["until"], now=self.desk.now, zone=self.desk.zone)
        except ValueError:
            raise forms.ValidationError(_("Назовите время: 0735, 7:35 или +45м."), code="unread") from None


class PassingOn(SentOnce):
    """To whom it is passed on, and the forwarder's own note."""

    note = forms.CharField(
        label=_("Ваша приписка"),
        help_text=_("зачем передаёте; слова автора пойдут без изменений"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        error_messages={"required": _("Напишите, зачем передаёте.")},
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = chosen_unit(_("Кому"), units)
        self.order_fields(["unit", "note"])


def chosen_unit(label: Any, units: Sequence[tuple[int, str]]) -> forms.TypedChoiceField:
    """Return a field in which one unit is chosen; where there is only one, it is chosen already."""
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        choices=units if len(units) == 1 else [("", "—"), *units],
        error_messages={"required": _("Выберите подразделение.")},
    )
