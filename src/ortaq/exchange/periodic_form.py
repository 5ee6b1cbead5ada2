"""What is typed into a section of a report, and what is decided when the report is sent."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.drafting import Kept
from ortaq.exchange.fields import field_of
from ortaq.exchange.forms import SentOnce
from ortaq.exchange.periods import Period
from ortaq.rules.edition import Field

SPARE, MOST = 2, 100
"""Empty lines offered after those filled in; and how many lines a list may have."""


class SectionForm(forms.Form):
    """The words of a section, the lines of its list, and which version they were typed over."""

    base = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(required=False, max_length=50_000, strip=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(
        self, *args: Any, fields: Sequence[Field], desk: Desk, lines: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = fields
        self.count = self._lines_in(lines)
        for n in range(self.count):
            self.fields[f"id-{n}"] = forms.UUIDField(required=False, widget=forms.HiddenInput)
            for one in fields:
                self.fields[f"{one.code}-{n}"] = _cell(one, desk)
        for n, line in enumerate(lines):
            self.initial.update({f"{code}-{n}": value for code, value in line.items()})

    def _lines_in(self, lines: Sequence[Any]) -> int:
        if not self.asked:
            return 0
        if self.is_bound:
            first = self.asked[0].code
            return sum(f"{first}-{n}" in self.data for n in range(2 * MOST))
        return len(lines) + SPARE

    def typed_over(self, version: int) -> None:
        """Take another version as the one that this is typed over: it was shown."""
        assert isinstance(self.data, QueryDict)
        self.data = typed = self.data.copy()
        typed["base"] = str(version)

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the lines of the list as they are typed."""
        return [[self[f"{one.code}-{n}"] for one in self.asked] for n in range(self.count)]

    def identities(self) -> list[forms.BoundField]:
        """Return the hidden identities of the lines: a file attached to a line names it."""
        return [self[f"id-{n}"] for n in range(self.count)]

    def clean(self) -> dict[str, Any]:
        """Refuse a list that is too long: nothing of it is cut off unseen."""
        data = super().clean() or {}
        if sum(any(data.get(f"{one.code}-{n}") for one in self.asked) for n in range(self.count)) > MOST:
            self.add_error(None, _("В разделе может быть не больше 100 строк: разделите список."))
        return data

    def kept(self) -> Kept:
        """Return what is to be kept: the words, and each line that says something."""
        rows = [row for n in range(self.count) if (row := self._row(n))]
        return Kept(self.cleaned_data["text"].replace("\r\n", "\n"), {"rows": rows} if rows else {})

    def _row(self, n: int) -> dict[str, Any]:
        values = {one.code: self.cleaned_data.get(f"{one.code}-{n}") for one in self.asked}
        filled = {code: _plain(value) for code, value in values.items() if value not in (None, "", False)}
        return {"id": str(self.cleaned_data.get(f"id-{n}") or uuid.uuid4()), **filled} if filled else {}


def _cell(one: Field, desk: Desk) -> forms.Field:
    """Return the field of one cell; a kept date is shown as it is typed."""
    field = field_of(one, desk)
    if isinstance(field, forms.DateField):
        field.help_text = ""
        field.widget = _Date(format="%d.%m.%Y", attrs={"placeholder": _("дд.мм.гггг"), "autocomplete": "off"})
    return field


class _Date(forms.DateInput):
    def format_value(self, value: Any) -> str | None:
        try:
            return super().format_value(date.fromisoformat(value) if isinstance(value, str) else value)
        except ValueError:
            return str(value)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool) else str(value)


class Sending(SentOnce):
    """That a report is to be sent as it was seen; with nothing to report where the pack admits it; and why now."""

    seen = forms.CharField(widget=forms.HiddenInput)
    nothing = forms.BooleanField(required=False, label=_("За период сообщить нечего"))
    reason = forms.CharField(
        required=False, max_length=2_000, label=_("Причина"), widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Назовите причину.")},
    )  # fmt: skip

    def __init__(self, *args: Any, period: Period, now: datetime, is_empty: bool, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen
        self.fields["reason"].required = period.standing(now) != "in_time"
        self.is_empty = is_empty
        self.may_be_nothing = is_empty and period.may_be_nothing

    def clean(self) -> dict[str, Any]:
        """Refuse an empty report that does not say that it is meant to be."""
        data = super().clean() or {}
        data["nothing"] = bool(data.get("nothing")) and self.is_empty
        if self.is_empty and not data["nothing"]:
            words = _("Все разделы пусты. Заполните хотя бы один")
            more = _("или отметьте, что сообщить нечего")
            self.add_error(None, f"{words} {more}." if self.may_be_nothing else f"{words}.")
        return data

    def see(self, digest: str) -> None:
        """Take what stands now as seen: it is shown again, and the next press sends it."""
        assert isinstance(self.data, QueryDict)
        self.data = typed = self.data.copy()
        typed["seen"] = digest
