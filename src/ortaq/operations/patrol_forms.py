"""What is typed about patrols: one by hand, several by rotation, who goes along, what was counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.fields import DayField
from ortaq.exchange.forms import SentOnce, TimeField
from ortaq.operations.fields import ComingField
from ortaq.operations.forces_forms import MANY
from ortaq.operations.forces_keeping import patrols_of
from ortaq.operations.patrol_planning import Plan, Rotation, turns

PLACE = re.compile(r"(?P<name>.*?)\s*;?\s*(?P<lat>-?\d{1,2}[.,]\d+)\s*[,; ]\s*(?P<lon>-?\d{1,3}[.,]\d+)")
SHIFT, MOST_POINTS, MOST_TURNS = timedelta(hours=4), 40, 62


class Parties(SentOnce):
    """Which units take part: ours, and those of the counterparts that are ticked."""

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        book = desk.rulebook
        self.others = [unit for unit in book.counterparts(desk.unit.pk) if book.is_on_console(unit)]
        for unit in self.others:
            self.fields[f"with-{unit}"] = forms.BooleanField(required=False, label=desk.name(unit))

    def ticks(self) -> Iterator[forms.BoundField]:
        """Give the boxes of the counterparts."""
        yield from (self[f"with-{unit}"] for unit in self.others)

    def parties(self) -> list[int]:
        """Return ours and those ticked."""
        return [self.desk.unit.pk, *(unit for unit in self.others if self.cleaned_data.get(f"with-{unit}"))]

    def clean(self) -> dict[str, Any]:
        """Refuse a patrol of too few agencies: it would not be a joint one."""
        data = super().clean() or {}
        self.cleaned_data = data
        agencies = {self.desk.rulebook.units[unit].agency for unit in self.parties()}
        if len(agencies) < patrols_of(self.desk.rulebook).agencies:
            self.add_error(None, _("Отметьте подразделения не меньше чем двух органов: иначе наряд не совместный."))
        return data


class NewPatrol(Parties):
    """One patrol: who leads, when, on which route and by which points."""

    leads = forms.ChoiceField(label=_("Старший – от кого"))
    route = forms.CharField(
        label=_("Населённый пункт, маршрут"),
        max_length=300,
        error_messages={"required": _("Напишите, где идёт наряд.")},
    )
    points = forms.CharField(
        label=_("Точки маршрута"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "data-route": ""}),
        max_length=4_000,
        help_text=_(
            "По одной в строке: название; широта, долгота. Положение не обязательно; на карте точку ставит щелчок."
        ),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, desk=desk, **kwargs)
        field = self.fields["leads"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(unit), desk.name(unit)) for unit in (desk.unit.pk, *self.others)]
        self.fields["starts_at"] = ComingField(desk, label=_("Начало"))
        self.fields["ends_at"] = ComingField(desk, label=_("Окончание"))

    def clean(self) -> dict[str, Any]:
        """Let whoever leads be among the parties, and the end come after the beginning."""
        data = super().clean()
        if data.get("leads") and int(data["leads"]) not in self.parties():
            self.add_error("leads", _("Старший – от подразделения, которое в наряде участвует."))
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("Конец раньше начала."))
        return data

    def clean_points(self) -> list[dict[str, str]]:
        """Return the points of the route; what has no position is named alone."""
        lines = [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]
        if len(lines) > MOST_POINTS:
            raise forms.ValidationError(_("Точек слишком много: оставьте не больше сорока."))
        return [_point(line, n) for n, line in enumerate(lines, 1)]

    def plan(self) -> Plan:
        """Return what was typed."""
        data = self.cleaned_data
        times = (data["starts_at"], data["ends_at"])
        return Plan(int(data["leads"]), self.parties(), data["route"], *times, data["points"])


class Turns(Parties):
    """Patrols by rotation: every so many days at one hour; who leads, and the routes, take turns."""

    first = DayField(label=_("С"))
    last = DayField(label=_("По"))
    every = forms.IntegerField(label=_("Раз в столько дней"), min_value=1, max_value=31, initial=1)
    begins = forms.TimeField(label=_("Начало"), input_formats=["%H:%M", "%H%M", "%H.%M"], initial="20:00")
    hours = forms.IntegerField(label=_("Часов"), min_value=1, max_value=24, initial=4)
    routes = forms.CharField(
        label=_("Маршруты по очереди"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3_000,
        help_text=_("По одному в строке: наряды проходят их по очереди. Старшие – тоже по очереди, от каждого органа."),
        error_messages={"required": _("Напишите хотя бы один маршрут.")},
    )

    def plans(self) -> list[Plan]:
        """Return the patrols that the rotation makes and that lie ahead; none of what cannot be read."""
        if not self.is_valid():
            return []
        data, parties = self.cleaned_data, self.parties()
        routes = [line.strip() for line in data["routes"].splitlines() if line.strip()]
        lasts = timedelta(hours=data["hours"])
        told = Rotation(data["first"], data["last"], data["every"], data["begins"], lasts, parties, routes)
        return [one for one in turns(told, parties, self.desk.zone) if one.starts_at > self.desk.now]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and more patrols than anybody would read through."""
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("Конец раньше начала."))
        elif first and last and (last - first).days // (data.get("every") or 1) >= MOST_TURNS:
            self.add_error("last", _("Слишком много нарядов сразу: возьмите срок короче."))
        return data


class Start(forms.Form):
    """Who leads on the spot, and since when."""

    senior = forms.CharField(label=_("Старший наряда"), required=False, max_length=120)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = TimeField(desk, required=False, label=_("Когда"))


class Ending(forms.Form):
    """What was counted, and when it came back."""

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = list(patrols_of(desk.rulebook).results)
        for code, name in patrols_of(desk.rulebook).results.items():
            box = forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"})
            self.fields[code] = forms.IntegerField(
                label=desk.said(name), required=False, min_value=0, max_value=MANY, widget=box
            )
        self.fields["at"] = TimeField(desk, required=False, label=_("Когда"))

    def numbers(self) -> Sequence[forms.BoundField]:
        """Return the boxes of what is counted."""
        return [self[code] for code in self.codes]

    def counts(self) -> dict[str, int]:
        """Return what was counted."""
        return {code: self.cleaned_data.get(code) or 0 for code in self.codes}


class CallingOff(forms.Form):
    """Why it will not set out."""

    reason = forms.CharField(
        label=_("Почему"), max_length=300, error_messages={"required": _("Напишите, почему наряд не выйдет.")}
    )


def _point(line: str, n: int) -> dict[str, str]:
    found = PLACE.fullmatch(line)
    if not found:
        return {"name": line[:120], "lat": "", "lon": ""}
    lat, lon = (found[name].replace(",", ".") for name in ("lat", "lon"))
    if abs(float(lat)) > 90 or abs(float(lon)) > 180:
        raise forms.ValidationError(_("Строка %(n)s: такой широты или долготы нет."), params={"n": n})
    return {"name": (found["name"].strip(" ;") or f"№ {n}")[:120], "lat": lat, "lon": lon}


def shown_moment(at: datetime, desk: Desk) -> str:
    """Return an instant with its day, for a list that goes out as a message."""
    return f"{at.astimezone(desk.zone):%d.%m %H:%M}"
