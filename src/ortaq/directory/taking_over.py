"""The directory of a real node in a drill beside it, row by row: units with their names, points, groups, telephones.

What joint acts arranged stays behind with the acts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql
from psycopg.rows import dict_row

from ortaq.directory import changes
from ortaq.directory.models import (
    Contact,
    CrossingPoint,
    Group,
    GroupMember,
    StandingContact,
    Unit,
    UnitName,
    Version,
)
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.lib.ids import uuid_of

COPIED = (CrossingPoint, Unit, UnitName, Group, Group.crossing_points.through, GroupMember, Contact, StandingContact)
ADOPTED = """
    SELECT pack, edition, basis FROM directory_adoption WHERE from_date <= %s ORDER BY from_date DESC LIMIT 1
"""
BY = Actor.program("drill")


@transaction.atomic
def take_over(real: psycopg.Connection[Any], *, at: datetime) -> dict[str, int]:
    """Take all of it over in one transaction, and return how many rows of each table; nothing where it was done before.

    The numbers of the units stay what they are there, so that both nodes mean the same by them. The edition that is
    worked by there is adopted from this day on: what was owed before is no part of a drill.
    """
    if Unit.objects.exists():
        return {}
    counts = {model._meta.db_table: _copied(real, model) for model in COPIED}
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), COPIED):
            cursor.execute(statement)
    number = real.execute("SELECT number FROM directory_version").fetchone()
    Version.objects.update(number=number[0] if number else 1)
    with real.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(ADOPTED, [at.date()]).fetchall():
            changes.adopt(row["pack"], row["edition"], at.date(), row["basis"], by=BY, at=at)
    record("directory.taken_over", uuid_of("directory", "drill"), dict(counts), by=BY, at=at)
    return counts


def _copied(real: psycopg.Connection[Any], model: type[Model]) -> int:
    columns = [str(one.column) for one in model._meta.local_concrete_fields]
    table, named = model._meta.db_table, sql.SQL(", ").join([sql.Identifier(one) for one in columns])
    there = sql.SQL("COPY {} ({}) TO STDOUT (FORMAT BINARY)").format(sql.Identifier(table), named)
    here = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table), named)
    with real.cursor() as source, connection.cursor() as cursor:
        inner: psycopg.Cursor[Any] = cursor.cursor
        with source.copy(there) as rows, inner.copy(here) as into:
            for chunk in rows:
                into.write(chunk)
        return inner.rowcount
