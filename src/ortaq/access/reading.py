"""Who read whose content, when and what for: once for a session, a record and a purpose, and told to the owner."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from ortaq.access.models import Reading
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record as enter
from ortaq.lib.ids import uuid7

_NOTE = """
INSERT INTO access_reading (id, record, officer, officer_name, unit, session, at, purpose, until, visible_to)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::int[]) ON CONFLICT DO NOTHING RETURNING id
"""


def note(
    actor: Actor,
    record: uuid.UUID,
    at: datetime,
    purpose: str,
    *,
    owners: Iterable[int] = (),
    until: datetime | None = None,
) -> Reading | None:
    """Take down that `actor` read the content of `record` for `purpose`; None where this session has said so already.

    With `until` the reading is what opens the content to him, for that long; each such opening is a reading of its own.
    `owners` are the units whose content it is: they see the row, and so does the reader's own unit. To be called in the
    reader's scope and in the transaction that shows the content.
    """
    told = sorted({*owners, *([actor.unit] if actor.unit is not None else [])})
    reading = Reading(
        id=uuid7(),
        record=record,
        officer=actor.officer,
        officer_name=actor.name,
        unit=actor.unit,
        session=actor.session or "",
        at=at,
        purpose=purpose,
        until=until,
        visible_to=told,
    )
    row = [reading.pk, record, actor.officer, actor.name, actor.unit, reading.session, at, purpose, until, told]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, row)
        if cursor.fetchone() is None:
            return None
    enter("reading.noted", reading.pk, reading.to_ledger(), by=actor, at=at)
    return reading
