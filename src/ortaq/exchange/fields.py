"""The fields that the pack asks for: made for a form, filled from what is kept, read back as it is kept.

A message keeps a field under the pack's code, and a group that repeats as a list under the group's code:

    {"text": "…", "persons": [{"name": "…", "nationality": "UZB"}, {…}], "route": "…", "evaluation": {"source": "B"}}

In a form a field of a subject is f-SUBJECT-CODE, in the second row of a group f-SUBJECT-GROUP-1-CODE, and the number of
rows n-SUBJECT-GROUP. Rows are added by the button named "more", which needs no script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange import points
from ortaq.exchange.times import read_moment
from ortaq.rules import countries
from ortaq.rules.edition import Field, Subject

MOST_ROWS = 50
DATES = ["%d.%m.%Y", "%Y-%m-%d", "%d%m%Y"]


class CountryField(forms.CharField):
    """A country or nationality: its code, or its name in any of the three languages; kept as its code."""

    default_error_messages = {"unknown": _("Такого государства нет в списке. Напишите название или код: UZB.")}

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        super().__init__(max_length=120, widget=_completed_by("countries"), **kwargs)
        self.lang = desk.lang

    def prepare_value(self, value: Any) -> Any:
        """Show a code by its name."""
        return countries.shown(str(value), self.lang) if value else value

    def clean(self, value: Any) -> str:
        """Return the code; raises ValidationError for what is no country."""
        text = str(super().clean(value))
        code = countries.found(text) if text else ""
        if code is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return code


class PointField(forms.CharField):
    """A crossing point: completed from the directory and kept as its code; a place that it lacks, as it is typed."""

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        super().__init__(max_length=200, widget=_completed_by("crossing-points"), **kwargs)
        self.desk = desk

    def prepare_value(self, value: Any) -> Any:
        """Show a code by its name."""
        return points.shown(str(value), self.desk) if value else value

    def clean(self, value: Any) -> str:
        """Return the code, or the words."""
        text = str(super().clean(value))
        return points.found(text, self.desk) or text if text else ""


class DayField(forms.DateField):
    """A day: shown as it is typed here, kept in ISO 8601; none after `latest`."""

    default_error_messages = {
        "invalid": _("Такого дня нет. Напишите так: 31.12.2026."),
        "ahead": _("Этот день ещё не наступил."),
    }

    def __init__(self, *, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(input_formats=DATES, help_text=_("дд.мм.гггг"), **kwargs)
        self.latest = latest

    def validate(self, value: Any) -> None:
        """Refuse a day that lies ahead, where one that has been is asked for."""
        super().validate(value)
        if value and self.latest and value > self.latest:
            raise forms.ValidationError(self.error_messages["ahead"], code="ahead")

    def prepare_value(self, value: Any) -> Any:
        """Show what is kept as it is typed."""
        year, _dash, rest = str(value or "").partition("-")
        return f"{rest[3:]}.{rest[:2]}.{year}" if len(rest) == 5 else value


class AmountField(forms.DecimalField):
    """How much: typed with a comma or a point, kept as text, for a number with a fraction has no canonical form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal(0), max_digits=15, decimal_places=4, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Read a comma as what it is."""
        return super().to_python(re.sub(r"\s", "", str(value)).replace(",", ".") if value else value)

    def clean(self, value: Any) -> Any:
        """Return the amount as text, without needless noughts."""
        amount = super().clean(value)
        return None if amount is None else f"{amount.normalize():f}"


class UnitSelect(forms.Select):
    """A choice among units. What stands there already stays in the choice, though this desk would not offer it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """Return the options, with those that are chosen among them."""
        offered = {code for code, _ in self.choices}
        missing = [(code, _unit_called(code, self.desk)) for code in value if code and code not in offered]
        self.choices = [*self.choices, *missing]
        return super().optgroups(name, value, attrs)


class UnitField(forms.ChoiceField):
    """A unit: the desk's own or a counterpart; at the top also those directly under them. Kept as its code."""

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        offered = [(desk.rulebook.units[pk].code, desk.name(pk)) for pk in _nameable(desk)]
        super().__init__(choices=[("", "—"), *offered], widget=UnitSelect(desk), **kwargs)
        self.desk = desk

    def valid_value(self, value: Any) -> bool:
        """Whether there is such a unit: another desk may have chosen one that this desk would not."""
        return super().valid_value(value) or value in {unit.code for unit in self.desk.rulebook.units.values()}


class MomentField(forms.CharField):
    """A local date and time: typed as 12.05.2026 08:30, kept as ISO 8601 with its offset."""

    default_error_messages = {"unread": _("Напишите день и час: 12.05.2026 08:30.")}

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "time dated", "autocomplete": "off", "spellcheck": "false"})
        super().__init__(max_length=25, widget=widget, help_text=_("дд.мм.гггг чч:мм"), **kwargs)
        self.desk = desk

    def prepare_value(self, value: Any) -> Any:
        """Show what is kept as it is typed, by this desk's own clock."""
        try:
            at = datetime.fromisoformat(str(value))
        except ValueError:
            return value
        return at.astimezone(self.desk.zone).strftime("%d.%m.%Y %H:%M") if at.tzinfo else value

    def clean(self, value: Any) -> str:
        """Return the moment with its offset; raises ValidationError for what is none."""
        text = str(super().clean(value))
        try:
            at = read_moment(text, now=self.desk.now, zone=self.desk.zone) if text else None
        except ValueError:
            raise forms.ValidationError(self.error_messages["unread"], code="unread") from None
        return at.astimezone(self.desk.zone).isoformat(timespec="minutes") if at else ""


@dataclass(frozen=True)
class Row:
    """The fields of one person or thing; the only row of a group that does not repeat has no title."""

    title: str
    boxes: list[forms.BoundField]


@dataclass(frozen=True)
class Section:
    """A group of fields. `more` is what the button that adds a row sends, `count` the hidden number of rows."""

    title: str
    rows: list[Row]
    more: str = ""
    each: str = ""
    count: forms.BoundField | None = None


def add_fields(form: Any, subject: Subject, desk: Desk) -> None:
    """Give the form the fields that the pack asks for this subject; none of them holds up an urgent call."""
    form.asked = [*getattr(form, "asked", ()), subject]
    for one in subject.fields:
        if not _repeats(subject, one.group):
            form.fields[name_of(subject, one)] = field_of(one, desk)
    for group in _repeating(subject):
        form.fields[count_of(subject, group)] = forms.IntegerField(required=False, initial=1, widget=forms.HiddenInput)
        _grow(form, subject, group, _rows(form.data, subject, group), desk)


def grow(form: Any, typed: Mapping[str, Any]) -> None:
    """Give the form as many rows as were typed."""
    for subject in getattr(form, "asked", ()):
        for group in _repeating(subject):
            _grow(form, subject, group, _rows(typed, subject, group), form.desk)


def with_one_more(typed: Mapping[str, Any], group: str) -> dict[str, Any]:
    """Return what was typed with one row more in the group that the button names."""
    count = f"n-{group}"
    return {**typed, count: str(min(_number(typed.get(count)) + 1, MOST_ROWS))}


def name_of(subject: Subject, one: Field, row: int | None = None) -> str:
    """Return the field's name in a form: two subjects may ask for the same thing."""
    return f"f-{subject.code}-{one.code}" if row is None else f"f-{subject.code}-{one.group}-{row}-{one.code}"


def count_of(subject: Subject, group: str) -> str:
    """Return the name of the hidden number of rows of a group."""
    return f"n-{subject.code}-{group}"


def filled(form: Any, subject: Subject) -> dict[str, Any]:
    """Return what was filled in, as it is kept: by the pack's codes, dates as text; rows left empty are left out."""
    typed = form.cleaned_data
    kept = _kept({one.code: typed.get(name_of(subject, one)) for one in subject.fields if not _in_row(subject, one)})
    for group in _repeating(subject):
        fields, count = subject.in_group(group), form.rows[count_of(subject, group)]
        rows = [_kept({one.code: typed.get(name_of(subject, one, n)) for one in fields}) for n in range(count)]
        kept |= {group: said} if (said := [row for row in rows if row]) else {}
    return kept


def spread(subject: Subject | None, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept as a form is filled with it: type once."""
    if subject is None:
        return {}
    alone = [one for one in subject.fields if not _in_row(subject, one)]
    typed: dict[str, Any] = {name_of(subject, one): body.get(one.code) for one in alone}
    for group in _repeating(subject):
        rows = body.get(group) or [{}]
        typed[count_of(subject, group)] = len(rows)
        for n, row in enumerate(rows):
            typed |= {name_of(subject, one, n): row.get(one.code) for one in subject.in_group(group)}
    return typed


def sections(form: Any, subject: Subject, desk: Desk) -> list[Section]:
    """Return the subject's fields by their groups in the order of the pack; those of no group come first, unnamed."""
    groups = dict.fromkeys(one.group for one in subject.fields)
    return [_section(form, subject, group, desk) for group in sorted(groups, key=lambda group: group is not None)]


def completions(form: Any, desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    """Return the lists that complete fields of this form: each with its name on the page."""
    kinds = {one.kind for subject in getattr(form, "asked", ()) for one in subject.fields}
    lists = {"country": ("countries", countries.offered(desk.lang))} if "country" in kinds else {}
    if "crossing_point" in kinds:
        lists["crossing_point"] = ("crossing-points", points.offered(desk))
    return list(lists.values())


def _section(form: Any, subject: Subject, group: str | None, desk: Desk) -> Section:
    asked = subject.in_group(group)
    told = subject.groups[group] if group else None
    title = desk.said(told.name) if told else ""
    if told is None or group is None or not told.repeats:
        return Section(title, [Row("", [form[name_of(subject, one)] for one in asked])])
    each, count = desk.said(told.each or told.name), count_of(subject, group)
    rows = [Row(f"{each} {n + 1}", [form[name_of(subject, one, n)] for one in asked]) for n in range(form.rows[count])]
    return Section(title, rows, count.removeprefix("n-"), each, form[count])


def _grow(form: Any, subject: Subject, group: str, rows: int, desk: Desk) -> None:
    form.rows = {**getattr(form, "rows", {}), count_of(subject, group): rows}
    for n in range(rows):
        for one in subject.in_group(group):
            form.fields.setdefault(name_of(subject, one, n), field_of(one, desk))


def _rows(typed: Mapping[str, Any], subject: Subject, group: str) -> int:
    return _number(typed.get(count_of(subject, group)))


def _number(typed: Any) -> int:
    text = str(typed or "")
    return min(max(int(text), 1), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _repeating(subject: Subject) -> Iterator[str]:
    return (code for code, group in subject.groups.items() if group.repeats)


def _repeats(subject: Subject, group: str | None) -> bool:
    return group is not None and subject.groups[group].repeats


def _in_row(subject: Subject, one: Field) -> bool:
    return _repeats(subject, one.group)


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        code: value if isinstance(value, str | int | bool) else str(value)
        for code, value in values.items()
        if value not in (None, "", False)
    }


def _nameable(desk: Desk) -> list[int]:
    """Return the units that an officer of this desk may name."""
    book, own = desk.rulebook, desk.unit.pk
    if own not in book.units:
        return []
    near = [own, *book.counterparts(own)]
    under = [pk for pk, unit in book.units.items() if unit.is_party and unit.parent_id in near]
    return list(dict.fromkeys(near if book.superiors(own) else [*near, *under]))


def _unit_called(code: str, desk: Desk) -> str:
    known = (unit.pk for unit in desk.rulebook.units.values() if unit.code == code)
    return desk.name(next(known, None)) or code


def _completed_by(listed: str) -> forms.TextInput:
    return forms.TextInput(attrs={"list": listed, "autocomplete": "off", "spellcheck": "false"})


def field_of(one: Field, desk: Desk) -> forms.Field:
    common: dict[str, Any] = {"label": desk.said(one.label), "required": False}
    match one.kind:
        case "long":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=5_000, **common)
        case "date":
            return DayField(latest=desk.today if one.past else None, **common)
        case "number":
            return forms.IntegerField(min_value=0, **common)
        case "amount":
            return AmountField(**common)
        case "country":
            return CountryField(desk, **common)
        case "crossing_point":
            return PointField(desk, **common)
        case "choice":
            choices = [("", "—"), *((code, desk.said(text)) for code, text in one.choices.items())]
            return forms.ChoiceField(choices=choices, **common)
        case "yes_no":
            return forms.BooleanField(**common)
        case "unit":
            return UnitField(desk, **common)
        case "moment":
            return MomentField(desk, **common)
        case _:
            return forms.CharField(max_length=500, **common)
