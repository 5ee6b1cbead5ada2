"""The sign to open screens that something is new: ids only, given when the transaction commits, or not at all."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable

from django.db import connection

CHANNEL = "ortaq"


def tell(what: str, id: uuid.UUID, scopes: Iterable[int]) -> None:
    """Sign to the screens of these scopes that `id` is new or changed."""
    payload = json.dumps({"what": what, "id": str(id), "scopes": sorted(scopes)}, separators=(",", ":"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
