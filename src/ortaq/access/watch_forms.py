"""What a senior fills in about the roster: who takes turns, who stands in for whom, who changes places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.access.models import Appointment, Officer, Shift
from ortaq.access.querysets import watched_by
from ortaq.access.roles import ON_WATCH, ROLES
from ortaq.access.rostering import LONGEST, Turns
from ortaq.directory.models import Unit

PLACES = 8


def on_watch_of(unit: Unit, at: datetime, *, posts: Iterable[str] = ON_WATCH) -> Any:
    """Return the officers who may stand the unit's watch in one of these posts."""
    held = Appointment.objects.holding(at).filter(unit=watched_by(unit), role__in=posts)
    return Officer.objects.filter(appointments__in=held, is_active=True).distinct().order_by("name")


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


class RotationForm(forms.Form):
    """Officers in the order of their turns; the places left empty take no turn."""

    post = forms.ChoiceField(label=_("Должность"), choices=[(code, ROLES[code].name) for code in ON_WATCH])
    starts = forms.TimeField(
        label=_("Первая смена с"),
        initial=time(8),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    hours = forms.IntegerField(label=_("Длится, ч"), min_value=1, max_value=72, initial=12)
    first_day = Day(label=_("С какого дня"))
    last_day = Day(label=_("По какой день"))
    rest = forms.IntegerField(
        label=_("Отдых не меньше, ч"),
        min_value=0,
        max_value=96,
        help_text=_("Наше умолчание; меньший отдых не запрещён, но будет показан."),
    )

    def __init__(self, *args: Any, unit: Unit, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rest"].initial = settings.REST // timedelta(hours=1)
        officers = on_watch_of(unit, at)
        for n in range(1, PLACES + 1):
            self.fields[f"officer{n}"] = forms.ModelChoiceField(officers, required=n == 1, label=_("%d-й") % n)

    @property
    def places(self) -> list[forms.BoundField]:
        """The officers, in the order of their turns."""
        return [self[f"officer{n}"] for n in range(1, PLACES + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and not timedelta() <= last - first <= LONGEST:
            self.add_error("last_day", _("Последний день не раньше первого и не дальше полугода от него."))
        return data

    def turns(self) -> Turns:
        """Return what was filled in."""
        data = self.cleaned_data
        officers = [data.get(f"officer{n}") for n in range(1, PLACES + 1)]
        return Turns(
            post=data["post"],
            officers=tuple(one.pk for one in officers if one),
            hours=data["hours"],
            starts=data["starts"],
            first_day=data["first_day"],
            last_day=data["last_day"],
        )

    @property
    def asked_rest(self) -> timedelta:
        """The least break between two watches."""
        return timedelta(hours=self.cleaned_data["rest"])


class SubstituteForm(forms.Form):
    """Who stands in, and why."""

    officer = forms.ModelChoiceField(Officer.objects.none(), label=_("Кем заменить"))
    why = forms.CharField(label=_("Почему"), max_length=250)

    def __init__(self, *args: Any, shift: Shift, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = on_watch_of(shift.unit, at, posts=[shift.post]).exclude(pk=shift.officer_id)
        self.fields["officer"].queryset = others  # type: ignore[attr-defined]


class SwapForm(forms.Form):
    """With whose row it changes places, and why."""

    other = forms.ChoiceField(label=_("С чьей сменой поменять"))
    why = forms.CharField(label=_("Почему"), max_length=250)

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = others  # type: ignore[attr-defined]


class TelephoneForm(forms.Form):
    """Under which number an officer is reached when he is not at his desk."""

    telephone = forms.CharField(label=_("Телефон для связи со мной"), max_length=40, required=False)

    def clean_telephone(self) -> str:
        told = " ".join(str(self.cleaned_data["telephone"]).split())
        if told and sum(sign.isdigit() for sign in told) < 2:
            raise ValidationError(_("В номере телефона должны быть цифры."))
        return told
