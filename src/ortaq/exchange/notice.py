"""The sign to other screens that something changed: ids only, sent when the transaction commits."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable

from django.db import connection

from ortaq.exchange.models import Message

CHANNEL = "ortaq"


def tell_screens(message: Message, units: Iterable[int], what: str = "message") -> None:
    """Sign to the screens of these units, and of the author's, that this message is new or changed."""
    tell_scopes(message.pk, {*units, message.unit_id}, what)


def tell_scopes(record: uuid.UUID, scopes: Iterable[int], what: str) -> None:
    """Sign to the screens of these scopes that this record is new or changed."""
    payload = json.dumps({"what": what, "id": str(record), "scopes": sorted(scopes)}, separators=(",", ":"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
