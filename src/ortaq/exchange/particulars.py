"""What a message says, field by field, and what of it changed against an earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.exchange import judging, points
from ortaq.exchange.difference import ADDED, LEFT_OUT
from ortaq.exchange.models import Message
from ortaq.rules import countries
from ortaq.rules.edition import Field, Subject

CHANGED = "changed"
Place = tuple[str, int, str]


@dataclass(frozen=True)
class Particular:
    """One field as it is shown: under which heading, what it is, what it says. `place` is where it is kept."""

    place: Place
    section: str
    label: str
    value: str


@dataclass(frozen=True)
class Change:
    """One field that says something else than before: "" where one of the two says nothing of it."""

    section: str
    label: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """Say whether it was added, left out or changed."""
        return CHANGED if self.before and self.after else ADDED if self.after else LEFT_OUT


def particulars(clause: str, body: Mapping[str, Any], desk: Desk) -> list[Particular]:
    """Return the fields of a content in the order of the pack, persons and goods numbered."""
    subject = desk.rulebook.subject(clause)
    return of_subject(subject, body, desk) if subject else []


def of_subject(subject: Subject, body: Mapping[str, Any], desk: Desk) -> list[Particular]:
    """Return the fields that a subject asks for, as they are said: also of one that no message is about."""
    return list(_told(subject, body, desk))


def date_of_event(message: Message, desk: Desk) -> list[Particular]:
    """Return when the event takes place that a message tells of; nothing where it tells of none."""
    if message.planned_at is None:
        return []
    subject = desk.rulebook.subject(message.clause)
    label = desk.said(subject.dated.name) if subject and subject.dated else gettext("Назначено на")
    at = message.planned_at.astimezone(desk.zone).strftime("%d.%m.%Y %H:%M")
    return [Particular(("", 0, "planned_at"), "", label, at)]


def judgement(body: Mapping[str, Any], desk: Desk) -> list[Particular]:
    """Return how a content judges its source and what it says."""
    told = judging.in_words(body, desk)
    return [Particular(("evaluation", 0, code), gettext("Оценка"), label, step) for code, label, step in told]


def changes(before: Sequence[Particular], after: Sequence[Particular]) -> list[Change]:
    """Return the fields in which two messages differ, in the order of the later one."""
    old, new = {one.place: one for one in before}, {one.place: one for one in after}
    found = []
    for place in {**new, **old}:
        was, now = old.get(place), new.get(place)
        one = now or was
        if one and (was.value if was else "") != (now.value if now else ""):
            found.append(Change(one.section, one.label, was.value if was else "", now.value if now else ""))
    return found


def _told(subject: Subject, body: Mapping[str, Any], desk: Desk) -> Iterator[Particular]:
    for group in sorted(dict.fromkeys(one.group for one in subject.fields), key=lambda group: group is not None):
        fields, told = subject.in_group(group), subject.groups.get(group or "")
        if told is None or group is None or not told.repeats:
            title = desk.said(told.name) if told else ""
            yield from _row(fields, body, ("", 0), title, desk)
            continue
        rows = body.get(group) or []
        for n, row in enumerate(rows):
            each = desk.said(told.each or told.name)
            yield from _row(fields, row, (group, n), f"{each} {n + 1}" if len(rows) > 1 else each, desk)


def _row(
    fields: Sequence[Field], row: Mapping[str, Any], at: tuple[str, int], section: str, desk: Desk
) -> Iterator[Particular]:
    for one in fields:
        if row.get(one.code) not in (None, "", False):
            yield Particular((*at, one.code), section, desk.said(one.label), _shown(one, row[one.code], desk))


def _shown(one: Field, value: Any, desk: Desk) -> str:
    """Return a value as a person reads it: codes by their names, dates and amounts as they are written here."""
    text = str(value)
    match one.kind:
        case "choice":
            return desk.said(one.choices[text]) if text in one.choices else text
        case "yes_no":
            return gettext("да") if value else gettext("нет")
        case "country":
            return countries.shown(text, desk.lang)
        case "crossing_point":
            return points.shown(text, desk)
        case "date":
            year, _, rest = text.partition("-")
            return f"{rest[3:]}.{rest[:2]}.{year}" if len(rest) == 5 else text
        case "amount":
            return text.replace(".", ",") if desk.lang != "en" else text
        case _:
            return text
