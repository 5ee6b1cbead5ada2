"""What is typed when units ask each other: the request, and the answers to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.duties.rulebook import Addressed
from ortaq.exchange.fields import Section, add_fields, filled, sections
from ortaq.exchange.forms import SentOnce
from ortaq.exchange.story import lines_of
from ortaq.rules.edition import Subject
from ortaq.rules.requests import RequestKind

NOTHING = UUID(int=0)  # what is only shown and not opened has no fact


@dataclass
class Candidate:
    """One unit that may be asked: who, why, by which kinds of request, on the console or not."""

    addressed: Addressed
    name: str
    why: str
    kinds: Sequence[str]
    on_console: bool
    phones: Sequence[str]
    ticked: forms.BoundField


class NewRequest(SentOnce):
    """What is asked, how urgently, of whom, in which words, about whom or what, wanted by when."""

    kind = forms.ChoiceField(
        label=_("О чём просим"), widget=forms.RadioSelect, error_messages={"required": _("Выберите, о чём просите.")}
    )
    urgency = forms.ChoiceField(
        label=_("Срочность"), widget=forms.RadioSelect, error_messages={"required": _("Укажите срочность.")}
    )
    text = forms.CharField(
        label=_("Что нужно и зачем"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
        max_length=20_000,
        error_messages={"required": _("Напишите, что нужно и для чего: по этим словам решат, отвечать ли.")},
    )
    day = forms.DateField(
        label=_("Желательно к: день"),
        required=False,
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"placeholder": _("дд.мм.гггг")}),
    )
    hour = forms.TimeField(
        label=_("к часу"),
        required=False,
        input_formats=["%H:%M", "%H%M", "%H.%M"],
        widget=forms.TextInput(attrs={"class": "time", "data-time": ""}),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk, edition = desk, desk.rulebook.edition
        self.kinds: dict[str, RequestKind] = dict(edition.requests)
        _choose(self.fields["kind"], [(one.code, desk.said(one.name)) for one in self.kinds.values()])
        used = [code for code in edition.urgencies if any(code in one.terms for one in self.kinds.values())]
        _choose(self.fields["urgency"], [(code, desk.said(edition.urgencies[code].name)) for code in used])
        self.reach = {code: desk.rulebook.reachable(code, desk.unit.pk) for code in self.kinds}
        for unit in self.candidates_by_unit():
            on_console = desk.rulebook.is_on_console(unit)
            box = forms.CheckboxInput(attrs={} if on_console else {"disabled": True})
            self.fields[f"to-{unit}"] = forms.BooleanField(required=False, widget=box)
        for kind in self.kinds.values():
            if subject := desk.rulebook.subject(kind.clause):
                add_fields(self, subject, desk)

    def candidates_by_unit(self) -> dict[int, tuple[Addressed, list[str]]]:
        """Return everybody who may be asked under any kind, with the kinds."""
        found: dict[int, tuple[Addressed, list[str]]] = {}
        for kind, reach in self.reach.items():
            for one in reach:
                found.setdefault(one.unit, (one, []))[1].append(kind)
        return found

    def candidates(self) -> Iterator[Candidate]:
        """Give those who may be asked, the nearest ground first, each with its duty line."""
        found = self.candidates_by_unit()
        phones = lines_of(found, self.desk)
        for unit, (one, kinds) in found.items():
            yield Candidate(
                addressed=one,
                name=self.desk.name(unit),
                why=self.desk.said(one.why),
                kinds=kinds,
                on_console=self.desk.rulebook.is_on_console(unit),
                phones=phones.get(unit, ()),
                ticked=self[f"to-{unit}"],
            )

    def sections(self) -> Iterator[tuple[str, Subject, list[Section]]]:
        """Give each kind that asks for fields of its own, and the fields by their groups."""
        for kind in self.kinds.values():
            subject = self.desk.rulebook.subject(kind.clause)
            if subject and subject.fields:
                yield kind.code, subject, sections(self, subject, self.desk)

    def terms(self) -> Iterator[tuple[str, list[tuple[str, datetime | None, datetime | None]]]]:
        """Give, for each kind, its urgencies with when reply and answer would be due if it were received now."""
        book, unit, now = self.desk.rulebook, self.desk.unit.pk, self.desk.now
        for kind in self.kinds.values():
            rows = []
            for urgency in kind.terms:
                reply, answer = book.asked(kind.code, urgency, now, unit, unit, NOTHING)
                rows.append((self.desk.said(book.edition.urgencies[urgency].name), reply.due_at, answer.due_at))
            yield kind.code, rows

    def chosen(self) -> list[Addressed]:
        """Return those ticked, as the chosen kind reaches them."""
        reach = self.reach.get(self.cleaned_data.get("kind", ""), [])
        return [one for one in reach if self.cleaned_data.get(f"to-{one.unit}")]

    def body(self) -> dict[str, Any]:
        """Return the words and the filled fields of the chosen kind."""
        subject = self.desk.rulebook.subject(self.kinds[self.cleaned_data["kind"]].clause)
        return {"text": self.cleaned_data["text"], **(filled(self, subject) if subject else {})}

    def clean(self) -> dict[str, Any]:
        """Refuse a request to nobody, an urgency that the kind does not know, a time to come that has passed."""
        data = super().clean() or {}
        kind = self.kinds.get(data.get("kind", ""))
        if kind and not self.chosen():
            self.add_error(None, _("Отметьте, у кого просите: хотя бы одно подразделение."))
        if kind and data.get("urgency") and data["urgency"] not in kind.terms:
            self.add_error("urgency", _("Для этого вида такой срочности нет."))
        data["wanted_at"] = self._wanted(data)
        return data

    def _wanted(self, data: dict[str, Any]) -> datetime | None:
        day, hour = data.get("day"), data.get("hour")
        if not day:
            return None
        if not hour:
            wanted = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=self.desk.zone)
        else:
            wanted = datetime.combine(day, hour, tzinfo=self.desk.zone)
        if wanted <= self.desk.now:
            self.add_error("day", _("Это время уже прошло. Назовите время, которое ещё не наступило."))
        return wanted


class Words(SentOnce):
    """A few words to the other side: a question, a clarification, why it is withdrawn."""

    text = forms.CharField(
        label=_("Словами"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        error_messages={"required": _("Напишите, что передать.")},
    )


class Refusal(SentOnce):
    """On which ground it is declined, and in which words."""

    ground = forms.ChoiceField(label=_("Основание"), error_messages={"required": _("Выберите основание.")})
    text = forms.CharField(
        label=_("Пояснение"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5_000
    )

    def __init__(self, *args: Any, grounds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["ground"], [("", "—"), *grounds])
        self.words = dict(grounds)

    def said(self) -> str:
        """Return what the asker reads: the explanation, else the ground itself."""
        return str(self.cleaned_data["text"].strip() or self.words[self.cleaned_data["ground"]])


class Answer(SentOnce):
    """The answer, wholly or in part; what is not given then has its ground."""

    text = forms.CharField(
        label=_("Ответ"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "true"}),
        max_length=50_000,
        error_messages={"required": _("Напишите ответ.")},
    )
    in_part = forms.BooleanField(label=_("ответ неполный"), required=False)
    ground = forms.ChoiceField(label=_("Почему остальное не даётся"), required=False)

    def __init__(self, *args: Any, grounds: Sequence[tuple[str, str]], may_be_partial: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["ground"], [("", "—"), *grounds])
        if not may_be_partial:
            del self.fields["in_part"], self.fields["ground"]

    def clean(self) -> dict[str, Any]:
        """Ask for the ground where the answer is partial."""
        data = super().clean() or {}
        if data.get("in_part") and not data.get("ground"):
            self.add_error("ground", _("Ответ неполный: выберите, на каком основании остальное не даётся."))
        return data


def _choose(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
