"""What is typed about an event of which word is owed: the event itself, its new date, the notice of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.advance import is_told_afterwards
from ortaq.exchange.attaching import WithFiles
from ortaq.exchange.fields import add_fields
from ortaq.exchange.forms import OfSubject, Reason, SentOnce, TimeField
from ortaq.exchange.judging import add_judgement
from ortaq.exchange.planned import PlannedEvent
from ortaq.exchange.times import read_moment
from ortaq.rules.edition import Subject


class MomentField(forms.CharField):
    """The day and hour of an event, ahead or past; cleaned to an aware instant."""

    default_error_messages = {"unread": _("Напишите день и час так: 12.06 15:00 или 12.06.2026.")}

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        attrs = {"class": "moment", "autocomplete": "off", "spellcheck": "false", "placeholder": _("дд.мм.гггг чч:мм")}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.desk = desk

    def prepare_value(self, value: Any) -> Any:
        """Show an instant by the unit's own clock."""
        return value.astimezone(self.desk.zone).strftime("%d.%m.%Y %H:%M") if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime | None:
        """Return the instant, None where nothing was typed; raises ValidationError that says how to type it."""
        text = super().clean(value)
        try:
            return read_moment(text, now=self.desk.now, zone=self.desk.zone) if text else None
        except ValueError:
            raise forms.ValidationError(self.error_messages["unread"], code="unread") from None


def when_field(subject: Subject, desk: Desk) -> forms.CharField:
    """Return the field for the date of a subject's event: a time that has been where it is told of afterwards."""
    assert subject.dated is not None
    told: dict[str, Any] = {"label": desk.said(subject.dated.name), "required": subject.dated.required}
    told["error_messages"] = {"required": _("Укажите день и час: от них считается срок.")}
    if is_told_afterwards(subject.clause, desk.rulebook):
        return TimeField(desk, help_text=_("0735, -5м или 12.01 07:35"), **told)
    return MomentField(desk, help_text=_("12.06 15:00 или 12.06.2026"), **told)


class Event(SentOnce):
    """An event to be taken down: what it is about, what the unit calls it, when it takes place."""

    title = forms.CharField(
        label=_("Как называем у себя"),
        max_length=200,
        help_text=_("видно только вашему подразделению"),
        error_messages={"required": _("Назовите событие.")},
    )
    field_order = ["subject", "title", "when"]

    def __init__(self, *args: Any, desk: Desk, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.subject = desk, subject
        self.fields["when"] = when_field(subject, desk)
        self.fields["when"].required = True


class NewDate(Reason):
    """The new date of an event, and why it moved."""

    field_order = ["when", "reason"]

    def __init__(self, *args: Any, desk: Desk, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"] = when_field(subject, desk)
        self.fields["when"].required = True
        self.fields["when"].label = _("Новый день и час")


class Notice(WithFiles, OfSubject):
    """The notice of an event: words, the subject's own fields, and when, where it was not taken down before."""

    text = forms.CharField(
        label=_("Текст"), widget=forms.Textarea(attrs={"rows": 6}), max_length=50_000,
        error_messages={"required": _("Напишите текст.")},
    )  # fmt: skip
    field_order = ["when", "text"]

    def __init__(self, *args: Any, desk: Desk, subject: Subject, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.subject = desk, subject
        if subject.dated and not is_known:
            self.fields["when"] = when_field(subject, desk)
        add_fields(self, subject, desk)
        add_judgement(self, desk)

    @property
    def happens_at(self) -> datetime | None:
        """When the event takes place, as far as it was typed."""
        found: datetime | None = self.cleaned_data.get("when")
        return found


@dataclass(frozen=True)
class Told:
    """What is known already of an event that another package took down: whom or what it is about, on which page, and
    what the notice of it says to begin with. The content is asked for only where it is to be shown.
    """

    words: str
    url: str
    body: Callable[[], Mapping[str, Any]]


Knows = Callable[[PlannedEvent, Desk], Told | None]
_known: list[Knows] = []


def known_by(knows: Knows) -> Knows:
    """Let another package say what it knows of the events that it takes down."""
    _known.append(knows)
    return knows


def told_of(event: PlannedEvent, desk: Desk) -> Told | None:
    """Return what is known of an event already; None for one that an officer took down."""
    return next((found for knows in _known if (found := knows(event, desk))), None)


def dated_subjects(desk: Desk) -> Sequence[Subject]:
    """Return the subjects whose messages tell of events with a date of their own."""
    regimes = desk.rulebook.edition.regimes.values()
    return [subject for regime in regimes for subject in regime.subjects if subject.dated]
