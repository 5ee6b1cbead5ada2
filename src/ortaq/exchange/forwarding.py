"""What was told is passed on by those who hold it, as far as the author's handling code allows.

The words travel unchanged, with whose they are: the author's unit, number and date, and each hand they went through.
The author's unit sees to whom they went; corrections, a withdrawal and a recall follow them there.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.access.models import Watch
from ortaq.access.roles import may
from ortaq.duties.rulebook import Addressed, Rulebook, spoken
from ortaq.exchange.errors import (
    HoldsAlready,
    NotAddressed,
    NothingSaid,
    NotOnWatch,
    NotPossible,
    NotToBePassedOn,
    Recalled,
    Withdrawn,
)
from ortaq.exchange.models import ADDRESSEE, AFTERWARDS, CORRECTION, FORWARD, Content, Message, Recipient
from ortaq.exchange.relations import ORIGIN, WHY, origins, recalled_from, sent_before, stems, withdrawal_of
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor
from ortaq.rules import handling
from ortaq.rules.text import Text


def forward(
    message: Message,
    to: int,
    *,
    note: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> Message:
    """Pass on what a message says to one more unit, its words unchanged, with the forwarder's note.

    Raises NotAddressed where this unit does not hold it, NotOnWatch, NothingSaid without a note, Withdrawn, Recalled,
    NotToBePassedOn, HoldsAlready, NotPossible for a correction (it goes with what it corrects), AlreadySent.
    """
    assert by.unit is not None
    with transaction.atomic():
        content = _held(message, by, at)
        if not note.strip():
            raise NothingSaid("why it is passed on must be said")
        if not sent_before(id, message, FORWARD, by.unit):
            _check(message, to, by=by, rulebook=rulebook)
        body = {"text": note.strip(), ORIGIN: _origin(message, content)}
        saying = Saying(
            clause=message.clause,
            body=body,
            expects_act=message.expects_act,
            matter=message.matter,
            id=id,
            relation=FORWARD,
            relates_to=message.pk,
            handling=message.handling,
            planned_at=message.planned_at,
        )
        why = handling.why_passed_on(rulebook.edition.handled(message.handling))
        ground = rulebook.edition.levels[rulebook.units[to].level].clause
        addressed = [Addressed(to, ADDRESSEE, ground, spoken(why))]
        presses = rulebook.regime_of(message.clause).escalates
        return send_written(
            saying,
            addressed,
            by=by,
            at=at,
            rulebook=rulebook,
            alarms=[to] if presses else (),
            seen_by=[unit for unit in hands(body) if unit in rulebook.units],
        )


def hands(body: Mapping[str, Any]) -> Iterator[int]:
    """Yield the units through whose hands the words went, nearest first, the author last."""
    return (int(one["unit"]) for one in origins(body))


def why_not(message: Message, to: int, *, by: int, rulebook: Rulebook) -> Text | None:
    """Return why the handling code does not let this unit be told; its author is not bound by his own code."""
    if message.unit_id == by and message.relation != FORWARD:
        return None
    units = rulebook.directory.units
    code = rulebook.edition.handled(message.handling)
    return handling.refusal(rulebook.edition, code, units[rulebook.units[by].code], units[rulebook.units[to].code])


def _held(message: Message, by: Actor, at: datetime) -> Content:
    """Return the words, for an officer on the watch of a unit that holds them."""
    if not may(by.post, "may_send") or not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only an officer on watch may", unit=by.unit)
    if message.relation in AFTERWARDS and message.relation != FORWARD:
        raise NotPossible("it goes with the message that it is about", step=message.relation)
    mine = message.unit_id == by.unit or Recipient.objects.filter(message=message, unit=by.unit).exists()
    content = Content.objects.filter(message=message).first()
    if not mine or content is None:
        raise NotAddressed("this unit does not hold it", unit=by.unit)
    return content


def _check(message: Message, to: int, *, by: Actor, rulebook: Rulebook) -> None:
    assert by.unit is not None
    ids = stems(message)
    if withdrawal_of(*ids):
        raise Withdrawn("withdrawn", number=message.number)
    if recalled_from(by.unit, *ids):
        raise Recalled("recalled", number=message.number)
    if to not in rulebook.units or to == by.unit:
        raise NotPossible("no such unit to pass it on to", step=FORWARD)
    if refused := why_not(message, to, by=by.unit, rulebook=rulebook):
        raise NotToBePassedOn("the handling code forbids it", why=spoken(refused), author=message.unit_id)
    holds = Recipient.objects.filter(message__matter=message.matter, message__in=[*ids], unit=to).exists()
    if holds or to == message.unit_id:
        raise HoldsAlready("it has the message", unit=to)


def _origin(message: Message, content: Content) -> dict[str, Any]:
    """Return what is passed on: whose it is, its number and time, its words unchanged, and how they were corrected."""
    corrected = Message.objects.filter(relates_to=message.pk, relation=CORRECTION).select_related("content")
    return {
        "id": str(message.pk),
        "unit": message.unit_id,
        "officer": message.officer_name,
        "number": message.number,
        "year": message.year,
        "clause": message.clause,
        "form": message.form,
        "sent_at": message.sent_at.isoformat(),
        "commitment": bytes(message.commitment).hex(),
        "body": content.body,
        "corrected": [
            {
                "id": str(one.pk),
                "number": one.number,
                "year": one.year,
                "sent_at": one.sent_at.isoformat(),
                "why": one.content.body.get(WHY, ""),
                "body": {key: value for key, value in one.content.body.items() if key != WHY},
            }
            for one in corrected.order_by("sent_at", "id")
            if getattr(one, "content", None) is not None
        ],
    }
