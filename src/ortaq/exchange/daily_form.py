"""What is typed when the day's report is told: the words once, and for each counterpart when and who took it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.daily import Words
from ortaq.exchange.forms import TimeField
from ortaq.exchange.sending import Told

CHANGED, NOTHING = "changed", "nothing"


class DailyCall(forms.Form):
    """The report and the call to one unit. The fields of the other units stand on the page and wait for their calls."""

    said = forms.ChoiceField(
        label=_("Что передаёте"),
        widget=forms.RadioSelect,
        choices=[(CHANGED, _("есть изменения")), (NOTHING, _("изменений нет"))],
        error_messages={"required": _("Выберите, что передаёте: изменения или «изменений нет».")},
    )
    text = forms.CharField(
        label=_("Что изменилось за сутки"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 9})
    )

    def __init__(self, *args: Any, desk: Desk, units: Sequence[int], officers: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        for unit in units:
            self.fields[f"at-{unit}"] = TimeField(desk, required=False, label=_("Передано в"))
            self.fields[f"who-{unit}"] = forms.CharField(
                required=False, max_length=120, label=_("Кто принял"), initial=officers.get(unit, "")
            )
            self.fields[f"back-{unit}"] = forms.BooleanField(required=False, label=_("повторил вслух"))

    def told(self, unit: int) -> Told:
        """Return the call as it is to be taken down; a time left empty is the present one."""
        data = self.cleaned_data
        at = data[f"at-{unit}"] or self.desk.now
        return Told(unit, at, to=data[f"who-{unit}"], read_back=data[f"back-{unit}"])

    def words(self) -> Words:
        """Return what is said."""
        return Words(self.cleaned_data["text"], self.cleaned_data["said"] == NOTHING)

    def is_ready(self, unit: int) -> bool:
        """Whether the call to this unit can be taken down; otherwise the form says what is missing."""
        if self.is_valid() and not self.cleaned_data[f"who-{unit}"]:
            self.add_error(f"who-{unit}", _("Впишите, кто принял сообщение."))
        return self.is_valid()

    def clean(self) -> dict[str, Any]:
        """Ask for words where something changed."""
        data = super().clean() or {}
        if data.get("said") == CHANGED and not (data.get("text") or "").strip():
            self.add_error("text", _("Напишите, что изменилось, или отметьте, что изменений нет."))
        return data
