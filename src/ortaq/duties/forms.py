"""What is typed about a duty that is late or released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk


class Explanation(forms.Form):
    """Why it is late, and when it will be done."""

    reason = forms.CharField(
        label=_("Почему не исполнено в срок"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        error_messages={"required": _("Назовите причину.")},
    )
    day = forms.DateField(label=_("Исполним: день"), input_formats=["%d.%m.%Y", "%Y-%m-%d"], help_text=_("дд.мм.гггг"))
    hour = forms.TimeField(
        label=_("к часу"),
        input_formats=["%H:%M", "%H%M", "%H.%M"],
        widget=forms.TextInput(attrs={"class": "time", "data-time": ""}),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        local = (desk.now + timedelta(hours=2)).astimezone(desk.zone)
        kwargs.setdefault("initial", {"day": local.strftime("%d.%m.%Y"), "hour": local.strftime("%H:%M")})
        super().__init__(*args, **kwargs)
        self.desk = desk

    def clean(self) -> dict[str, Any]:
        """Refuse a promise that has passed."""
        data = super().clean() or {}
        if "day" in data and "hour" in data:
            data["promised_at"] = datetime.combine(data["day"], data["hour"], tzinfo=self.desk.zone)
            if data["promised_at"] <= self.desk.now:
                self.add_error("hour", _("Это время уже прошло. Назовите время, к которому исполните."))
        return data


class Release(forms.Form):
    """On which ground of the pack, and why, a unit is released from a duty."""

    ground = forms.ChoiceField(label=_("Основание"))
    reason = forms.CharField(
        label=_("Обстоятельства"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        error_messages={"required": _("Опишите обстоятельства.")},
    )

    def __init__(self, *args: Any, grounds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["ground"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = list(grounds)
