"""What is typed when somebody or something is taken in charge, and what is said of it afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from ortaq.custody.clocks import limits_today
from ortaq.custody.photographs import PICTURES, sent_with
from ortaq.custody.readings import PURPOSES
from ortaq.custody.taking import Held
from ortaq.duties.desk import Desk
from ortaq.exchange import uploads
from ortaq.exchange.attaching import WithFiles
from ortaq.exchange.fields import Section, add_fields, filled, name_of, sections, spread
from ortaq.exchange.files import File
from ortaq.exchange.forms import SentOnce, TimeField
from ortaq.rules.custody import ChargeKind, DetentionLimit
from ortaq.rules.edition import Subject

AHEAD, HOUR = timedelta(minutes=2), timedelta(hours=1)
EMPTY_IS_NOW = _("пусто – сейчас")
FOR_EVER = _("без имён: эти слова остаются в журнале навсегда")


class OfFields(WithFiles, SentOnce):
    """A form of the fields that the pack asks for; with `whole` none of them may be left out.

    `photographs`: the name under which they are kept with it until it is sent; "" where it takes none.
    """

    only = PICTURES

    def __init__(
        self, *args: Any, desk: Desk, subject: Subject, whole: bool = False, photographs: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.subject, self.photographs = desk, subject, photographs
        if photographs:
            self.fields["attach"].widget.attrs["accept"] = f"{PICTURES}*"
            self.look(desk, photographs)
        else:
            del self.fields["attach"]
        add_fields(self, subject, desk)
        for one in subject.fields if whole else ():
            self.fields[name_of(subject, one)].required = True
            self.fields[name_of(subject, one)].error_messages["required"] = _("Закон знает только полную запись.")

    def body(self) -> dict[str, Any]:
        """Return what was filled in, as it is kept."""
        return filled(self, self.subject)

    def take_photographs(self, given: MultiValueDict[str, Any]) -> None:
        """Keep those that came with the form, before anything else of it is looked at."""
        if self.photographs:
            self.take(self.desk, self.photographs, given)

    def sent_with(self, once: uuid.UUID, files: Set[uuid.UUID]) -> Iterable[File]:
        """Return those of the photographs that went with what was entered under this identity."""
        return sent_with(once, files)

    def done(self) -> None:
        """Let go of the photographs that were attached and left out."""
        if self.photographs:
            uploads.drop(uploads.of(self.desk, self.photographs))

    def know(self, body: Mapping[str, Any]) -> None:
        """Show what is known."""
        self.fill(spread(self.subject, body))

    def sections(self) -> list[Section]:
        """Return the fields by their groups."""
        return sections(self, self.subject, self.desk)


class Deed(OfFields):
    """An entry of the chain, or a safeguard: its fields, and when it was done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"] = TimeField(self.desk, required=False, label=_("Когда"), help_text=EMPTY_IS_NOW)

    def clean(self) -> dict[str, Any]:
        """Refuse an entry that says nothing."""
        data = super().clean() or {}
        if not self.errors and not self.body():
            self.add_error(None, _("Впишите хотя бы одно поле."))
        return data


class Taking(OfFields):
    """Somebody or something to take in charge; `carried_by`: one of several rows, taken only where it is ticked."""

    def __init__(self, *args: Any, desk: Desk, kind: ChargeKind, carried_by: str = "", **kwargs: Any) -> None:
        photographs = f"custody-{carried_by or 'new'}-{kind.code}" if kind.files else ""
        super().__init__(*args, desk=desk, subject=kind.form, photographs=photographs, **kwargs)
        self.kind, self.of_several = kind, bool(carried_by)
        self.limits = limits_today(desk) if kind.is_person else []
        if carried_by:
            self.fields["take"] = forms.BooleanField(required=False, initial=True)
        if kind.annex:
            add_fields(self, kind.annex, desk)
        if kind.is_person:
            self._ask_for_times()

    def _ask_for_times(self) -> None:
        choices = [(one.code, self.desk.said(one.ground)) for one in self.limits]
        self.fields["limit"] = forms.ChoiceField(
            label=_("Основание задержания"),
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Выберите основание: от него – предельный срок.")},
        )
        asked = {"required": _("Укажите время: от него считается срок.")}
        labels = {"restricted": _("Свобода ограничена в"), "delivered": _("Доставлен в")}
        for name, label in labels.items():
            self.fields[name] = TimeField(self.desk, label=label, error_messages=asked)
        self.fields["sober"] = TimeField(
            self.desk, required=False, label=_("Протрезвел в"), help_text=_("только если был в опьянении")
        )

    @property
    def is_wanted(self) -> bool:
        """Whether it is to be taken."""
        return not self.of_several or bool(self.data.get(self.add_prefix("take")))

    def grounds(self) -> Iterator[tuple[Any, DetentionLimit, int]]:
        """Give each ground with its box, and for how many hours it lets somebody be held."""
        known = {one.code: one for one in self.limits}
        for box in self["limit"]:
            limit = known[str(box.data["value"])]
            yield box, limit, int((limit.ends(self.desk.now) - self.desk.now) / HOUR)

    def annex_sections(self) -> list[Section]:
        """Return the sensitive fields by their groups."""
        return sections(self, self.kind.annex, self.desk) if self.kind.annex else []

    def annex(self) -> dict[str, Any]:
        """Return the sensitive fields that were filled in."""
        return filled(self, self.kind.annex) if self.kind.annex else {}

    def held(self) -> Held | None:
        """Return the ground and the moments of a detention; None for a thing."""
        data = self.cleaned_data
        if not self.kind.is_person:
            return None
        return Held(data["limit"], data["restricted"], data["delivered"], data.get("sober"))

    def clean(self) -> dict[str, Any]:
        """Refuse what says nothing, and moments in an order that cannot be."""
        data = super().clean() or {}
        if not self.errors and not self.body():
            self.add_error(None, _("Впишите хотя бы одно поле: кого или что берёте."))
        restricted, delivered, sober = (data.get(name) for name in ("restricted", "delivered", "sober"))
        if restricted and delivered and delivered < restricted:
            self.add_error("delivered", _("Доставлен раньше, чем задержан: проверьте оба времени."))
        if restricted and sober and sober < restricted:
            self.add_error("sober", _("Раньше, чем задержан: проверьте оба времени."))
        for name in ("restricted", "delivered", "sober"):
            _refuse_the_future(self, name, data.get(name))
        return data


class Prolongation(forms.Form):
    """On which further ground somebody is held, by which act."""

    limit = forms.ChoiceField(label=_("Новое основание"), error_messages={"required": _("Выберите основание.")})
    paper = forms.CharField(
        label=_("Акт о продлении: чей, номер, дата"),
        max_length=500,
        error_messages={"required": _("Назовите акт, которым срок продлён.")},
    )

    def __init__(self, *args: Any, limits: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["limit"], limits)


class PassingOver(SentOnce):
    """That a safeguard be passed over: on which ground of the law, and why here."""

    ground = forms.ChoiceField(label=_("Основание закона"), error_messages={"required": _("Выберите основание.")})
    reason = forms.CharField(
        label=_("Почему здесь"),
        help_text=FOR_EVER,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        error_messages={"required": _("Напишите, почему это нельзя сделать сейчас.")},
    )
    safeguard = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["ground"], grounds)


class Purpose(forms.Form):
    """What a record is read for."""

    purpose = forms.ChoiceField(
        label=_("Для чего"),
        choices=[("", "—"), *PURPOSES.items()],
        error_messages={"required": _("Назовите, для чего читаете.")},
    )
    words = forms.CharField(label=_("Подробнее"), required=False, max_length=300)

    def said(self) -> str:
        """Return the purpose as it is written down."""
        data = self.cleaned_data
        return ": ".join(filter(None, (str(PURPOSES[data["purpose"]]), data["words"].strip())))

    def clean(self) -> dict[str, Any]:
        """Ask for words where the list has none."""
        data = super().clean() or {}
        if data.get("purpose") == "other" and not data.get("words", "").strip():
            self.add_error("words", _("Напишите, для чего."))
        return data


def _choose(chooser: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(chooser, forms.ChoiceField)
    chooser.choices = choices if len(choices) == 1 else [("", "—"), *choices]


def _refuse_the_future(form: forms.Form, name: str, at: datetime | None) -> None:
    if at and at > form.desk.now + AHEAD:  # type: ignore[attr-defined]
        form.add_error(name, _("Это время ещё не наступило."))
