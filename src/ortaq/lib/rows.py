"""Insert the rows of several tables in one statement and one round trip.

A verb that leaves twenty rows in seven tables would otherwise spend most of its time on the way to the database and on
quoting. The rows travel as one JSON document; PostgreSQL casts each value to its column's type, so that constraints,
triggers and row-level security see them as they see any other row.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model


def insert(*batches: Sequence[Model]) -> None:
    """Insert every row of every batch, in this order; a batch holds rows of one model. Nothing at all for no rows."""
    filled = [batch for batch in batches if batch]
    if not filled:
        return
    document = json.dumps([_rows(batch) for batch in filled], default=_plain, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(_statement(tuple(type(batch[0]) for batch in filled)), [document])


@cache
def _statement(models: tuple[type[Model], ...]) -> str:
    parts = [_part(n, model) for n, model in enumerate(models)]
    return f"WITH document AS MATERIALIZED (SELECT %s::json AS all_rows), {', '.join(parts)} SELECT 1"


def _part(n: int, model: type[Model]) -> str:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    typed = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)
    return (
        f'part{n} AS (INSERT INTO "{model._meta.db_table}" ({columns}) SELECT row.*'
        f" FROM document, json_to_recordset(all_rows -> {n}) AS row ({typed}))"
    )


def _rows(batch: Sequence[Model]) -> list[dict[str, Any]]:
    names = _names(type(batch[0]))
    return [{column: getattr(row, name) for name, column in names} for row in batch]


@cache
def _names(model: type[Model]) -> tuple[tuple[str, str], ...]:
    return tuple((field.attname, str(field.column)) for field in model._meta.concrete_fields)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return "\\x" + bytes(value).hex()
    raise TypeError(f"{type(value).__name__} has no place in a row")
