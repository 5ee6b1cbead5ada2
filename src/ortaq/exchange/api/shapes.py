"""How messages, their addressees, calls and receipts look over the wire."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ortaq.directory.api import UnitName
from ortaq.duties.api import unit_of
from ortaq.duties.desk import Desk
from ortaq.exchange.models import REROUTED, Call, Content, Message, Receipt, Recipient
from ortaq.lib.operations import Shown


class AddressedShape(Shown):
    """To whom something goes, in which role, by which clause and why."""

    unit: UnitName
    role: str
    clause: str
    why: str
    on_console: bool


class ReceiptShape(Shown):
    """One rung that was moved: by whom, when. `note` only to whoever may read the words."""

    id: uuid.UUID
    step: str
    at: datetime
    officer_name: str
    unit: UnitName
    note: str | None


class RecipientShape(Shown):
    """One addressee, and where its ladder stands."""

    id: uuid.UUID
    unit: UnitName
    role: str
    clause: str
    why: str
    step: str
    alarms: bool
    added_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
    acknowledged_at: datetime | None
    climbs_at: datetime | None
    """When silence brings it to the next superior."""
    receipts: list[ReceiptShape]


class CallShape(Shown):
    """One oral message to one addressee. `answer` is what the called watch says of it."""

    id: uuid.UUID
    unit: UnitName
    told_at: datetime
    entered_at: datetime
    channel: str
    told_by: str
    told_to: str
    read_back: bool
    answer: str | None
    """"confirmed", "disputed", or null while it says nothing."""
    confirmed_by: uuid.UUID | None
    """The writing that confirms the call."""


class MessageShape(Shown):
    """The header of a message."""

    id: uuid.UUID
    matter: uuid.UUID
    number: int
    year: int
    unit: UnitName
    form: str
    regime: str
    clause: str
    subject: str
    edition: str
    known_at: datetime | None
    sent_at: datetime
    entered_at: datetime
    sent_by: str
    expects_act: bool
    nothing_to_report: bool
    relation: str
    relates_to: uuid.UUID | None
    handling: str
    planned_at: datetime | None
    commitment: str
    """The salted commitment to the words, in hexadecimal; the ledger holds it."""


class LineShape(Shown):
    """One line of the unit's journal."""

    at: datetime
    direction: str
    """"out" for what we told, "in" for what we were told, "below" for what our rank lets us see."""
    step: str | None
    """Where our own receipt stands."""
    alarms: bool
    message: MessageShape


class ContentShape(Shown):
    """The words and the subject's own fields, by the pack's codes."""

    text: str
    fields: dict[str, Any]


class MessageCard(MessageShape):
    """A message with everything that happened to it. `content` is null where `words` is "hidden" or "erased"."""

    words: str
    content: ContentShape | None
    recipients: list[RecipientShape]
    calls: list[CallShape]


def message_shape(message: Message, desk: Desk) -> MessageShape:
    """Return the header."""
    return MessageShape(
        id=message.pk,
        matter=message.matter,
        number=message.number,
        year=message.year,
        unit=unit_of(message.unit_id, desk),
        form=message.form,
        regime=message.regime,
        clause=message.clause,
        subject=desk.subject(message.clause),
        edition=message.edition,
        known_at=message.known_at,
        sent_at=message.sent_at,
        entered_at=message.entered_at,
        sent_by=message.officer_name,
        expects_act=message.expects_act,
        nothing_to_report=message.nothing_to_report,
        relation=message.relation,
        relates_to=message.relates_to,
        handling=message.handling,
        planned_at=message.planned_at,
        commitment=bytes(message.commitment).hex(),
    )


def content_shape(content: Content | None) -> ContentShape | None:
    """Return the words, None where they are hidden or erased."""
    if content is None or not content.body:
        return None
    fields = {code: value for code, value in content.body.items() if code != "text"}
    return ContentShape(text=str(content.body.get("text", "")), fields=fields)


def recipient_shape(one: Recipient, receipts: Iterable[Receipt], desk: Desk, *, tells: bool) -> RecipientShape:
    """Return an addressee; what officers wrote tells what the message says, so only with `tells`."""
    return RecipientShape(
        id=one.pk,
        unit=unit_of(one.unit_id, desk),
        role=one.role,
        clause=one.clause,
        why=desk.said(one.why) if tells or one.role != REROUTED else "",
        step=one.step,
        alarms=one.alarms and one.acknowledged_at is None,
        added_at=one.added_at,
        delivered_at=one.delivered_at,
        read_at=one.read_at,
        acknowledged_at=one.acknowledged_at,
        climbs_at=one.climb_at,
        receipts=[receipt_shape(receipt, desk, tells=tells) for receipt in receipts],
    )


def receipt_shape(one: Receipt, desk: Desk, *, tells: bool) -> ReceiptShape:
    """Return one rung."""
    return ReceiptShape(
        id=one.pk,
        step=one.step,
        at=one.at,
        officer_name=one.officer_name,
        unit=unit_of(one.unit_id, desk),
        note=one.note if tells else None,
    )


def call_shape(call: Call, desk: Desk) -> CallShape:
    """Return one call with what was answered and which writing confirms it."""
    answer, binding = getattr(call, "answer", None), getattr(call, "binding", None)
    return CallShape(
        id=call.pk,
        unit=unit_of(call.unit_id, desk),
        told_at=call.told_at,
        entered_at=call.entered_at,
        channel=call.channel,
        told_by=call.told_by,
        told_to=call.told_to,
        read_back=call.read_back,
        answer=("confirmed" if answer.confirmed else "disputed") if answer else None,
        confirmed_by=binding.message_id if binding else None,
    )
