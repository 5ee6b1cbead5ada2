"""What is typed when something is told: the urgent call, the writing, and the short answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.duties.rulebook import Addressed
from ortaq.exchange.attaching import WithFiles
from ortaq.exchange.fields import Section, add_fields, completions, filled, grow, sections
from ortaq.exchange.judging import add_judgement, boxes, judged
from ortaq.exchange.models import ADDRESSEE
from ortaq.exchange.sending import Told
from ortaq.exchange.story import lines_of
from ortaq.exchange.times import is_dated, read_time
from ortaq.lib.ids import uuid7
from ortaq.rules.edition import Subject


class TimeField(forms.CharField):
    """A time of day as it is typed in a hurry; cleaned to an aware instant that has been."""

    default_error_messages = {
        "unread": _("Напишите время так: 0735, 7:35, -5м (пять минут назад) или 12.01 07:35."),
        "undated": _("Впишите и дату, как на листе: 31.01 23:50."),
    }

    def __init__(self, desk: Desk, *, dated: bool = False, **kwargs: Any) -> None:
        attrs = {"class": "time", "data-time": "", "inputmode": "text", "autocomplete": "off", "spellcheck": "false"}
        if dated:
            attrs |= {"class": "time dated", "placeholder": f"{desk.now.astimezone(desk.zone):%d.%m} 07:35"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)
        self.desk, self.dated = desk, dated

    def clean(self, value: Any) -> datetime | None:
        """Return the instant, None where nothing was typed; raises ValidationError that says how to type it."""
        text = super().clean(value)
        if not text:
            return None
        if self.dated and not is_dated(text):
            raise forms.ValidationError(self.error_messages["undated"], code="undated")
        try:
            return read_time(text, now=self.desk.now, zone=self.desk.zone)
        except ValueError:
            raise forms.ValidationError(self.error_messages["unread"], code="unread") from None


@dataclass
class Line:
    """One addressee of a form: who, why, and the fields of what he was told."""

    addressed: Addressed
    name: str
    why: str
    on_console: bool
    phones: Sequence[str]
    ticked: forms.BoundField
    at: forms.BoundField
    to: forms.BoundField
    read_back: forms.BoundField

    @property
    def is_copy(self) -> bool:
        """Whether it gets a copy and is not called."""
        return self.addressed.role != ADDRESSEE


class SentOnce(forms.Form):
    """A form that makes one message, however often it is sent: it carries the identity that the message will have."""

    once = forms.UUIDField(required=False, initial=uuid7, widget=forms.HiddenInput)
    desk: Desk

    def judgement(self) -> list[forms.BoundField]:
        """Return the row of judgement and handling."""
        return boxes(self, self.desk)

    def completions(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the lists that complete its fields."""
        return completions(self, self.desk)

    def restore(self, typed: Mapping[str, Any]) -> None:
        """Show what was typed and not sent. A box that was unticked is missing from it and stays unticked."""
        grow(self, typed)
        ticks = [name for name, one in self.fields.items() if isinstance(one, forms.BooleanField)]
        self.initial = {**dict.fromkeys(ticks, False), **typed}

    def fill(self, known: Mapping[str, Any]) -> None:
        """Show what is known from elsewhere; what nothing is known of keeps its own beginning."""
        grow(self, known)
        self.initial = {**self.initial, **known}

    def renew(self) -> None:
        """Take another identity: what is sent next is another message."""
        assert isinstance(self.data, QueryDict)
        self.data = typed = self.data.copy()
        typed["once"] = str(uuid7())


class Saying(SentOnce):
    """The words, and to each addressee when, whom, read back or not. Entered afterwards, times carry their dates."""

    def __init__(
        self, *args: Any, desk: Desk, addressed: Sequence[Addressed], afterwards: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.addressed, self.afterwards = desk, addressed, afterwards
        for one in addressed:
            self.fields[f"to-{one.unit}"] = forms.BooleanField(
                required=False, initial=True, widget=forms.CheckboxInput(attrs={"data-addressee": ""})
            )
            self.fields[f"at-{one.unit}"] = TimeField(desk, dated=afterwards, required=False, label=_("Передано в"))
            self.fields[f"who-{one.unit}"] = forms.CharField(required=False, max_length=120, label=_("Кто принял"))
            self.fields[f"back-{one.unit}"] = forms.BooleanField(required=False, label=_("повторил вслух"))

    def lines(self) -> Iterator[Line]:
        """Give the addressees, counterparts first, each with its duty line."""
        phones = lines_of([one.unit for one in self.addressed], self.desk)
        for one in sorted(self.addressed, key=lambda one: one.role != ADDRESSEE):
            yield Line(
                one,
                self.desk.name(one.unit),
                self.desk.said(one.why),
                self.desk.rulebook.is_on_console(one.unit),
                phones.get(one.unit, ()),
                self[f"to-{one.unit}"],
                self[f"at-{one.unit}"],
                self[f"who-{one.unit}"],
                self[f"back-{one.unit}"],
            )

    def chosen(self) -> list[Addressed]:
        """Return those ticked."""
        return [one for one in self.addressed if self.cleaned_data.get(f"to-{one.unit}")]

    def told(self) -> list[Told]:
        """Return the calls that were made to those ticked."""
        data = self.cleaned_data
        return [
            Told(one.unit, data[f"at-{one.unit}"], to=data[f"who-{one.unit}"], read_back=data[f"back-{one.unit}"])
            for one in self.chosen()
            if data.get(f"at-{one.unit}")
        ]

    def refuse_told_before(self, known: datetime | None) -> None:
        """Refuse a call told before the matter was known."""
        for one in self.chosen():
            at = self.cleaned_data.get(f"at-{one.unit}")
            if known and at and at < known:
                self.add_error(f"at-{one.unit}", _("Передано раньше, чем стало известно: проверьте оба времени."))

    def clean(self) -> dict[str, Any]:
        """Refuse a call with nobody who took it, and a message to nobody."""
        data = super().clean() or {}
        if self.addressed and not any(one.role == ADDRESSEE for one in self.chosen()):
            self.add_error(None, _("Отметьте, кому сообщаете: хотя бы одного взаимодействующего."))
        for one in self.chosen():
            if data.get(f"at-{one.unit}") and not data.get(f"who-{one.unit}") and one.role == ADDRESSEE:
                self.add_error(f"who-{one.unit}", _("Впишите, кто принял сообщение."))
        return data


class UrgentCall(WithFiles, Saying):
    """What is told at once: the subject, since when it is known, the words, and the subject's own fields."""

    subject = forms.ChoiceField(
        label=_("О чём"), widget=forms.RadioSelect, error_messages={"required": _("Выберите тему.")}
    )
    text = forms.CharField(
        label=_("Что произошло"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
        max_length=20_000,
        error_messages={"required": _("Напишите, что произошло: словами, которыми сообщаете по телефону.")},
    )

    field_order = ["subject", "known_at", "text"]

    def __init__(self, *args: Any, subjects: Sequence[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = subjects
        chooser = self.fields["subject"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(subject.clause or subject.code, self.desk.said(subject.name)) for subject in subjects]
        self.fields["known_at"] = TimeField(
            self.desk,
            dated=self.afterwards,
            label=_("Стало известно в"),
            error_messages={"required": _("Укажите, когда стало известно: от этого времени считается срок.")},
        )
        for subject in subjects:
            add_fields(self, subject, self.desk)
        add_judgement(self, self.desk)

    def chosen_subject(self) -> Subject:
        """Return the subject that was chosen."""
        return next(one for one in self.subjects if (one.clause or one.code) == self.cleaned_data["subject"])

    def body(self) -> dict[str, Any]:
        """Return the words, the filled fields of the chosen subject, the judgement."""
        told = filled(self, self.chosen_subject())
        return {"text": self.cleaned_data["text"], **told, **judged(self, self.desk)}

    def sections(self) -> Iterator[tuple[Subject, list[Section], bool]]:
        """Give each subject that has fields of its own, its fields by their groups, and whether any is filled or wrong.

        What is filled or wrong stands open.
        """
        for subject in self.subjects:
            if subject.fields:
                found = sections(self, subject, self.desk)
                shown = [box for section in found for row in section.rows for box in row.boxes]
                yield subject, found, any(box.value() or box.errors for box in shown)

    def clean(self) -> dict[str, Any]:
        """Refuse a call told before the matter was known."""
        data = super().clean()
        self.refuse_told_before(data.get("known_at"))
        return data


class OfSubject(SentOnce):
    """A form of one subject: its words, the subject's own fields, the judgement."""

    subject: Subject | None

    def body(self) -> dict[str, Any]:
        """Return the words, the filled fields, the judgement."""
        told = filled(self, self.subject) if self.subject else {}
        return {"text": self.cleaned_data["text"], **told, **judged(self, self.desk)}

    def sections(self) -> list[Section]:
        """Return the subject's fields by their groups."""
        return sections(self, self.subject, self.desk) if self.subject else []


class Writing(WithFiles, OfSubject):
    """The writing that confirms what was told: the words and the subject's own fields."""

    text = forms.CharField(
        label=_("Текст"), widget=forms.Textarea(attrs={"rows": 8}), max_length=50_000,
        error_messages={"required": _("Напишите текст.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, desk: Desk, subject: Subject | None, calls: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.subject, self.calls = desk, subject, calls
        if subject:
            add_fields(self, subject, desk)
        add_judgement(self, desk)
        for call in calls:
            self.fields[f"call-{call.pk}"] = forms.BooleanField(
                required=False, initial=True, label=desk.name(call.unit_id)
            )

    def confirmed(self) -> list[Any]:
        """Return the calls that this writing confirms."""
        return [call for call in self.calls if self.cleaned_data.get(f"call-{call.pk}")]

    def call_boxes(self) -> list[tuple[Any, forms.BoundField]]:
        """Return each call with its box."""
        return [(call, self[f"call-{call.pk}"]) for call in self.calls]


class Reason(forms.Form):
    """A reason, in words."""

    reason = forms.CharField(
        label=_("Причина"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        error_messages={"required": _("Назовите причину.")},
    )


class NotForUs(Reason):
    """That the matter is not this unit's, why, and whose it may be."""

    instead = forms.TypedChoiceField(label=_("Кому передать"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["instead"]
        assert isinstance(chooser, forms.TypedChoiceField)
        chooser.choices = [("", _("не знаю")), *units]


class Deed(forms.Form):
    """What was done about it."""

    note = forms.CharField(
        label=_("Что сделано"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        error_messages={"required": _("Напишите, что сделано.")},
    )


class LoggedCall(forms.Form):
    """A call made after the message was entered."""

    who = forms.CharField(
        label=_("Кто принял"), max_length=120, error_messages={"required": _("Впишите, кто принял сообщение.")}
    )
    back = forms.BooleanField(label=_("повторил вслух"), required=False)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = TimeField(
            desk, label=_("Передано в"), error_messages={"required": _("Укажите, когда передано.")}
        )
        self.order_fields(["at", "who", "back"])
