"""What is typed about forces: what there is, what is not free, what is given, why it is called back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.forms import SentOnce, TimeField
from ortaq.operations.fields import ComingField
from ortaq.operations.forces import Resource
from ortaq.operations.forces_keeping import forces_of
from ortaq.operations.forces_words import called, measure
from ortaq.operations.free import free
from ortaq.rules.text import Text

MANY = 9_999
SOON, LONG, LONGER = timedelta(hours=1), timedelta(hours=8), timedelta(hours=2)
"""What the forms begin with: there in an hour, for a shift of eight, for two hours more."""


class NewResource(SentOnce):
    """A resource for the unit's list."""

    kind = forms.ChoiceField(label=_("Что"), error_messages={"required": _("Выберите вид.")})
    amount = forms.IntegerField(label=_("Сколько"), min_value=1, max_value=MANY, initial=1)
    name = forms.CharField(
        label=_("Позывной, номер, кличка"),
        required=False,
        max_length=60,
        help_text=_("Для отдельной единицы – обязательно. Фамилии людей не вписывайте."),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk, told = desk, forces_of(desk.rulebook)
        by_sort = [
            (desk.said(name), [(one.code, desk.said(one.name)) for one in told.kinds.values() if one.sort == sort])
            for sort, name in told.sorts.items()
        ]
        _choose(self.fields["kind"], [("", "—"), *by_sort])

    def clean(self) -> dict[str, Any]:
        """Ask for the name of what is one of its own."""
        data = super().clean() or {}
        kind = forces_of(self.desk.rulebook).kinds.get(data.get("kind", ""))
        if kind and not kind.counted and not data.get("name", "").strip():
            self.add_error("name", _("Впишите номер, позывной или кличку: иначе одну единицу не отличить от другой."))
        return data


class Counted(forms.Form):
    """How many there are now, and why."""

    amount = forms.IntegerField(label=_("Теперь"), min_value=0, max_value=MANY)
    reason = forms.CharField(label=_("Почему"), required=False, max_length=200)


class Withdrawal(forms.Form):
    """Why it is taken off the list."""

    reason = forms.CharField(
        label=_("Почему"), max_length=200, error_messages={"required": _("Напишите, почему снимаете с учёта.")}
    )


class Away(SentOnce):
    """So much of a resource is not free, from when until when, and why."""

    ground = forms.ChoiceField(label=_("Почему"), error_messages={"required": _("Выберите, почему не в строю.")})
    amount = forms.IntegerField(label=_("Сколько"), min_value=1, max_value=MANY, initial=1)

    def __init__(self, *args: Any, desk: Desk, counted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["ground"], [("", "—"), *_grounds(forces_of(desk.rulebook).away, desk)])
        self.fields["starts_at"] = ComingField(desk, label=_("С"), initial=desk.now)
        self.fields["ends_at"] = ComingField(desk, label=_("По"), initial=desk.now + LONG)
        if not counted:
            del self.fields["amount"]

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        data = super().clean() or {}
        _in_order(self, data)
        return data


class Recall(SentOnce):
    """On which ground forces are called back, and in which words."""

    ground = forms.ChoiceField(label=_("Основание"), error_messages={"required": _("Выберите основание.")})
    text = forms.CharField(
        label=_("Пояснение"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2_000
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = dict(_grounds(forces_of(desk.rulebook).recalls, desk))
        _choose(self.fields["ground"], [("", "—"), *self.words.items()])

    def said(self) -> str:
        """Return what the other side reads: the explanation, else the ground itself."""
        return str(self.cleaned_data["text"].strip() or self.words[self.cleaned_data["ground"]])


class Longer(SentOnce):
    """Until when they stay, and what is said of it."""

    text = forms.CharField(
        label=_("Пояснение"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2_000
    )

    def __init__(self, *args: Any, desk: Desk, ends_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends_at = max(ends_at, desk.now)
        self.fields["until"] = ComingField(desk, label=_("До"), initial=self.ends_at + LONGER)

    def clean_until(self) -> datetime:
        """Refuse what is not later than they stay already."""
        until: datetime = self.cleaned_data["until"]
        if until <= self.ends_at:
            raise forms.ValidationError(_("Назовите время позже обещанного."))
        return until


class Happened(forms.Form):
    """When it was: now, unless another time is typed."""

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = TimeField(desk, required=False, label=_("Когда"))


class Giving(SentOnce):
    """What is given to a request: when there, until when, how many of each, in which words, and why not the rest."""

    rest = forms.ChoiceField(
        label=_("Остальное не даём"),
        required=False,
        help_text=_("Если даёте не всё, о чём просили, назовите основание."),
    )
    text = forms.CharField(
        label=_("Что передать"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"}),
        max_length=5_000,
        help_text=_("Состав и время впишутся сами; здесь – старший, связь, место встречи."),
    )

    def __init__(
        self, *args: Any, desk: Desk, resources: Sequence[Resource], grounds: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.resources = desk, resources
        self.fields["starts_at"] = ComingField(desk, label=_("Прибудут к"), initial=desk.now + SOON)
        self.fields["ends_at"] = ComingField(desk, label=_("До"), initial=desk.now + SOON + LONG)
        for one in resources:
            box = forms.NumberInput(attrs={"class": "count", "min": 0, "max": one.amount})
            self.fields[_name(one.pk)] = forms.IntegerField(
                label=called(one, desk), required=False, min_value=0, max_value=MANY, widget=box
            )
        _choose(self.fields["rest"], [("", "—"), *grounds])
        if not grounds:
            del self.fields["rest"]

    def period(self) -> tuple[Any, Any]:
        """Return the time that was typed, as far as it can be read; else the one that the form begins with."""
        found = []
        for name in ("starts_at", "ends_at"):
            field, initial = self.fields[name], self.get_initial_for_field(self.fields[name], name)
            try:
                found.append(field.clean(self.data.get(name, "")) if self.is_bound else initial)
            except forms.ValidationError:
                found.append(initial)
        return (found[0], found[1]) if found[0] < found[1] else (found[0], found[0] + LONG)

    def rows(self) -> Iterator[tuple[Resource, forms.BoundField, int, str]]:
        """Give the resources, each with its box, how much of it is free then, and in what it is counted."""
        left = free(self.resources, *self.period(), now=self.desk.now)
        for one in self.resources:
            yield one, self[_name(one.pk)], left[one.pk], measure(one.kind, self.desk)

    def chosen(self) -> dict[uuid.UUID, int]:
        """Return how many of which."""
        return {one.pk: self.cleaned_data.get(_name(one.pk)) or 0 for one in self.resources}

    def clean(self) -> dict[str, Any]:
        """Refuse nothing at all, a time in the wrong order, and more than is free."""
        data = super().clean() or {}
        _in_order(self, data)
        if not any(data.get(_name(one.pk)) for one in self.resources):
            self.add_error(None, _("Впишите, сколько чего даёте. Если дать нечего – отклоните просьбу с основанием."))
        for _one, box, left, _unit in self.rows():
            if (data.get(box.name) or 0) > left:
                self.add_error(box.name, _("В это время свободно: %(left)s.") % {"left": left})
        return data


def _name(resource: uuid.UUID) -> str:
    return f"n-{resource}"


def _grounds(told: Mapping[str, Text], desk: Desk) -> list[tuple[str, str]]:
    return [(code, desk.said(name)) for code, name in told.items()]


def _in_order(form: forms.Form, data: Mapping[str, Any]) -> None:
    starts, ends = data.get("starts_at"), data.get("ends_at")
    if starts and ends and ends <= starts:
        form.add_error("ends_at", _("Конец раньше начала."))


def _choose(field: forms.Field, choices: Sequence[Any]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
