"""What is typed when a unit gives its figures of a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.forms import SentOnce
from ortaq.exchange.list_field import ListField
from ortaq.figures.models import Return
from ortaq.figures.months import figures_of
from ortaq.figures.usual import is_far, usual
from ortaq.figures.words import number
from ortaq.lib.quantities import amount
from ortaq.rules.figures import Indicator, Measure, plain

LARGEST = Decimal(10) ** 15
FAR = _("%(name)s: %(value)s, а обычно около %(usual)s. Исправьте число или отметьте, что оно проверено.")


class FigureField(forms.CharField):
    """A figure in the measure of its indicator, with a comma or a point; None where nothing is typed."""

    default_error_messages = {
        "unread": _("Напишите число, например 18680 или 12,5."),
        "decimals": _("Столько знаков после запятой здесь не считают."),
    }

    def __init__(self, measure: Measure, **kwargs: Any) -> None:
        box = forms.TextInput(attrs={"class": "figure", "inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=24, widget=box, **kwargs)
        self.measure = measure

    def clean(self, value: Any) -> Decimal | None:
        """Return the figure; raises ValidationError that says how to type it."""
        text = super().clean(value)
        if not text:
            return None
        found = amount(text)
        if found is None or found >= LARGEST:
            raise forms.ValidationError(self.error_messages["unread"], code="unread")
        if found != round(found, self.measure.decimals):
            raise forms.ValidationError(self.error_messages["decimals"], code="decimals")
        return found


@dataclass(frozen=True)
class Box:
    """One figure of the form: what it is called, its box, what stands, what the node counted."""

    name: str
    measure: str
    field: forms.BoundField
    stood: Return | None
    said: str
    counted: str


class Giving(SentOnce):
    """What is said with figures: how the days were cut, why what stood is changed, that the unusual was checked."""

    cut_off = forms.ChoiceField(label=_("Сутки считали"))
    reason = forms.CharField(
        label=_("Почему меняете данное раньше"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("нужно, только если показатель уже был дан; причину прочтут взаимодействующие"),
    )
    sure = forms.BooleanField(label=_("Проверено: числа верны"), required=False)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        box = self.fields["cut_off"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = [(one.code, desk.said(one.name)) for one in figures_of(desk.rulebook).cut_offs.values()]

    def is_sure(self, month: date, values: Mapping[str, Decimal]) -> bool:
        """Whether each figure is as large as it usually is, or was checked; otherwise each is asked about by name."""
        if self.cleaned_data["sure"]:
            return True
        told, before = figures_of(self.desk.rulebook), usual(self.desk.unit.pk, month)
        for code, value in values.items():
            if code in before and is_far(value, before[code]):
                said = {
                    "name": self.desk.said(told.title(code)),
                    "value": number(value, told.indicators[code].measure),
                    "usual": number(before[code], told.indicators[code].measure),
                }
                self.add_error("sure", FAR % said)
        return not self.errors


class OurFigures(Giving):
    """The figures that the unit gives, section by section; what the node knows itself stands beside."""

    def __init__(
        self,
        *args: Any,
        desk: Desk,
        stood: Mapping[str, Return],
        counted: Mapping[str, Decimal],
        cut_off: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, desk=desk, **kwargs)
        self.stood, self.counted = stood, counted
        told = figures_of(desk.rulebook)
        self.fields["cut_off"].initial = cut_off
        self.ours = told.of_agency(desk.unit.agency)
        for one in self.ours:
            self.fields[_name(one.code)] = FigureField(
                one.measure, label=desk.said(told.title(one.code)), initial=self._beginning(one)
            )

    def sections(self) -> Iterator[tuple[str, list[tuple[str, list[Box]]]]]:
        """Give each section's name with its totals, each with the boxes of its parts; "" for a figure without parts."""
        told = figures_of(self.desk.rulebook)
        for code, name in told.sections.items():
            found: dict[str, list[Box]] = {}
            for one in (one for one in self.ours if one.section == code):
                found.setdefault(self.desk.said(told.totals.get(one.part_of)), []).append(self._box(one))
            if found:
                yield self.desk.said(name), list(found.items())

    def values(self) -> dict[str, Decimal]:
        """Return what was typed, by indicator."""
        typed = {one.code: self.cleaned_data.get(_name(one.code)) for one in self.ours}
        return {code: value for code, value in typed.items() if value is not None}

    def doubtful(self) -> dict[str, Decimal]:
        """Return what an officer alone vouches for: neither counted by the node nor standing already."""
        stood = {code: row.value for code, row in self.stood.items()}
        return {code: v for code, v in self.values().items() if v not in (self.counted.get(code), stood.get(code))}

    def _beginning(self, one: Indicator) -> str:
        """Return what stands in the box at first: what was given, else what was counted and is not nought."""
        stood = self.stood.get(one.code)
        value = stood.value if stood else self.counted.get(one.code)
        return plain(value, one.measure).replace(".", ",") if value or stood and value is not None else ""

    def _box(self, one: Indicator) -> Box:
        stood, counted = self.stood.get(one.code), self.counted.get(one.code)
        return Box(
            self.desk.said(one.name),
            self.desk.said(one.measure.name),
            self[_name(one.code)],
            stood,
            number(stood.value, one.measure) if stood else "",
            number(counted, one.measure) if counted is not None else "",
        )


def _name(code: str) -> str:
    """Return the name of an indicator's box: a point would be no good in a selector."""
    return f"f-{code.replace('.', '-')}"


class Explanation(forms.Form):
    """Why a difference is one."""

    words = forms.CharField(
        label=_("Почему расходится"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Напишите, почему расходится: объяснение встанет в акт.")},
    )


class ListFile(Giving):
    """A file with a list or with figures, and how its days were cut."""

    file = ListField()
