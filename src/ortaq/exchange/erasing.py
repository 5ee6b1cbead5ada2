"""Content is erased when the law says so; the header, the receipts and every proof stay whole."""

from __future__ import annotations

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction

from ortaq.exchange.documents import Document, Filing
from ortaq.exchange.errors import AlreadyDone, NotPossible
from ortaq.exchange.files import Attachment
from ortaq.exchange.models import Content, Erasure, Message
from ortaq.exchange.outside.models import Carried
from ortaq.exchange.uploads import delete_when_durable
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many
from ortaq.rules.counting import MONTHS
from ortaq.rules.terms import Amount


def span(amount: Amount) -> relativedelta:
    """Return a term as a span of the calendar; one in working days or in times is none."""
    count, unit = amount.count, amount.unit
    return relativedelta(months=MONTHS[unit] * count) if unit in MONTHS else relativedelta(**{unit: count})  # type: ignore[arg-type]


def erase(message: Message, *, by: Actor, at: datetime, ground: str) -> Erasure:
    """Erase the words, the salt and the files of a message, on a ground; only the owner of the tables may.

    Raises NotPossible without a ground, AlreadyDone where nothing is left to erase.
    """
    if not ground.strip():
        raise NotPossible("the ground of an erasure must be said", step="erased")
    erasure = Erasure(
        message=message,
        ground=ground,
        at=at,
        officer=by.officer,
        officer_name=by.name,
        unit_id=message.unit_id,
        visible_to=message.visible_to,
    )
    with transaction.atomic():
        if not Content.objects.filter(message=message).delete()[0]:
            raise AlreadyDone("nothing is left to erase", step="erased")
        _erase_drafts(message)
        Carried.objects.filter(delivery__message=message).delete()
        files = Attachment.objects.filter(message=message)
        delete_when_durable(files.values_list("blob", flat=True))
        files.delete()
        erasure.save(force_insert=True)
        record_many([("content.erased", message.pk, erasure.to_ledger(), by, at)])
    return erasure


def _erase_drafts(message: Message) -> None:
    """The words of a report stand in what it was drafted from, too."""
    for one in Filing.objects.filter(message=message):
        Document.objects.filter(unit=one.unit, rule=one.rule, opens_at=one.opens_at).delete()
