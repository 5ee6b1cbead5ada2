"""A ledger to work with: a cast, an example table, a sealer with a key of its own, and a hand that tampers."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the example table

from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid7

AT = datetime(2013, 12, 31, 2, 30, tzinfo=UTC)
OFFICER = Actor(officer=17, name="Сапаров А.", post="duty_officer", unit=12, session="s7f3a")


@pytest.fixture
def by() -> Actor:
    """The officer who acts."""
    return OFFICER


@pytest.fixture
def write(db: None) -> Callable[..., list[uuid.UUID]]:
    """`write(3)` – three entries about three records of no table."""
    from ortaq.ledger.record import record_many

    def writing(number: int, kind: str = "noted") -> list[uuid.UUID]:
        records = [uuid7() for _ in range(number)]
        record_many(
            (kind, each, {"n": place}, OFFICER, AT + timedelta(seconds=place)) for place, each in enumerate(records)
        )
        return records

    return writing


@pytest.fixture
def sealer(db: None, tmp_path: Path) -> Any:
    """A sealer with a fresh key."""
    from ortaq.ledger.sealer import prepare

    return prepare(tmp_path)


@pytest.fixture
def slips(db: None) -> Iterator[Callable[[int], list[Any]]]:
    """`slips(3)` – three rows of the example table, each with its entry; the table stands in the register."""
    from django.db import connection
    from example import BOOK, Slip

    from ortaq.ledger import registry
    from ortaq.ledger.record import record_many
    from ortaq.wire.commitment import commit, new_salt

    def writing(number: int) -> list[Any]:
        made = []
        for place in range(number):
            words, salt, at = f"слово {place}", new_salt(), AT + timedelta(minutes=place)
            facts = {"unit": place, "note": "принято", "at": at, "commitment": commit(words, salt)}
            made.append(Slip(id=uuid7(), words=words, salt=salt, **facts))
        Slip.objects.bulk_create(made)
        record_many(("slip", slip.pk, slip.facts(), OFFICER, slip.at) for slip in made)
        return sorted(made, key=lambda slip: slip.pk)

    with connection.schema_editor() as editor:
        editor.create_model(Slip)
    kept = dict(registry._books)
    registry._books.clear()
    registry._books["slip"] = BOOK
    yield writing
    registry._books.clear()
    registry._books.update(kept)


@pytest.fixture
def tamper(db: None) -> Callable[..., int]:
    """Change the database as its owner could who has put the guards out of the way; returns how many rows changed."""
    from django.db import connection

    guarded = ("ledger_entry", "ledger_sealed", "ledger_subtree", "ledger_head", "ledger_nodekey")

    def changing(query: str, *values: object) -> int:
        with connection.cursor() as cursor:
            for table in guarded:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
            cursor.execute(query, values)
            assert cursor.rowcount, query
            return int(cursor.rowcount)

    return changing
