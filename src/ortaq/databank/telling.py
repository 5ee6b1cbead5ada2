"""What a look-up found, with its words: told by the database to the unit that looked up, and to nobody else."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from ortaq.databank.models import LookUp


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a look-up was told of it. `body` is empty once its words were erased."""

    hit: uuid.UUID
    entry: uuid.UUID
    register: str
    number: str
    owner: int
    ground: str
    source: str
    entered_at: datetime
    valid_to: datetime
    review_at: datetime
    status: str
    body: Mapping[str, Any]


NAMES = tuple(Told.__dataclass_fields__)


def told(look: LookUp) -> dict[uuid.UUID, Told]:
    """Return what the look-up found, by hit; nothing where another unit looked it up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hit, entry, register, number, owner, ground, source, entered_at, valid_to, review_at, status,"
            " body::text FROM databank_told(%s)",
            [look.pk],
        )
        return {
            row[0]: Told(**dict(zip(NAMES, row, strict=True)) | {"body": _read(row[-1])}) for row in cursor.fetchall()
        }


def _read(body: str | None) -> Mapping[str, Any]:
    return dict(json.loads(body)) if body else {}
