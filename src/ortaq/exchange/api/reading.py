"""Reading: the journal, one message with its story, and who would get what is told under a clause."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Literal

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router

from ortaq.access import reading
from ortaq.duties.api import desk_of, unit_of
from ortaq.duties.desk import Desk
from ortaq.exchange import journal
from ortaq.exchange.api.shapes import (
    AddressedShape,
    LineShape,
    MessageCard,
    call_shape,
    content_shape,
    message_shape,
    recipient_shape,
)
from ortaq.exchange.journal import Asked, Line
from ortaq.exchange.models import Call, Content, Message, Receipt, Recipient
from ortaq.lib.operations import Code, Cursor, Page, instant, needs, page, place_of
from ortaq.lib.problems import not_found, unfit
from ortaq.rules.edition import Regime

router = Router(tags=["messages"])
READ = needs("read_headers", "may_read_headers")
BY_PROGRAM = "api"
Direction = Literal["", "in", "out", "below"]


@router.get("/route", auth=READ, response=list[AddressedShape])
def route(request: HttpRequest, clause: Code) -> list[AddressedShape]:
    """To whom a message of this unit under the clause goes, and why; the same that is shown before sending."""
    desk = desk_of(request)
    regime_of(clause, desk)
    return [
        AddressedShape(
            unit=unit_of(one.unit, desk),
            role=one.role,
            clause=one.clause,
            why=desk.said(one.why),
            on_console=desk.rulebook.is_on_console(one.unit),
        )
        for one in desk.rulebook.route(clause, desk.unit.pk)
    ]


@router.get("/messages", auth=READ, response=Page[LineShape])
def list_messages(
    request: HttpRequest,
    cursor: Cursor = "",
    direction: Direction = "",
    regime: Code | None = None,
    alarms: bool = False,
) -> Page[LineShape]:
    """The unit's journal, newest first: `in`, `out`, both, or `below`, all that its rank sees. `alarms`: not taken."""
    desk = desk_of(request)
    place = place_of(cursor, instant, uuid.UUID)
    before = (place[0], place[1]) if place else None
    asked = Asked(direction=direction, regime=regime or "", alarms=alarms, before=before)
    return page(request, journal.lines(desk, asked), lambda line: line.place, lambda line: _line(line, desk))


@router.get("/messages/{uuid:id}", auth=READ, response=MessageCard)
def get_message(request: HttpRequest, id: uuid.UUID) -> MessageCard:
    """One message: header, words where they may be read, addressees with their ladders, calls.

    Reading it moves no receipt. That a program read the words is noted once and told to the author.
    """
    desk = desk_of(request)
    message = visible(id)
    content = Content.objects.filter(pk=message.pk).first() if desk.may("may_read_content") else None
    shown = content_shape(content)
    if shown is not None:
        note_reading(message, desk)
    moved: dict[uuid.UUID, list[Receipt]] = defaultdict(list)
    for receipt in Receipt.objects.filter(message=message).order_by("at"):
        moved[receipt.recipient_id].append(receipt)
    recipients = Recipient.objects.filter(message=message).order_by("added_at", "id")
    calls = Call.objects.filter(message=message).select_related("answer", "binding").order_by("told_at")
    return MessageCard(
        **message_shape(message, desk).model_dump(),
        words="shown" if shown else "hidden" if content is None else "erased",
        content=shown,
        recipients=[recipient_shape(one, moved[one.pk], desk, tells=shown is not None) for one in recipients],
        calls=[call_shape(call, desk) for call in calls],
    )


def note_reading(message: Message, desk: Desk) -> None:
    """Take down, once for each token, that a program of another unit was given the words; its author sees it."""
    if desk.actor.officer is None and message.unit_id != desk.unit.pk:
        reading.note(desk.actor, message.pk, desk.now, BY_PROGRAM, owners=[message.unit_id])


def visible(id: uuid.UUID) -> Message:
    """Return a message that the caller's scope sees; what it does not see is not there."""
    found = Message.objects.filter(pk=id).first()
    if found is None:
        raise not_found()
    return found


def regime_of(clause: str, desk: Desk) -> Regime:
    """Return the regime to which a clause belongs; raises Problem where there is none."""
    try:
        return desk.rulebook.regime_of(clause)
    except (LookupError, StopIteration):
        raise unfit(gettext("По такому пункту ничего не сообщают."), clause=clause) from None


def _line(line: Line, desk: Desk) -> LineShape:
    ours, recipient = line.message.unit_id == desk.unit.pk, line.recipient
    return LineShape(
        at=line.at,
        direction="in" if recipient else "out" if ours else "below",
        step=recipient.step if recipient else None,
        alarms=bool(recipient and recipient.alarms and recipient.acknowledged_at is None),
        message=message_shape(line.message, desk),
    )
