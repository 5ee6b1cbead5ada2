"""What is typed when something is handed over: the offer, the decision on each item, how a discrepancy is settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.custody.board import Row
from ortaq.custody.forms import FOR_EVER
from ortaq.custody.handovers import Line
from ortaq.custody.models import Charge
from ortaq.custody.owing import custody_of
from ortaq.custody.passing import MEASURED, Receiver
from ortaq.custody.titles import kind_of
from ortaq.duties.desk import Desk
from ortaq.exchange.fields import field_of
from ortaq.exchange.forms import Reason, SentOnce


class Offering(SentOnce):
    """To whom, which charges, with which words."""

    to = forms.TypedChoiceField(
        label=_("Кому"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите, кому передаёте.")},
    )
    charge = forms.MultipleChoiceField(
        label=_("Кого и что передаём"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте хотя бы одну позицию.")},
    )
    words = forms.CharField(
        label=_("Что сказать получателю"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"}),
        help_text=_("причина, где и когда встречаются, кто сопровождает"),
    )

    def __init__(
        self, *args: Any, desk: Desk, rows: Sequence[Row], receivers: Sequence[Receiver], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.rows, self.receivers = desk, rows, receivers
        _choose(self.fields["to"], [(one.unit, one.name) for one in receivers])
        _choose(self.fields["charge"], [(str(one.charge.pk), str(one.charge)) for one in rows])

    def to_whom(self) -> Iterator[tuple[Any, Receiver]]:
        """Give each receiver with its box."""
        return zip(self["to"], self.receivers, strict=True)

    def items(self) -> Iterator[tuple[Any, Row]]:
        """Give each charge with its box."""
        return zip(self["charge"], self.rows, strict=True)

    def chosen(self) -> list[Charge]:
        """Return what is ticked."""
        ticked = set(self.cleaned_data["charge"])
        return [one.charge for one in self.rows if str(one.charge.pk) in ticked]


class Decision(forms.Form):
    """What the receiver found of one item; a refusal has its ground. What he did not look at stays empty."""

    note = forms.CharField(
        label=_("Замечание"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=FOR_EVER,
    )
    ground = forms.ChoiceField(label=_("Почему не принимаем"), required=False)

    def __init__(self, typed: Any = None, *, desk: Desk, line: Line, refusing: bool = False) -> None:
        super().__init__(typed, prefix=f"line-{line.n}")
        self.line = line
        kind = kind_of(line.charge, desk)
        asked = [one for one in kind.form.fields if one.code in MEASURED]
        for one in asked:
            self.fields[one.code] = field_of(one, desk)
        if "unit" in self.fields:
            self.fields["unit"].initial = line.offered.get("unit")  # whoever counts anew says in what
        if "seal" in self.fields:
            self.fields["seal"].help_text = _("нет пломбы – напишите «нет»; не смотрели – оставьте пустым")
        self.order_fields([*(one.code for one in asked), "note", "ground"])
        grounds = custody_of(desk.rulebook).refusals
        _choose(self.fields["ground"], [("", "—"), *((code, desk.said(text)) for code, text in grounds.items())])
        self.fields["ground"].required = refusing
        self.fields["ground"].error_messages["required"] = _("Выберите основание: от него – что делать дающему.")

    def measures(self) -> list[forms.BoundField]:
        """Return the fields that are measured or read off the thing itself."""
        return [self[name] for name in MEASURED if name in self.fields]

    def found(self) -> dict[str, str]:
        """Return what was found. The unit alone, with no quantity, is nothing."""
        said = {name: str(self.cleaned_data.get(name) or "") for name in MEASURED if name in self.fields}
        if not said.get("quantity"):
            said.pop("unit", None)
        return {name: value for name, value in said.items() if value}


class Settlement(forms.Form):
    """How a discrepancy is settled."""

    words = forms.CharField(
        label=_("Как уладить"),
        help_text=FOR_EVER,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Напишите, как уладить.")},
    )


class WhyBack(Reason):
    """Why something is asked back, or not let go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = FOR_EVER


def _choose(chooser: forms.Field, choices: Sequence[tuple[Any, str]]) -> None:
    assert isinstance(chooser, forms.ChoiceField)
    chooser.choices = list(choices)
