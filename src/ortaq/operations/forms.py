"""What is typed about a joint measure: what it is and who takes part, a task, how it ends; its log in line_form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.access.models import Appointment
from ortaq.acts.doing import Task
from ortaq.acts.tasks_shown import ShownTask
from ortaq.duties.desk import Desk
from ortaq.exchange.fields import DayField, MomentField, Section, add_fields, filled, name_of, sections, spread
from ortaq.exchange.forms import SentOnce, TimeField
from ortaq.exchange.times import read_coming, read_moment
from ortaq.operations.linking import LINKABLE
from ortaq.operations.opening import Planned, founding
from ortaq.operations.rooms import candidates
from ortaq.rules.edition import Subject
from ortaq.rules.operations import OperationKind

MOST_MINUTES = 24 * 60
MOST_ACTS = 50


class ComingField(forms.CharField):
    """A time to come: +30м, 18:40, or a day with its hour."""

    default_error_messages = {"unread": _("Напишите так: +30м, +2ч, 18:40 или 12.05 18:40.")}

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        attrs = {"class": "time dated", "data-time": "", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(max_length=25, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.desk = desk

    def clean(self, value: Any) -> datetime | None:
        """Return the instant, None where nothing was typed; raises ValidationError that says how to type it."""
        text = super().clean(value)
        for read in (read_coming, read_moment) if text else ():
            try:
                return read(text, now=self.desk.now, zone=self.desk.zone)
            except ValueError:
                continue
        if text:
            raise forms.ValidationError(self.error_messages["unread"], code="unread")
        return None


class OfFields(SentOnce):
    """A form of the fields that the pack asks for."""

    def __init__(self, *args: Any, desk: Desk, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.subject = desk, subject
        add_fields(self, subject, desk)

    def body(self) -> dict[str, Any]:
        """Return what was filled in, as it is kept."""
        return filled(self, self.subject)

    def know(self, body: Mapping[str, Any]) -> None:
        """Show what is known."""
        self.fill(spread(self.subject, body))

    def sections(self) -> list[Section]:
        """Return the fields by their groups."""
        return sections(self, self.subject, self.desk)

    def clean(self) -> dict[str, Any]:
        """Refuse what says nothing."""
        data = super().clean() or {}
        if not self.errors and not self.body():
            self.add_error(None, _("Впишите хотя бы одно поле."))
        return data


class Putting(SentOnce):
    """Something that belongs to it: what sort of thing, its number or the address of its page, and why."""

    what = forms.ChoiceField(label=_("Что приобщить"))
    typed = forms.CharField(
        label=_("Номер или адрес страницы"),
        help_text=_("118/2026, ПР-4/2026 или адрес из строки браузера"),
        max_length=300,
        error_messages={"required": _("Впишите номер или вставьте адрес.")},
    )
    note = forms.CharField(label=_("Чем относится"), required=False, max_length=1_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["what"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(code, one.name) for code, one in LINKABLE.items()]


class Deciding(SentOnce):
    """What was decided, who carries it out, by which day."""

    what = forms.CharField(
        label=_("Что решено"),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "true"}),
        max_length=5_000,
        error_messages={"required": _("Напишите, что решено.")},
    )
    unit = forms.TypedChoiceField(coerce=int, label=_("Кто исполняет"))

    def __init__(self, *args: Any, desk: Desk, parties: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["unit"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(unit, desk.name(unit)) for unit in parties]
        self.fields["due"] = DayField(label=_("Срок"), error_messages={"required": _("Укажите день.")})


class Described(OfFields):
    """What a joint measure is; the first field, which names it, is not left out."""

    def __init__(self, *args: Any, kind: OperationKind, **kwargs: Any) -> None:
        super().__init__(*args, subject=kind.form, **kwargs)
        self.kind = kind
        named = self.fields[name_of(kind.form, kind.title)]
        named.required = True
        named.error_messages["required"] = _("Назовите: по этим словам стороны поймут, о чём речь.")


class Opening(Described):
    """What it is, between whom, from when until when."""

    def __init__(self, *args: Any, kind: OperationKind, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, desk=desk, **kwargs)
        near = list(desk.rulebook.counterparts(desk.unit.pk)) if desk.unit.pk in desk.rulebook.units else []
        self.counterparts = near if kind.parties == "counterparts" and not kind.members_only else []
        self.posts = self._ask_for_members(near) if kind.members_only else []
        for unit in self.counterparts:
            self.fields[f"to-{unit}"] = forms.BooleanField(required=False, initial=True, label=desk.name(unit))
        if kind.mandates:
            self._ask_for_mandate()
        if kind.begins_at_once:
            since = TimeField(desk, required=False, label=_("Ч – начало"), help_text=_("пусто – сейчас"))
            self.fields["since"] = since
            if kind.members_only:
                self.fields["ends"] = MomentField(desk, required=False, label=_("Срок работы – до"))
        else:
            self.fields["starts"] = MomentField(desk, required=False, label=_("Начало"))
            self.fields["ends"] = MomentField(desk, required=False, label=_("Окончание"))
        if kind.situation:
            self.fields["rhythm"] = forms.IntegerField(
                required=False,
                min_value=5,
                max_value=MOST_MINUTES,
                label=_("Доклад обстановки – каждые, мин"),
                help_text=_("пусто – как в Инструкции"),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def _ask_for_mandate(self) -> None:
        known, kinds = founding(self.kind, self.desk.unit.pk), self.desk.rulebook.edition.act_kinds
        offered = [(str(one.pk), f"{self.desk.said(kinds[one.kind].name)} № {one.label}") for one in known[:MOST_ACTS]]
        self.fields["mandate"] = forms.ChoiceField(
            label=_("Акт-основание"),
            required=self.kind.needs_mandate,
            choices=[("", "—"), *offered],
            error_messages={"required": _("Выберите действующий акт, которым это решено.")},
        )

    def mandate(self) -> UUID | None:
        """Return the act that founds it."""
        chosen = self.cleaned_data.get("mandate")
        return UUID(chosen) if chosen else None

    def _ask_for_members(self, near: Sequence[int]) -> list[Appointment]:
        level = [one for one in self.desk.rulebook.units if self._is_beside(one)]
        units = [self.desk.unit.pk, *(near if self.kind.parties == "counterparts" else level)]
        posts = [one for one in candidates(units, self.desk.now) if one.officer_id != self.desk.actor.officer]
        for one in posts:
            label = f"{one.officer}, {self.desk.name(one.unit_id)}"
            self.fields[f"m-{one.pk}"] = forms.BooleanField(required=False, label=label)
        return posts

    def _is_beside(self, unit: int) -> bool:
        one = self.desk.rulebook.units[unit]
        return one.is_party and one.level == self.desk.unit.level and unit != self.desk.unit.pk

    def people(self) -> list[forms.BoundField]:
        """Return the boxes of the officers who may be let into its room."""
        return [self[f"m-{one.pk}"] for one in self.posts]

    def members(self) -> list[Appointment]:
        """Return who was ticked."""
        return [one for one in self.posts if self.cleaned_data.get(f"m-{one.pk}")]

    def to(self) -> list[forms.BoundField]:
        """Return the boxes of those who may take part."""
        return [self[f"to-{unit}"] for unit in self.counterparts]

    def parties(self) -> list[int]:
        """Return who was ticked."""
        return [unit for unit in self.counterparts if self.cleaned_data.get(f"to-{unit}")]

    def times(self) -> list[forms.BoundField]:
        """Return the fields of its times, as far as the kind asks for them."""
        return [self[name] for name in ("mandate", "since", "starts", "ends", "rhythm") if name in self.fields]

    def planned(self) -> Planned:
        """Return what was said of its times."""
        data = self.cleaned_data
        starts, ends = (_instant(data.get(name)) for name in ("starts", "ends"))
        return Planned(starts, ends, data.get("rhythm"), data.get("since"))

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and a measure with nobody else in it."""
        data = super().clean() or {}
        if data.get("starts") and data.get("ends") and _instant(data["ends"]) < _instant(data["starts"]):  # type: ignore[operator]
            self.add_error("ends", _("Кончается раньше, чем начинается: проверьте оба времени."))
        if self.posts and not any(data.get(f"m-{one.pk}") for one in self.posts):
            self.add_error(None, _("Отметьте, кто входит в группу."))
        if self.counterparts and not any(data.get(f"to-{unit}") for unit in self.counterparts):
            self.add_error(None, _("Отметьте, кто участвует: мероприятие совместное."))
        return data


class Giving(SentOnce):
    """Something to do: for whom, what, by when."""

    unit = forms.TypedChoiceField(coerce=int, label=_("Кому"))
    what = forms.CharField(
        label=_("Что сделать"),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "true"}),
        max_length=5_000,
        error_messages={"required": _("Напишите, что сделать.")},
    )

    def __init__(self, *args: Any, desk: Desk, parties: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["unit"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(unit, desk.name(unit)) for unit in parties]
        self.fields["due"] = ComingField(
            desk,
            label=_("К какому времени"),
            help_text=_("+30м, +2ч, 18:40 или 12.05 18:40"),
            error_messages={"required": _("Укажите, к какому времени.")},
        )


class Done(SentOnce):
    """That what our unit was given to do is done, and how."""

    text = forms.CharField(
        label=_("Чем исполнено"), max_length=5_000, error_messages={"required": _("Напишите, чем исполнено.")}
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"] = TimeField(desk, required=False, label=_("Когда"), help_text=_("пусто – сейчас"))


class Correcting(SentOnce):
    """What an entry should have said."""

    text = forms.CharField(
        label=_("Как верно"), max_length=5_000, error_messages={"required": _("Напишите, как верно.")}
    )


class LettingIn(forms.Form):
    """Who else is let into a room."""

    post = forms.ChoiceField(label=_("Кого"))

    def __init__(self, *args: Any, desk: Desk, posts: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["post"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(str(one.pk), f"{one.officer}, {desk.name(one.unit_id)}") for one in posts]


class Ending(forms.Form):
    """How it ended or why it is called off; `lesson`: what it taught."""

    words = forms.CharField(
        label=_("Чем кончилось"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5_000,
        error_messages={"required": _("Напишите: это прочтут все стороны.")},
    )
    lesson = forms.CharField(
        label=_("Вывод: что делать иначе"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5_000,
    )


class Closing(Ending):
    """How it ended, what it taught, and what it has done of what the act that founds it gave us to do."""

    def __init__(self, *args: Any, served: Sequence[ShownTask], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(one.task.pk): one.task for one in served}
        if served:
            self.fields["served"] = forms.MultipleChoiceField(
                label=_("Исполнено этим по акту-основанию"),
                required=False,
                choices=[(str(one.task.pk), one.words) for one in served],
                initial=list(self.offered) if len(served) == 1 else [],
                widget=forms.CheckboxSelectMultiple,
            )

    def tasks(self) -> list[Task]:
        """Return what was ticked."""
        return [self.offered[one] for one in self.cleaned_data.get("served", ())]


def _instant(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
