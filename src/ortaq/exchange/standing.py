"""How a message stands, as its page shows it: corrected, withdrawn, recalled, passed on; and what may be done to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from ortaq.exchange.difference import difference
from ortaq.exchange.models import AFTERWARDS, CORRECTION, FOLLOW_UP, FORWARD, ORAL, RECALL, WITHDRAWAL, Message
from ortaq.exchange.particulars import Change, Particular, changes, particulars
from ortaq.exchange.relations import WHY, origins

if TYPE_CHECKING:
    from ortaq.exchange.story import Story


@dataclass(frozen=True)
class Said:
    """What was said of a message afterwards: by whom, when, under which number, why."""

    message: Message
    why: str


@dataclass(frozen=True)
class Version:
    """Words and fields as they read at one time."""

    text: str
    fields: Sequence[Particular]


@dataclass(frozen=True)
class Origin:
    """Whose words were passed on, under which number, when; and how their author corrected them before that."""

    unit: str
    url: str
    officer: str
    number: str
    clause: str
    sent_at: datetime
    version: Version
    corrected: Sequence[tuple[str, datetime, Version]]


@dataclass(frozen=True)
class Passed:
    """That the message was passed on: by whom, to whom, when."""

    message: Message
    by: str
    to: str


@dataclass(frozen=True)
class Standing:
    """How one message of a matter stands to the others."""

    title: str
    why: str
    withdrawn: Said | None
    recalled: Said | None
    was: Version | None
    words: Sequence[tuple[str, str]]
    changes: Sequence[Change]
    origins: Sequence[Origin]
    passed: Sequence[Passed]
    may_correct: bool
    may_withdraw: bool
    may_pass_on: bool


def standing_of(story: Story, message: Message, body: Mapping[str, Any]) -> Standing:
    """Return how the message stands, as far as this unit sees it."""
    desk = story.desk
    was = version(story, message, before) if (before := _before(story, message)) is not None else None
    now = version(story, message, body)
    ours = message.unit_id == desk.unit.pk
    withdrawn, recalled = _said(story, message, WITHDRAWAL), _said(story, message, RECALL)
    may = desk.is_on_watch and desk.may("may_send") and withdrawn is None and recalled is None
    is_word = message.relation in AFTERWARDS and message.relation != FORWARD
    return Standing(
        title=title_of(message),
        why=str(body.get(WHY, "")),
        withdrawn=withdrawn,
        recalled=recalled,
        was=was,
        words=list(difference(was.text, now.text)) if was else [],
        changes=changes(was.fields, now.fields) if was else [],
        origins=[_origin(story, one) for one in origins(body)],
        passed=list(_passed(story, message)),
        may_correct=may and ours and message.relation not in AFTERWARDS,
        may_withdraw=may and ours and not is_word,
        may_pass_on=may and not is_word and message.pk in story.contents and _holds(story, message),
    )


def title_of(message: Message) -> str:
    """Return what the message is, as its heading says it."""
    told = gettext("Сообщено устно") if message.form == ORAL else gettext("Написано")
    how = gettext("устно") if message.form == ORAL else gettext("письменно")
    return {
        FOLLOW_UP: f"{gettext('Дополнение')}, {how}",
        CORRECTION: gettext("Исправление"),
        WITHDRAWAL: gettext("Отзыв"),
        RECALL: gettext("Просьба вернуть"),
        FORWARD: gettext("Передано дальше"),
    }.get(message.relation, told)


def said_how(message: Message) -> str:
    """Return how it was said, as a line of the record tells it."""
    told = gettext("сообщено устно") if message.form == ORAL else gettext("написано")
    return {
        CORRECTION: gettext("исправлено"),
        WITHDRAWAL: gettext("отозвано"),
        RECALL: gettext("попросили вернуть"),
        FORWARD: gettext("передано дальше"),
    }.get(message.relation, told)


def version(story: Story, message: Message, body: Mapping[str, Any]) -> Version:
    """Return words and fields of a content under the message's clause."""
    return Version(str(body.get("text", "")), particulars(message.clause, body, story.desk))


def stopped(story: Story, message: Message) -> bool:
    """Whether the author asked this unit to act on the message no longer."""
    return bool(_said(story, message, WITHDRAWAL) or _said(story, message, RECALL))


def _said(story: Story, message: Message, relation: str) -> Said | None:
    """Return the withdrawal of a message, or its recall from this very unit."""
    ids = _stems(story, message)
    for one in story.messages:
        if one.relation == relation and one.relates_to in ids and one.pk != message.pk:
            if relation == RECALL and not _is_to_us(story, one):
                continue
            content = story.contents.get(one.pk)
            return Said(one, str(content.body.get("text", "")) if content and content.body else "")
    return None


def _stems(story: Story, message: Message) -> set[uuid.UUID | None]:
    """Return the message and what it stems from, as far as this unit knows."""
    found: set[uuid.UUID | None] = {message.pk}
    if message.relation in (CORRECTION, FORWARD):
        found.add(message.relates_to)
    content = story.contents.get(message.pk)
    if content and content.body and message.relation == FORWARD:
        found |= {uuid.UUID(one["id"]) for one in origins(content.body)}
    return found


def _is_to_us(story: Story, message: Message) -> bool:
    return any(one.message_id == message.pk and one.unit_id == story.desk.unit.pk for one in story.recipients)


def _holds(story: Story, message: Message) -> bool:
    return message.unit_id == story.desk.unit.pk or _is_to_us(story, message)


def _before(story: Story, message: Message) -> Mapping[str, Any] | None:
    """Return the content that a correction changed: the correction before it, the words first sent, or passed on."""
    if message.relation != CORRECTION:
        return None
    before: Mapping[str, Any] | None = None
    for one in story.messages:
        if one.pk == message.pk:
            break
        content = story.contents.get(one.pk)
        if content is None or not content.body:
            continue
        if one.pk == message.relates_to or (one.relation == CORRECTION and one.relates_to == message.relates_to):
            before = content.body
        for origin in origins(content.body):
            if uuid.UUID(origin["id"]) == message.relates_to:
                before = origin["corrected"][-1]["body"] if origin["corrected"] else origin["body"]
    return before


def _origin(story: Story, told: Mapping[str, Any]) -> Origin:
    unit = story.desk.rulebook.units.get(int(told["unit"]))
    return Origin(
        unit=story.desk.name(int(told["unit"])),
        url=unit.code if unit else "",
        officer=str(told["officer"]),
        number=f"{told['number']}/{told['year']}",
        clause=str(told["clause"]),
        sent_at=datetime.fromisoformat(told["sent_at"]),
        version=_version(story, told),
        corrected=[
            (f"{one['number']}/{one['year']}", datetime.fromisoformat(one["sent_at"]), _version(story, one, told))
            for one in told["corrected"]
        ],
    )


def _version(story: Story, told: Mapping[str, Any], of: Mapping[str, Any] | None = None) -> Version:
    body = told["body"]
    return Version(str(body.get("text", "")), particulars((of or told)["clause"], body, story.desk))


def _passed(story: Story, message: Message) -> Iterable[Passed]:
    for one in story.messages:
        if one.relation == FORWARD and one.relates_to == message.pk:
            to = [row.unit_id for row in story.recipients if row.message_id == one.pk and row.via_id is None]
            yield Passed(one, story.desk.name(one.unit_id), ", ".join(story.desk.name(unit) for unit in to))
