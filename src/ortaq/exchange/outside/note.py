"""What is said outside the console: number, urgency and duty line, in the channel's language; nothing else.

The words of a message go out only where its handling says that they may leave the console.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from ortaq.directory.models import Contact
from ortaq.exchange.models import Message
from ortaq.exchange.outside.models import Carried, Delivery

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Note:
    """One notice, whatever the way. `id` is the delivery's: the same notice twice has the same id."""

    id: uuid.UUID
    at: datetime
    what: str
    number: str
    line: str
    subject: str
    text: str
    words: str = ""


def note_of(delivery: Delivery) -> Note:
    """Return the notice that a delivery is."""
    message = delivery.message
    carried = Carried.objects.filter(delivery=delivery).first()
    words = carried.words[:LONGEST] if carried else ""
    with translation.override(delivery.channel.language):
        subject = _subject(delivery, message)
        line = _line(message) if message else ""
        said = [subject + ".", words, f"{gettext('Дежурная линия')}: {line}." if line else ""]
        said.append(gettext("Откройте консоль."))
    what = "term" if message is None else "alarm" if delivery.alarms else "message"
    number = str(message) if message else ""
    text = " ".join(part for part in said if part)
    return Note(delivery.pk, delivery.at, what, number, line, subject, f"Ortaq: {text}", words)


def _subject(delivery: Delivery, message: Message | None) -> str:
    if message is None:
        return gettext("истёк срок обязанности")
    return f"{gettext('СРОЧНО') if delivery.alarms else gettext('сообщение')} № {message}"


def _line(message: Message) -> str:
    """Return the duty line of whoever told it."""
    lines = Contact.objects.open_on(message.sent_at.date()).filter(unit=message.unit_id, kind="duty_line")
    return lines.order_by("value").values_list("value", flat=True).first() or ""
