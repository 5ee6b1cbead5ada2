"""Entries: written with the deed, read back by few, changed by nobody."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from ortaq.ledger.actor import Actor
from ortaq.ledger.guards import entries_seen_with
from ortaq.ledger.models import Entry, Waiting
from ortaq.ledger.record import record, record_many
from ortaq.lib.ids import uuid7
from ortaq.wire import canonical
from ortaq.wire.errors import NotCanonical

AT = datetime(2013, 12, 31, 2, 30, tzinfo=UTC)


def test_an_entry_says_who_did_what_to_which_record_and_when(db: None, by: Actor) -> None:
    of = uuid7()
    record("receipt", of, {"step": "acknowledged"}, by=by, at=AT)
    entry = Entry.objects.get()
    assert (entry.kind, entry.record, entry.at) == ("receipt", of, AT)
    assert json.loads(entry.body) == {
        "v": 1,
        "kind": "receipt",
        "record": str(of),
        "at": "2013-12-31T02:30:00.000000Z",
        "by": {"officer": 17, "name": "Сапаров А.", "post": "duty_officer", "unit": 12, "session": "s7f3a"},
        "data": {"step": "acknowledged"},
    }
    assert canonical.decode(entry.body.encode())


def test_a_program_is_an_author_too(db: None) -> None:
    record("duty.moved", uuid7(), {}, by=Actor.program("clock"), at=AT)
    assert json.loads(Entry.objects.get().body)["by"] == {
        "officer": None,
        "name": "clock",
        "post": "program",
        "unit": None,
        "session": None,
    }


def test_an_entry_stands_or_falls_with_its_deed(db: None, by: Actor) -> None:
    def failing() -> None:
        with transaction.atomic():
            record("receipt", uuid7(), {}, by=by, at=AT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert not Entry.objects.exists()
    assert not Waiting.objects.exists()


def test_many_entries_are_one_statement_and_none_is_no_statement(
    db: None, by: Actor, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        record_many(("noted", uuid7(), {"n": n}, by, AT) for n in range(100))
    with django_assert_num_queries(0):
        record_many([])
    assert Entry.objects.count() == Waiting.objects.count() == 100


def test_what_has_no_canonical_form_is_refused_before_anything_is_written(db: None, by: Actor) -> None:
    with pytest.raises(NotCanonical):
        record_many([("a", uuid7(), {}, by, AT), ("b", uuid7(), {"share": 0.5}, by, AT)])  # type: ignore[dict-item]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("role", ["web", "clock"])
def test_the_web_and_the_clock_write_entries(db: None, role: str, as_role: Any, by: Actor) -> None:
    with as_role(role):
        record("receipt", uuid7(), {}, by=by, at=AT)
    assert Waiting.objects.count() == 1


def test_the_web_does_not_read_back_what_it_wrote(db: None, as_role: Any, by: Actor) -> None:
    with as_role("web"):
        record("receipt", uuid7(), {}, by=by, at=AT)
        assert not Entry.objects.exists()


def test_the_clock_and_the_stream_may_not_read_entries_at_all(db: None, as_role: Any) -> None:
    for role in ("clock", "stream"):
        with pytest.raises(ProgrammingError, match="permission denied"), as_role(role):
            Entry.objects.exists()


def test_the_sealer_and_the_stream_write_no_entries(db: None, as_role: Any, by: Actor) -> None:
    for role in ("sealer", "stream"):
        with pytest.raises(ProgrammingError, match="permission denied"), as_role(role):
            record("receipt", uuid7(), {}, by=by, at=AT)


def test_the_web_reads_the_entries_of_records_that_it_sees_and_of_no_others(
    slips: Callable[[int], list[Any]], as_role: Any
) -> None:
    seen, unseen = slips(2)
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE example_slip ENABLE ROW LEVEL SECURITY")
        editor.execute(f"CREATE POLICY one ON example_slip TO ortaq_web USING (id = '{seen.pk}')")
        editor.execute("GRANT SELECT ON example_slip TO ortaq_web")
        editor.execute(entries_seen_with("example_slip", ["slip"]).sql)
    with as_role("web"):
        assert [entry.record for entry in Entry.objects.all()] == [seen.pk]
    assert Entry.objects.filter(record=unseen.pk).exists()


CHANGES = ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE")
COLUMNS = {"entry": "kind", "sealed": "seq", "subtree": "level", "head": "size", "nodekey": "kid"}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", COLUMNS)
def test_not_even_the_owner_changes_the_ledger(db: None, table: str, change: str) -> None:
    column = COLUMNS[table]
    query = change.format(f"ledger_{table}", column, column)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query)


@pytest.mark.parametrize("role", ["web", "clock", "stream", "sealer"])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", COLUMNS)
def test_no_program_may_even_try(db: None, as_role: Any, table: str, change: str, role: str) -> None:
    column = COLUMNS[table]
    query = change.format(f"ledger_{table}", column, column)
    with pytest.raises(ProgrammingError, match="permission denied"), as_role(role), connection.cursor() as cursor:
        cursor.execute(query)


@pytest.mark.parametrize("role", ["web", "clock", "stream"])
@pytest.mark.parametrize("table", ["sealed", "subtree", "head", "nodekey", "waiting"])
def test_only_the_sealer_seals(db: None, as_role: Any, table: str, role: str) -> None:
    query = f"INSERT INTO ledger_{table} SELECT * FROM ledger_{table}"
    with pytest.raises(ProgrammingError, match="permission denied"), as_role(role), connection.cursor() as cursor:
        cursor.execute(query)


def test_nobody_but_the_sealer_takes_an_entry_out_of_the_queue(db: None, as_role: Any) -> None:
    for role in ("web", "clock", "stream"):
        with pytest.raises(ProgrammingError, match="permission denied"), as_role(role):
            Waiting.objects.filter(entry=uuid.uuid4()).delete()
