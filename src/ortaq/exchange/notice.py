"""The sign to other screens that something changed: ids only, sent when the transaction commits."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

from ortaq.exchange.models import Message

CHANNEL = "ortaq"


def tell_screens(message: Message, units: Iterable[int], what: str = "message") -> None:
    """Sign to the screens of these units, and of the author's, that this message is new or changed."""
    scopes = sorted({*units, message.unit_id})
    payload = json.dumps({"what": what, "id": str(message.pk), "scopes": scopes}, separators=(",", ":"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
