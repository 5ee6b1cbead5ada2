"""What changed since the last report, as far as the node's own records know: a text that the officer edits.

It is made of numbers, times and subjects. The words of a matter are repeated only where everybody who is to hear the
report was told the matter itself: a report discloses nothing that was kept to some.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.duties.rulebook import Span
from ortaq.exchange.models import ADDRESSEE, Content, Message, Receipt, Recipient

LONGEST = 200
DAY = timedelta(hours=24)


def prepared(desk: Desk, window: Span, hearers: Sequence[int]) -> str:
    """Return what the records of the covered time hold, by subject with numbers and times; empty for nothing."""
    if window.covers_from is None or window.covers_to is None:
        return ""
    since, until = window.covers_from, min(window.covers_to, desk.now)
    lines = [
        *_told(desk, since, until, hearers),
        *_received(desk, since, until),
        *_acted(desk, since, until),
        *_silent(desk),
        *_late(desk, since, until),
    ]
    return "\n".join(lines)


def _told(desk: Desk, since: datetime, until: datetime, hearers: Sequence[int]) -> Iterator[str]:
    """What this unit told, each matter once, by the first of it that was told in this time."""
    sent = Message.objects.filter(unit=desk.unit, sent_at__gte=since, sent_at__lt=until)
    matters = _once(sent.exclude(regime__in=_recurring(desk)).order_by("sent_at", "id"))
    words = _words_known_to(hearers, [one.pk for one in matters]) if desk.may("may_read_content") else {}
    for clause, some in _by_clause(matters):
        yield f"{desk.subject(clause)}: {gettext('передано сообщений')}: {len(some)}."
        for one in some:
            said = words.get(one.pk, "")
            yield f"– № {one.number}, {_at(one.sent_at, desk)}{': ' if said else ''}{said}"


def _received(desk: Desk, since: datetime, until: datetime) -> Iterator[str]:
    came = Recipient.objects.filter(unit=desk.unit, added_at__gte=since, added_at__lt=until).select_related("message")
    news = came.exclude(message__regime__in=_recurring(desk)).order_by("added_at", "id")
    for clause, some in _by_clause(_once(one.message for one in news)):
        from_whom = ", ".join(f"{_theirs(one, desk)} {_at(one.sent_at, desk)}" for one in some)
        yield f"{desk.subject(clause)}: {gettext('получено сообщений')}: {len(some)} ({from_whom})."


def _acted(desk: Desk, since: datetime, until: datetime) -> Iterator[str]:
    done = Receipt.objects.filter(unit=desk.unit, step="acted", at__gte=since, at__lt=until).select_related("message")
    said = [f"{_theirs(one.message, desk)} {_at(one.at, desk)}" for one in done.order_by("at")]
    if said:
        yield f"{gettext('Исполнено по полученным сообщениям')}: {', '.join(said)}."


def _silent(desk: Desk) -> Iterator[str]:
    """What presses somebody and nobody has taken, as it stands now."""
    ours = Q(message__unit=desk.unit, role=ADDRESSEE) | Q(unit=desk.unit)
    open_now = Recipient.objects.filter(ours, alarms=True, acknowledged_at=None, added_at__gte=desk.now - DAY)
    said = [
        f"{_between(one, desk)} ({gettext('с')} {_at(one.added_at, desk)})"
        for one in open_now.select_related("message").order_by("added_at")
    ]
    if said:
        yield f"{gettext('Ещё не принято')}: {', '.join(said)}."


def _late(desk: Desk, since: datetime, until: datetime) -> Iterator[str]:
    late = Duty.objects.owed_by(desk.unit.pk).overdue().filter(due_at__gte=since, due_at__lt=until)
    said = [
        f"{desk.duty(one)}{' → ' if one.owed_to_id else ''}{desk.name(one.owed_to_id)} "
        f"({gettext('срок')} {_at(one.due_at, desk)})"
        for one in late.order_by("due_at")
    ]
    if said:
        yield f"{gettext('Просрочено нами')}: {'; '.join(said)}."


def _theirs(message: Message, desk: Desk) -> str:
    """A number is its unit's: № 7 ← who gave it."""
    return f"№ {message.number} ← {desk.name(message.unit_id)}"


def _between(one: Recipient, desk: Desk) -> str:
    ours = one.message.unit_id == desk.unit.pk
    return f"№ {one.message.number} → {desk.name(one.unit_id)}" if ours else _theirs(one.message, desk)


def _recurring(desk: Desk) -> set[str]:
    """The regimes of what is reported again and again: a report does not tell of reports."""
    return {rule.regime for rule in desk.rulebook.edition.duties if rule.window and rule.regime}


def _once(messages: Iterable[Message]) -> list[Message]:
    first: dict[uuid.UUID, Message] = {}
    for one in messages:
        first.setdefault(one.matter, one)
    return list(first.values())


def _by_clause(messages: Iterable[Message]) -> Iterable[tuple[str, list[Message]]]:
    found: dict[str, list[Message]] = defaultdict(list)
    for one in messages:
        found[one.clause].append(one)
    return sorted(found.items())


def _words_known_to(hearers: Sequence[int], messages: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the words of those messages that went to every one of the hearers."""
    told: dict[uuid.UUID, set[int]] = defaultdict(set)
    for message, unit in Recipient.objects.filter(message__in=messages).values_list("message", "unit"):
        told[message].add(unit)
    known = [pk for pk in messages if set(hearers) <= told[pk]]
    contents = Content.objects.filter(message__in=known)
    return {one.message_id: _short(str(one.body.get("text", ""))) for one in contents if one.body}


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"


def _at(at: datetime | None, desk: Desk) -> str:
    """07:42 of the day that the report is told on, else with the day before it."""
    if at is None:
        return ""
    here = at.astimezone(desk.zone)
    return f"{here:%H:%M}" if here.date() == desk.today else f"{here:%d.%m %H:%M}"
