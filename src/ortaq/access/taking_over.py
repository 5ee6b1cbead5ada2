"""The officers of a real node in a drill beside it: the same logins, passwords and posts.

Second factors stay where they are, and nobody is on watch until he takes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import transaction
from psycopg.rows import dict_row

from ortaq.access import posts
from ortaq.access.models import Appointment, Officer
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record

HOLDING = """
    SELECT o.login, o.name, o.rank, o.telephone, o.language, o.theme, o.password, u.code AS unit, a.role
      FROM access_appointment a
      JOIN access_officer o ON o.id = a.officer_id
      JOIN directory_unit u ON u.id = a.unit_id
     WHERE o.is_active AND a.ended_at IS NULL AND a.valid_from <= %(at)s
       AND (a.valid_to IS NULL OR a.valid_to > %(at)s)
     ORDER BY o.login, u.code, a.role
"""
KEPT = ("telephone", "language", "theme", "password")
BY = Actor.program("drill")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """How many officers and posts came over; posts in units that the drill does not have."""

    officers: int
    posts: int
    without_unit: tuple[str, ...]


def read(real: psycopg.Connection[Any], at: datetime) -> list[Row]:
    """Return the posts that are held in the real node at `at`, each with its officer."""
    with real.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(HOLDING, {"at": at}).fetchall()


@transaction.atomic
def take_over(rows: list[Row], *, at: datetime) -> Taken:
    """Enrol the officers and give them their posts; who is there already stays as he is."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={row["unit"] for row in rows})}
    officers: dict[str, Officer] = {}
    given, strange = 0, []
    for row in rows:
        unit = units.get(row["unit"])
        if unit is None:
            strange.append(f"{row['login']} ({row['unit']})")
            continue
        officer = officers.setdefault(row["login"], _enrolled(row, at))
        if not Appointment.objects.filter(officer=officer, unit=unit, role=row["role"], ended_at=None).exists():
            posts.found(officer, unit, row["role"], at=at, by=BY)
            given += 1
    return Taken(len(officers), given, tuple(strange))


def _enrolled(row: Row, at: datetime) -> Officer:
    found = Officer.objects.filter(login=row["login"]).first()
    if found is not None:
        return found
    officer = Officer.objects.enrol(row["login"], row["name"], password=None, at=at, rank=row["rank"])
    Officer.objects.filter(pk=officer.pk).update(**{name: row[name] for name in KEPT})
    facts = {"login": officer.login, "name": officer.name, "rank": officer.rank}
    record("officer.enrolled", officer.uid, facts, by=BY, at=at)
    return officer
