"""What may be put to a joint measure of what lies below it: how each is found by what was typed, and shown."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ortaq.acts.models import Act
from ortaq.custody.doors import door_of
from ortaq.custody.handovers import HandOver
from ortaq.custody.models import Charge
from ortaq.duties.desk import Desk
from ortaq.exchange.asks import Request
from ortaq.exchange.models import Message
from ortaq.exchange.request_words import state_in_words as request_state
from ortaq.operations.linking import Found, Wanted, linkable
from ortaq.operations.models import Operation
from ortaq.operations.titles import titles_of
from ortaq.operations.words import state_in_words

Ids = Collection[uuid.UUID]


def _one(model: type[Model], wanted: Wanted, desk: Desk, unit: str = "unit") -> uuid.UUID | None:
    """Return the row that an identity or a number names; where several units gave the number, our own comes first."""
    rows: QuerySet[Any] = model._default_manager.all()
    if wanted.ids:
        return rows.filter(pk__in=wanted.ids).values_list("pk", flat=True).first()
    same = list(rows.filter(number=wanted.number, year=wanted.year).values_list("pk", unit)[:50])
    ours = [pk for pk, of in same if of == desk.unit.pk]
    return ours[0] if ours else same[0][0] if len(same) == 1 else None


def _message(wanted: Wanted, desk: Desk) -> uuid.UUID | None:
    return _one(Message, wanted, desk)


@linkable("message", _("сообщение"), _message)
def messages(ids: Ids, desk: Desk) -> dict[uuid.UUID, Found]:
    """Show messages by number, author and subject."""
    return {one.pk: _of_message(one, desk) for one in Message.objects.filter(pk__in=ids)}


def _of_message(message: Message, desk: Desk, state: str = "") -> Found:
    words = f"№ {message.number}, {desk.name(message.unit_id)}: {desk.subject(message.clause)}"
    return Found(words, reverse("message", args=[message.pk]), state)


def _request(wanted: Wanted, desk: Desk) -> uuid.UUID | None:
    message = _one(Message, wanted, desk)
    found = Request.objects.filter(message=message) if message else Request.objects.filter(pk__in=wanted.ids)
    return found.order_by("received_at").values_list("pk", flat=True).first()


@linkable("request", _("запрос или направление"), _request)
def requests(ids: Ids, desk: Desk) -> dict[uuid.UUID, Found]:
    """Show requests by the number of their message, and how each stands."""
    rows = Request.objects.filter(pk__in=ids).select_related("message")
    return {one.pk: _of_message(one.message, desk, request_state(one.state)) for one in rows}


def _charge(wanted: Wanted, desk: Desk) -> uuid.UUID | None:
    return _one(Charge, wanted, desk)


@linkable("charge", _("задержанный или изъятое"), _charge)
def charges(ids: Ids, desk: Desk) -> dict[uuid.UUID, Found]:
    """Show charges by kind and number: whose they are is read on their own page, with a purpose."""
    doors = {one.pk: door_of(one, desk) for one in Charge.objects.filter(pk__in=ids)}
    return {pk: Found(one.story, one.url) for pk, one in doors.items()}


def _handover(wanted: Wanted, desk: Desk) -> uuid.UUID | None:
    return _one(HandOver, wanted, desk)


@linkable("handover", _("передача"), _handover)
def handovers(ids: Ids, desk: Desk) -> dict[uuid.UUID, Found]:
    """Show hand-overs by number and the two sides."""
    rows = HandOver.objects.filter(pk__in=ids)
    return {
        one.pk: Found(
            f"№ {one}: {desk.name(one.unit_id)} → {desk.name(one.receiver_id)}", reverse("hand-over", args=[one.pk])
        )
        for one in rows
    }


def _act(wanted: Wanted, desk: Desk) -> uuid.UUID | None:
    if wanted.ids:
        return Act.objects.filter(pk__in=wanted.ids).values_list("pk", flat=True).first()
    rows = Act.objects.filter(series=wanted.series, number=wanted.number, year=wanted.year)
    same = list(rows.values_list("pk", "unit")[:50])
    ours = [pk for pk, of in same if of == desk.unit.pk]
    return ours[0] if ours else same[0][0] if len(same) == 1 else None


@linkable("act", _("акт"), _act)
def acts(ids: Ids, desk: Desk) -> dict[uuid.UUID, Found]:
    """Show acts by kind and number."""
    kinds = desk.rulebook.edition.act_kinds
    return {
        one.pk: Found(
            f"{desk.said(kinds[one.kind].name) if one.kind in kinds else one.kind} № {one.label}",
            reverse("act", args=[one.pk]),
        )
        for one in Act.objects.filter(pk__in=ids)
    }


def _operation(wanted: Wanted, desk: Desk) -> uuid.UUID | None:
    return _one(Operation, wanted, desk)


@linkable("operation", _("мероприятие"), _operation)
def operations(ids: Ids, desk: Desk) -> dict[uuid.UUID, Found]:
    """Show other joint measures by number, name and state."""
    rows = list(Operation.objects.filter(pk__in=ids))
    titles = titles_of(rows, desk)
    return {
        one.pk: Found(
            f"№ {one} {titles.get(one.pk, '')}".strip(), reverse("operation", args=[one.pk]), state_in_words(one.state)
        )
        for one in rows
    }
