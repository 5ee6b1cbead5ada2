"""How a message stands to an earlier one, and who holds what was said.

A holder is every unit that has the words: addressed, given a copy, climbed to, rerouted to, or forwarded to – and those
to whom these forwarded them. What is said of a message afterwards is a message too, and goes to its holders.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ortaq.exchange.models import COPY, CORRECTION, FORWARD, RECALL, WITHDRAWAL, Call, Message, Recipient

CARRIES = (CORRECTION, FORWARD)
"""What is said of an earlier message and carries the words further."""
ORIGIN, WHY = "_origin", "_why"
"""Keys of a content beside the pack's own: what was passed on, unchanged, and why this is said at all."""


@dataclass(frozen=True, slots=True)
class Holder:
    """One unit that holds the words, how it came by them, and whether they pressed it."""

    unit: int
    role: str
    clause: str
    why: Mapping[str, str]
    pressed: bool


def spread(message: Message) -> set[uuid.UUID]:
    """Return the message, its corrections, and everything by which its words were passed on."""
    found, newest = {message.pk}, {message.pk}
    while newest:
        passed = Message.objects.filter(relates_to__in=newest, relation__in=CARRIES)
        newest = set(passed.values_list("pk", flat=True)) - found
        found |= newest
    return found


def holders(message: Message, *, presses: bool) -> list[Holder]:
    """Return who holds the words of the message, without its author; `presses`: its regime is one that alarms.

    Pressed is whom it alarmed, and whom it would have alarmed had they not taken it at once, by console or telephone.
    """
    ids = spread(message)
    called = set(Call.objects.filter(message__in=ids).values_list("unit", flat=True))
    found: dict[int, Holder] = {}
    for row in Recipient.objects.filter(message__in=ids).exclude(unit=message.unit_id).order_by("added_at", "id"):
        took = presses and row.role != COPY and (row.acknowledged_at is not None or row.unit_id in called)
        known = found.get(row.unit_id)
        pressed = row.alarms or took or bool(known and known.pressed)
        first = known or Holder(row.unit_id, row.role, row.clause, row.why, pressed)
        found[row.unit_id] = Holder(first.unit, first.role, first.clause, first.why, pressed)
    return list(found.values())


def because_of(message: Message, unit: int) -> set[int]:
    """Return the unit and those that hold the words only because of it: by climb, by rerouting, by its forwarding."""
    ids = spread(message)
    rows = list(Recipient.objects.filter(message__in=ids).select_related("message", "via"))
    alone = {row.unit_id for row in rows if row.message_id == message.pk and row.via_id is None}
    found, newest = {unit}, {unit}
    while newest:
        from_them = {row.unit_id for row in rows if _giver(row, message) in newest}
        newest = from_them - alone - found - {message.unit_id}
        found |= newest
    return found


def earlier(said: Message) -> Message | None:
    """Return the message that this one is said of, where this unit sees it."""
    return Message.objects.filter(pk=said.relates_to).first() if said.relates_to else None


def sent_before(id: uuid.UUID | None, said_of: Message, relation: str, unit: int | None) -> bool:
    """Whether this very form was sent already by the unit: what follows then is a repetition."""
    if id is None:
        return False
    return Message.objects.filter(pk=id, unit=unit, relation=relation, relates_to=said_of.pk).exists()


def withdrawal_of(*messages: uuid.UUID) -> Message | None:
    """Return the message by which one of these was withdrawn; None where they stand."""
    return Message.objects.filter(relation=WITHDRAWAL, relates_to__in=messages).first()


def recalled_from(unit: int, *messages: uuid.UUID) -> Message | None:
    """Return the message by which one of these was recalled from the unit; None where it may be used."""
    found = Message.objects.filter(relation=RECALL, relates_to__in=messages, recipients__unit=unit)
    return found.order_by("sent_at").first()


def stems(message: Message) -> list[uuid.UUID]:
    """Return the message and what it stems from, as far as this unit can know: what it corrects, what it passes on."""
    found = [message.pk]
    if message.relation in CARRIES and message.relates_to:
        found.append(message.relates_to)
    content = getattr(message, "content", None) if message.relation == FORWARD else None
    if content is not None:
        found += [uuid.UUID(one["id"]) for one in origins(content.body)]
    return list(dict.fromkeys(found))


def origins(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what a content passes on, nearest first, down to the first author's words."""
    origin = body.get(ORIGIN)
    while origin:
        yield origin
        origin = origin["body"].get(ORIGIN)


def untaken(recipient: Recipient) -> Recipient | None:
    """Return this unit's place in the message that the recipient's message corrects, where it is not taken yet."""
    mine = Recipient.objects.filter(message=recipient.message.relates_to, unit=recipient.unit_id)
    waiting = mine.filter(Q(step__in=("delivered", "read")) | Q(step="expired"), acknowledged_at=None)
    return waiting.exclude(role=COPY).select_related("message").first()


def _giver(row: Recipient, message: Message) -> int | None:
    """Return from which unit the holder has the words; None where the author itself gave them."""
    if row.via is not None:
        return row.via.unit_id
    return row.message.unit_id if row.message_id != message.pk and row.message.relation == FORWARD else None
