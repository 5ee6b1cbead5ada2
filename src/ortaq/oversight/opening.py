"""Content opened for a reason: an inspector whose own agency is a party to the message states what for; it is written
down, told at once to everybody who holds the words, and stands open for as long as the pack allows.

The reading is the grant: one row says who, when, why and until when, and PostgreSQL hands out the words against it
(`oversight_words`). Nothing is added to the content's own scopes, so nothing has to be taken back.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection, transaction

from ortaq.access.models import Reading
from ortaq.access.reading import note
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.models import Content, Message, Recipient
from ortaq.exchange.notice import tell_screens
from ortaq.ledger.actor import Actor
from ortaq.oversight.errors import ForeignMatter, NoReason, NotOverseer


def open_content(message: Message, *, by: Actor, at: datetime, reason: str, rulebook: Rulebook) -> Reading:
    """Open the words of a message to an inspector, and tell those who hold them.

    While an earlier opening of the same session lasts, that one is returned and nothing is written. Raises NotOverseer,
    NoReason, ForeignMatter.
    """
    held_by = holders(message)
    if by.unit is None or not Unit.objects.filter(pk=by.unit, standing="oversight").exists():
        raise NotOverseer
    if not is_party(by.unit, held_by):
        raise ForeignMatter
    if not reason.strip():
        raise NoReason
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [message.pk.int & (1 << 63) - 1])
        standing = opened(message, by=by, at=at)
        if standing:
            return standing
        until = at + rulebook.edition.limits.opened
        reading = note(by, message.pk, at, reason.strip(), owners=held_by, until=until)
        assert reading is not None
        tell_screens(message, held_by, what="changed")
    return reading


def opened(message: Message, *, by: Actor, at: datetime) -> Reading | None:
    """Return the officer's own opening of this session that still lasts."""
    mine = Reading.objects.filter(record=message.pk, officer=by.officer, unit=by.unit, session=by.session or "")
    return mine.filter(at__lte=at, until__gte=at).order_by("-until").first()


def words_of(message: Message, reading: Reading, *, at: datetime) -> Content | None:
    """Return the content as PostgreSQL hands it out against the reading; None where it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_words(%s, %s, %s)::text", [message.pk, reading.pk, at])
        body = cursor.fetchone()[0]
    return None if body is None else Content(message=message, body=json.loads(body))


def holders(message: Message) -> list[int]:
    """Return the units that hold the words: the author and everybody addressed."""
    addressed = Recipient.objects.filter(message=message).values_list("unit", flat=True)
    return sorted({message.unit_id, *addressed})


def is_party(body: int, held_by: list[int]) -> bool:
    """Whether the oversight body's own agency wrote the message or was addressed by it."""
    own = Unit.objects.filter(pk=body).values("agency")
    return Unit.objects.filter(pk__in=held_by, agency__in=own).exists()
