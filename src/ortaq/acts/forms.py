"""What is typed to begin an act and to fill it in, and the reasons that are given for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.acts.between import groups_of
from ortaq.duties.desk import Desk
from ortaq.exchange.fields import Section, add_fields, filled, sections, spread
from ortaq.exchange.forms import SentOnce
from ortaq.rules.acts import ActKind
from ortaq.rules.edition import Field


class NewAct(SentOnce):
    """Between whom: the group where the unit is in several, the other side where the kind has two."""

    group = forms.TypedChoiceField(
        label=_("Между кем"),
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите группу взаимодействия.")},
    )
    other = forms.TypedChoiceField(
        label=_("Вторая сторона, принимает"),
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите, кто принимает.")},
    )

    def __init__(self, *args: Any, desk: Desk, kind: ActKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.kind = desk, kind
        if kind.parties == "group":
            found = groups_of(kind, desk.unit.pk, desk.rulebook)
            self._choose("group", [(pk, " · ".join(map(desk.name, members))) for pk, _level, members in found])
        else:
            del self.fields["group"]
        if kind.parties == "two":
            beside = desk.rulebook.counterparts(desk.unit.pk)
            self._choose("other", [(pk, desk.name(pk)) for pk in beside])
        else:
            del self.fields["other"]

    @property
    def asks(self) -> list[forms.BoundField]:
        """What there is to choose."""
        return list(self.visible_fields())

    def parties(self) -> list[int]:
        """Return the two sides where the kind has two: we give, the other one receives."""
        other = self.cleaned_data.get("other")
        return [self.desk.unit.pk, other] if other else []

    def _choose(self, name: str, choices: Sequence[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(choices)
        field.initial = choices[0][0] if len(choices) == 1 else None


class ActForm(SentOnce):
    """The body of an act as its kind asks it. `base` is the edit that the page began from."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, desk: Desk, kind: ActKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk, self.subject = desk, kind.body
        add_fields(self, self.subject, desk)

    def sections(self) -> list[Section]:
        """Return the sections in the order of the pack; what belongs to none comes first."""
        groups = sorted(dict.fromkeys(one.group for one in self.subject.fields), key=lambda group: group is not None)
        made = dict(zip(groups, sections(self, self.subject, self.desk), strict=True))
        return [made[group] for group in (None, *self.subject.groups) if group in made]

    def body(self) -> dict[str, Any]:
        """Return what is filled in, as it is kept."""
        return filled(self, self.subject)

    def know(self, body: Mapping[str, Any], base: int) -> None:
        """Show what stands, days as they are typed."""
        self.fill({**spread(self.subject, _as_typed(self.subject.fields, body)), "base": base})


class Why(forms.Form):
    """A reason that all parties will read."""

    reason = forms.CharField(
        label=_("Причина"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        error_messages={"required": _("Напишите причину: её прочтут все стороны.")},
    )


def _as_typed(fields: Sequence[Field], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body whose days are written as they are typed, in the rows of its groups too."""
    dated = {(one.group, one.code) for one in fields if one.kind == "date"}
    alone = {code for _group, code in dated}
    return dict(_typed(body, dated, alone))


def _typed(body: Mapping[str, Any], dated: set[tuple[str | None, str]], alone: set[str]) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        if isinstance(value, list):
            yield (
                name,
                [{code: _day(one) if (name, code) in dated else one for code, one in row.items()} for row in value],
            )
        else:
            yield name, _day(value) if name in alone else value


def _day(kept: Any) -> Any:
    year, _dash, rest = str(kept).partition("-")
    return f"{rest[3:]}.{rest[:2]}.{year}" if len(rest) == 5 else kept
