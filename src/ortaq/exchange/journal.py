"""The journal of messages: what a unit told and was told, newest first, paged by the place where one stopped."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from django.db.models import Q, QuerySet

from ortaq.duties.desk import Desk
from ortaq.exchange.models import COPY, WITHDRAWAL, Message, Recipient

PAGE = 50
IN, OUT, BELOW = "in", "out", "below"


@dataclass(frozen=True)
class Asked:
    """What one looks for. `below`: all that this unit sees by rank, not its own alone."""

    direction: str = ""
    regime: str = ""
    words: str = ""
    alarms: bool = False
    before: tuple[datetime, uuid.UUID] | None = None


@dataclass(frozen=True)
class Line:
    """One line of the journal: the message, when it came into this unit's journal, and how it stands with us."""

    at: datetime
    message: Message
    recipient: Recipient | None

    @property
    def place(self) -> tuple[datetime, uuid.UUID]:
        """Where it lies in the order."""
        return self.at, self.message.pk

    @property
    def is_ours(self) -> bool:
        """Whether we told it."""
        return self.recipient is None


@dataclass(frozen=True)
class Taken:
    """To whom a message of ours went, and how many of those it presses have taken it."""

    units: tuple[int, ...] = ()
    pressed: int = 0
    done: int = 0


def taken(messages: Iterable[uuid.UUID]) -> defaultdict[uuid.UUID, Taken]:
    """Return, for each message, its addressees and how many have taken it; copies are left out."""
    found: defaultdict[uuid.UUID, Taken] = defaultdict(Taken)
    rows = Recipient.objects.filter(message__in=list(messages)).exclude(role=COPY).order_by("added_at", "unit")
    for pk, unit, alarms, acknowledged in rows.values_list("message", "unit", "alarms", "acknowledged_at"):
        one = found[pk]
        done = one.done + bool(alarms and acknowledged)
        found[pk] = Taken((*one.units, unit), one.pressed + bool(alarms), done)
    return found


def withdrawn(messages: Iterable[uuid.UUID]) -> set[uuid.UUID | None]:
    """Return which of these messages were withdrawn."""
    found = Message.objects.filter(relation=WITHDRAWAL, relates_to__in=list(messages))
    return set(found.values_list("relates_to", flat=True))


def lines(desk: Desk, asked: Asked, *, most: int = PAGE) -> list[Line]:
    """Return one page and one line more, where there is more."""
    if "\0" in asked.words + asked.regime:  # no text of PostgreSQL's can hold one
        return []
    sources: list[Iterable[Line]] = []
    if asked.direction == BELOW:
        sources = [_told(Message.objects.all(), desk, asked, most)]
    else:
        if asked.direction != IN and not asked.alarms:
            sources.append(_told(Message.objects.filter(unit=desk.unit), desk, asked, most))
        if asked.direction != OUT:
            sources.append(_heard(desk, asked, most))
    found = merge(*sources, key=lambda line: line.place, reverse=True)
    return [line for line, _ in zip(found, range(most + 1), strict=False)]


def _told(messages: QuerySet[Message], desk: Desk, asked: Asked, most: int) -> list[Line]:
    rows = messages.filter(_matter(desk, asked, ""))
    if asked.before:
        at, pk = asked.before
        rows = rows.filter(Q(sent_at__lt=at) | Q(sent_at=at, id__lt=pk), sent_at__lte=at)
    return [Line(row.sent_at, row, None) for row in rows.order_by("-sent_at", "-id")[: most + 1]]


def _heard(desk: Desk, asked: Asked, most: int) -> list[Line]:
    rows = Recipient.objects.filter(_matter(desk, asked, "message__"), unit=desk.unit).select_related("message")
    if asked.alarms:
        rows = rows.filter(alarms=True, acknowledged_at=None)
    if asked.before:
        at, pk = asked.before
        rows = rows.filter(Q(added_at__lt=at) | Q(added_at=at, message__lt=pk), added_at__lte=at)
    return [Line(row.added_at, row.message, row) for row in rows.order_by("-added_at", "-message")[: most + 1]]


def _matter(desk: Desk, asked: Asked, prefix: str) -> Q:
    """The condition on the message itself."""
    condition = Q()
    if asked.regime:
        condition &= Q(**{f"{prefix}regime": asked.regime})
    number, _, year = asked.words.removeprefix("№").strip().partition("/")
    if _is_number(number):
        condition &= Q(**{f"{prefix}number": int(number)})
        if _is_number(year):
            condition &= Q(**{f"{prefix}year": int(year)})
    elif asked.words:
        wanted = asked.words.casefold()
        units = [pk for pk, name in desk.names.items() if wanted in name.casefold()]
        condition &= Q(**{f"{prefix}unit__in": units}) | Q(**{f"{prefix}officer_name__icontains": asked.words})
    return condition


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
