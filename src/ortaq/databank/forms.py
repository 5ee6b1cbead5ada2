"""What an officer fills in: a look-up, an entry, what its owner does with it, how a hit is settled."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.databank import indexing
from ortaq.databank.common import bank_of
from ortaq.databank.looking import Looking
from ortaq.databank.models import Entry
from ortaq.databank.words import bad_list_in_words, fault_in_words
from ortaq.duties.desk import Desk
from ortaq.exchange.fields import DayField, Section, add_fields, filled, sections, spread
from ortaq.exchange.forms import SentOnce
from ortaq.exchange.list_field import ListField
from ortaq.rules import manifest, mrz
from ortaq.rules.databank import Register

UNSEEN = ("Cf", "Co", "Cs", "Cn")
"""Signs that turn the direction of what follows, and the like: they have no place in a name or a number."""
ENTERED = _("%(mark)s уже внесено вами: № %(number)s, %(day)s. Продлите ту запись или отметьте, что это другая.")
FOR_EVER = _("без имён: эти слова остаются в журнале навсегда")
LONGEST = 400
PERSON = "person"


class LookUpForm(SentOnce):
    """What is looked for, for what purpose, bound to which event or to whoever stands here."""

    typed = forms.CharField(
        label=_("Номер, машиночитаемая зона, гос. номер или имя"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input looked", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Впишите, что проверяете.")},
    )
    born = DayField(required=False, label=_("Дата рождения"))
    purpose = forms.ChoiceField(label=_("Цель"), error_messages={"required": _("Назовите цель проверки.")})
    bound = forms.ChoiceField(label=_("Связано"), error_messages={"required": _("Укажите, с кем или с чем.")})
    is_wide = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, desk: Desk, matters: Sequence[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        born = self.fields["born"]
        assert isinstance(born, DayField)
        born.latest = desk.today
        events = [(str(matter), name) for matter, name in matters]
        for name, offered in (
            ("purpose", [(one.code, desk.said(one.name)) for one in bank_of(desk.rulebook).purposes.values()]),
            ("bound", [(PERSON, _("лицо или машина передо мной")), *events]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def looking(self) -> Looking:
        """Return what is to be looked up."""
        data = self.cleaned_data
        matter = None if data["bound"] == PERSON else uuid.UUID(data["bound"])
        return Looking(data["typed"], data["purpose"], data["born"] or None, matter, bool(data["is_wide"]))

    def clean_typed(self) -> str:
        """Return what was typed, without signs that nobody sees; refuse a zone of no format's length, and say where."""
        typed = "".join(sign for sign in str(self.cleaned_data["typed"]) if unicodedata.category(sign) not in UNSEEN)
        if mrz.looks_like_one(typed) and not (zone := mrz.read(typed, self.desk.today)).shape:
            raise forms.ValidationError([fault_in_words(one) for one in zone.faults])
        return typed


class Entering(SentOnce):
    """Something to enter into a register: its fields, the ground, on whose word, until when."""

    def __init__(self, *args: Any, desk: Desk, register: Register, of_several: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.register, self.of_several = desk, register, of_several
        if of_several:
            self.fields["take"] = forms.BooleanField(required=False, initial=True)
        add_fields(self, register.form, desk)
        grounds = [(code, desk.said(text)) for code, text in register.grounds.items()]
        self.fields["ground"] = forms.ChoiceField(
            label=_("Основание"),
            choices=[("", "—"), *grounds],
            error_messages={"required": _("Назовите основание: без него никто в реестр не вносится.")},
        )
        self.fields["source"] = forms.CharField(
            label=_("Источник"),
            max_length=300,
            help_text=_("чьё сообщение или решение, номер и дата; без имён"),
            error_messages={"required": _("Назовите источник.")},
        )
        self.fields["until"] = DayField(required=False, label=_("Действует по"))
        self.fields["again"] = forms.BooleanField(required=False, label=_("Внести ещё раз: это другая запись"))

    @property
    def is_wanted(self) -> bool:
        """Whether it is to be entered."""
        return not self.of_several or bool(self.data.get(self.add_prefix("take")))

    def body(self) -> dict[str, Any]:
        """Return the fields that were filled in."""
        return filled(self, self.register.form)

    def know(self, body: Mapping[str, Any], **known: Any) -> None:
        """Show what is known from a message."""
        self.fill({**spread(self.register.form, body), **known})

    def sections(self) -> list[Section]:
        """Return the fields by their groups."""
        return sections(self, self.register.form, self.desk)

    def valid_to(self) -> datetime | None:
        """Return the end of the last day, by the unit's own clock."""
        return end_of(self.cleaned_data.get("until"), self.desk)

    def clean(self) -> dict[str, Any]:
        """Refuse an entry that says nothing; ask about one that the unit has entered before."""
        data = super().clean() or {}
        if not self.errors and not self.body():
            self.add_error(None, _("Впишите хотя бы одно поле: что или кого вносите."))
        if not self.errors and not data.get("again"):
            found = indexing.standing(self.register, self.body(), self.desk.now)
            for entry in Entry.objects.filter(pk__in=found).exclude(pk=data["once"]):  # sent twice it is the same
                day = entry.entered_at.astimezone(self.desk.zone).strftime("%d.%m.%Y")
                said = {"mark": found[entry.pk], "number": entry, "day": day}
                self.add_error("again", ENTERED % said)
        return data


class Deed(forms.Form):
    """What its owner does with an entry, and why; an extension also until when."""

    reason = forms.CharField(
        label=_("Почему"),
        max_length=500,
        help_text=FOR_EVER,
        error_messages={"required": _("Напишите почему.")},
    )

    def __init__(self, *args: Any, desk: Desk, extends: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        if extends:
            asked = {"required": _("Назовите день.")}
            self.fields["until"] = DayField(label=_("Действует по"), error_messages=asked)

    def valid_to(self) -> datetime:
        """Return the end of the last day."""
        end = end_of(self.cleaned_data["until"], self.desk)
        assert end is not None
        return end


class Settling(forms.Form):
    """How a hit is settled."""

    answer = forms.ChoiceField(label=_("Ответ"), error_messages={"required": _("Скажите, тот ли это, и почему.")})
    note = forms.CharField(label=_("Подробнее"), required=False, max_length=500, help_text=FOR_EVER)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = bank_of(desk.rulebook).answers.values()
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        both = ((_("Подтвердить"), True), (_("Отклонить"), False))
        field.choices = [
            ("", "—"),
            *(
                (name, [(one.code, desk.said(one.name)) for one in answers if one.confirms == sort])
                for name, sort in both
            ),
        ]


def end_of(day: Any, desk: Desk) -> datetime | None:
    """Return the end of a day where the unit is; of an ISO day too, as fields of the pack keep it."""
    if not day:
        return None
    kept = datetime.fromisoformat(str(day)).date()
    return datetime.combine(kept + timedelta(days=1), time(), tzinfo=desk.zone)


class ArrivalsForm(SentOnce):
    """A file with those who arrive."""

    file = ListField()

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def clean_file(self) -> Sequence[manifest.Arrival]:
        """Return who stands in the rows; a list is taken whole or not at all."""
        try:
            return manifest.read(self.cleaned_data["file"], self.most)
        except manifest.BadList as error:
            raise forms.ValidationError(bad_list_in_words(error, self.most)) from None
