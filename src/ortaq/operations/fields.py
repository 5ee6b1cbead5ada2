"""A time to come, as it is typed in a hurry: 14:30, +45м, 13.05 08:30."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.times import read_coming, read_moment


class ComingField(forms.CharField):
    """Cleaned to an aware instant: of the hour alone the next that comes, else the day that is named."""

    default_error_messages = {"unread": _("Напишите время так: 14:30, +45м (через 45 минут) или 13.05 08:30.")}

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        attrs = {"class": "time dated", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.desk = desk

    def prepare_value(self, value: Any) -> Any:
        """Show an instant as it is typed, by this desk's own clock."""
        return f"{value.astimezone(self.desk.zone):%d.%m %H:%M}" if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime | None:
        """Return the instant, None where nothing was typed; raises ValidationError that says how to type it."""
        text = str(super().clean(value))
        if not text:
            return None
        for read in (read_coming, read_moment):
            try:
                return read(text, now=self.desk.now, zone=self.desk.zone)
            except ValueError:
                continue
        raise forms.ValidationError(self.error_messages["unread"], code="unread")
