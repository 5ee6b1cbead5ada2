"""What has become known since: a follow-up of the same matter, to the same addressees, beside the earlier report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.exchange.attaching import WithFiles
from ortaq.exchange.fields import add_fields
from ortaq.exchange.forms import OfSubject, Saying, TimeField
from ortaq.exchange.judging import add_judgement
from ortaq.exchange.models import ORAL, WRITTEN
from ortaq.rules.edition import Subject


class FollowUp(WithFiles, Saying, OfSubject):
    """What has become known since: by word of mouth or in writing, to those who were told before."""

    way = forms.ChoiceField(label=_("Как передаёте"), widget=forms.RadioSelect, initial=ORAL)
    text = forms.CharField(
        label=_("Что нового"), widget=forms.Textarea(attrs={"rows": 5}), max_length=50_000,
        error_messages={"required": _("Напишите, что нового.")},
    )  # fmt: skip
    field_order = ["way", "known_at", "text"]

    def __init__(self, *args: Any, subject: Subject | None, may_call: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        ways = [(ORAL, _("устно, по телефону")), (WRITTEN, _("письменно"))] if may_call else [(WRITTEN, _("письменно"))]
        chooser = self.fields["way"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices, chooser.initial = ways, ways[0][0]
        if may_call:
            self.fields["known_at"] = TimeField(self.desk, label=_("Стало известно в"), required=False)
        if subject:
            add_fields(self, subject, self.desk)
        add_judgement(self, self.desk)

    @property
    def is_oral(self) -> bool:
        """Whether it is told by word of mouth."""
        return bool(self.cleaned_data["way"] == ORAL)

    def clean(self) -> dict[str, Any]:
        """Ask for what an oral message cannot do without: since when it is known."""
        data = super().clean()
        known = data.get("known_at")
        if data.get("way") == ORAL and not known and "known_at" not in self.errors:
            self.add_error("known_at", _("Укажите, когда стало известно: от этого времени считается срок."))
        self.refuse_told_before(known)
        return data
