"""Should a query forget its filter, PostgreSQL does not: every table is guarded or has a reason.

The rows are made by their column types alone, so that a table added tomorrow is tested tomorrow.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from guard_exceptions import COLUMNS, GRANTED, NOT_GUARDED

from ortaq.access.scope import acting_in, set_scope

pytestmark = pytest.mark.django_db
OURS, FOREIGN = 41, 42
ROLES = ("web", "stream", "clock", "sealer")
OPEN_TO_ALL = ("clock", "sealer")  # they serve the whole node
TABLES = "relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")


def ask(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def do(query: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def guarded() -> list[str]:
    found = ask(f"SELECT relname FROM pg_class WHERE {TABLES} AND relrowsecurity ORDER BY relname")
    return [name for (name,) in found]


def scoped() -> list[str]:
    """The guarded tables whose rows name the scopes that see them."""
    named = ask("SELECT table_name FROM information_schema.columns WHERE column_name = 'visible_to'")
    return [table for table in guarded() if (table,) in named]


def may(role: str, table: str, privilege: str) -> bool:
    """Whether the role has the privilege on at least one column."""
    anywhere = "has_any_column_privilege" if privilege != "DELETE" else "has_table_privilege"
    return bool(ask(f"SELECT {anywhere}(%s, %s, %s)", f"ortaq_{role}", table, privilege)[0][0])


def count(table: str) -> int:
    return int(ask(f"SELECT count(*) FROM {table}")[0][0])


# ── every table, every privilege, every role ──────────────────────────────────────────────────────────────────────


def test_each_table_is_under_forced_row_level_security_or_listed_with_a_reason():
    found = ask(f"SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE {TABLES}")
    assert {name for name, is_forced in found if not is_forced} == set(NOT_GUARDED)
    assert all(NOT_GUARDED.values())


def test_no_guarded_table_is_listed_as_an_exception():
    assert not set(guarded()) & set(NOT_GUARDED)


def test_a_table_that_names_its_scopes_is_guarded():
    named = ask("SELECT table_name FROM information_schema.columns WHERE column_name = 'visible_to'")
    assert {name for (name,) in named} == set(scoped())


def test_each_role_may_do_what_is_listed_and_nothing_else():
    granted = ask(
        f"""
        SELECT replace(rolname, 'ortaq_', ''), relname, lower(privilege_type)
          FROM pg_class, aclexplode(relacl) JOIN pg_roles ON pg_roles.oid = grantee
         WHERE {TABLES} AND rolname <> 'ortaq_owner'
        """
    )
    assert set(granted) == set(listed())


def listed() -> Iterator[tuple[str, str, str]]:
    for role, lines in GRANTED.items():
        for privileges, tables in re.findall(r"^\s*([a-z ]+):([^:]*?)(?=^\s*[a-z ]+:|\Z)", lines, re.M):
            for table in tables.split():
                yield from ((role, table, privilege) for privilege in privileges.split())


def test_each_role_may_do_on_single_columns_what_is_listed_and_nothing_else():
    granted = ask(
        """
        SELECT replace(rolname, 'ortaq_', ''), relname, lower(privilege_type), attname
          FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND NOT attisdropped, aclexplode(attacl)
          JOIN pg_roles ON pg_roles.oid = grantee
         WHERE relnamespace = 'public'::regnamespace
        """
    )
    wanted = {(*key, column) for key, columns in COLUMNS.items() for column in columns.split()}
    assert set(granted) == wanted


def test_nothing_is_granted_to_everybody():
    tables = f"SELECT relname FROM pg_class, aclexplode(relacl) WHERE {TABLES} AND grantee = 0"
    assert ask(tables) == []
    assert ask("SELECT policyname FROM pg_policies WHERE 'public' = ANY (roles)") == []


def test_no_role_of_a_process_is_mighty_or_owns_anything_or_belongs_to_another():
    mighty = "rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
    assert ask(f"SELECT rolname FROM pg_roles WHERE rolname LIKE 'ortaq\\_%%' AND ({mighty})") == []
    owned = f"SELECT relname FROM pg_class WHERE {TABLES} AND relowner <> 'ortaq_owner'::regrole"
    assert ask(owned) == []
    members = "SELECT m.member::regrole::text FROM pg_auth_members m WHERE m.member::regrole::text LIKE 'ortaq\\_%%'"
    assert {name for (name,) in ask(members)} <= {"ortaq_owner"}  # the tests' own, to see with the others' eyes


def test_a_function_that_runs_with_its_owners_rights_has_a_fixed_path_and_is_not_everybodys():
    functions = ask(
        """
        SELECT proname, coalesce(array_to_string(proconfig, ' '), ''), proacl IS NULL OR EXISTS (
            SELECT FROM aclexplode(proacl) WHERE grantee = 0
        ) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
        """
    )
    assert [name for name, config, is_everybodys in functions if is_everybodys or "search_path" not in config] == []


# ── a query that forgets its filter ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def rows() -> dict[str, Any]:
    """One row of a foreign scope in each guarded table, whatever else the table asks of its rows."""
    for table in scoped():
        for (name,) in ask(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f')", table
        ):
            do(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        before_insert = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgtype & 6 = 6 AND NOT tgisinternal"
        )
        for (name,) in ask(before_insert, table):
            do(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
    return {table: insert(table, FOREIGN) for table in scoped()}


def insert(table: str, scope: int) -> Any:
    """Write a row that `scope` sees, each column by its type; return its key."""
    values = {name: dummy(kind, scope) for name, kind in wanted(table)}
    columns, places = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values.values()))
    return values.get("id")


def wanted(table: str) -> list[tuple[Any, ...]]:
    """The columns that must be given a value, with their types."""
    return ask(
        """
        SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
         WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND NOT atthasdef
           AND (attnotnull OR attname = 'visible_to')
        """,
        table,
    )


def dummy(kind: str, scope: int) -> Any:
    values = {
        "uuid": uuid.uuid4(),
        "integer[]": [scope],
        "text[]": ["x"],
        "bytea": b"x",
        "boolean": False,
        "jsonb": "{}",
        "timestamp with time zone": datetime(2026, 5, 12, tzinfo=UTC),
        "date": datetime(2026, 5, 12, tzinfo=UTC).date(),
        "time without time zone": "08:00",
        "tsvector": "x",
        "text": "x",
        "character varying": "x",
    }
    return values.get(kind, 1)


def test_it_shows_a_foreign_unit_nothing_in_any_guarded_table(rows, as_role):
    shown = {}
    for role in ("web", "stream"):
        with as_role(role), acting_in(OURS):
            shown |= {(role, table): count(table) for table in rows if may(role, table, "SELECT")}
    assert shown
    assert set(shown.values()) == {0}, {key for key, number in shown.items() if number}


def test_it_shows_nothing_at_all_where_no_scope_was_opened(rows, as_role):
    with as_role("web"):
        set_scope(None)
        assert {table for table in rows if may("web", table, "SELECT") and count(table)} == set()


def test_it_shows_the_unit_its_own_rows_so_that_the_tests_above_can_fail(rows, as_role):
    with as_role("web"), acting_in(FOREIGN):
        assert {table for table in rows if may("web", table, "SELECT") and count(table) != 1} == set()


def test_a_unit_cannot_write_what_it_would_not_see(rows, as_role):
    for table in rows:
        if may("web", table, "INSERT"):
            with pytest.raises(DatabaseError, match="row-level security"), as_role("web"), acting_in(OURS):
                insert(table, FOREIGN)


def test_a_unit_cannot_change_or_remove_a_foreign_row(rows, as_role):
    touched = set()
    with as_role("web"), acting_in(OURS), connection.cursor() as cursor:
        for table in rows:
            if ask("SELECT has_column_privilege('ortaq_web', %s, 'visible_to', 'UPDATE')", table)[0][0]:
                cursor.execute(f"UPDATE {table} SET visible_to = ARRAY[{OURS}]")
                touched |= {table} if cursor.rowcount else set()
            if may("web", table, "DELETE"):
                cursor.execute(f"DELETE FROM {table}")
                touched |= {table} if cursor.rowcount else set()
    assert touched == set()


def test_the_clock_reads_no_content(rows, as_role):
    with pytest.raises(DatabaseError, match="permission denied"), as_role("clock"):
        ask("SELECT * FROM exchange_content")


def test_an_administrators_session_has_no_scope_and_so_sees_no_guarded_row(rows, as_role, clock):
    import world

    from ortaq.access.session import find
    from ortaq.access.testing import appoint, sit_down

    clock.stand(world.NOON)
    unit = world.make().unit("border")
    from django.test import Client

    administrator = sit_down(Client(), appoint("administrator", unit, "administrator", at=world.NOON))
    with as_role("web"), transaction.atomic():
        found = find(administrator.cookies["ortaq-session"].value, open_scope=True)
        assert found is not None
        assert found.sees == ""
        assert {table for table in rows if may("web", table, "SELECT") and count(table)} == set()


# ── the ledger's entries stand with the rows they tell of ─────────────────────────────────────────────────────────


def opened_entries() -> list[tuple[str, str, str]]:
    """What packages opened of their own entries: (table, key, kind)."""
    found = ask("SELECT qual FROM pg_policies WHERE tablename = 'ledger_entry' AND policyname LIKE 'seen\\_with%%'")
    return [
        (table.group(1), key.group(1), kind)
        for (qual,) in found
        if (table := re.search(r"FROM (\w+) t", qual)) and (key := re.search(r"\(t\.(\w+) = ledger_entry", qual))
        for kind in re.findall(r"'([\w.]+)'", qual)
    ]


def test_the_web_reads_the_entries_of_rows_that_it_may_see_and_no_others(rows, as_role):
    opened = opened_entries()
    policies = ask("SELECT count(*) FROM pg_policies WHERE policyname LIKE 'seen\\_with%%'")
    assert len({table for table, _, _ in opened}) == policies[0][0]
    for table, _key, kind in opened:
        do(
            "INSERT INTO ledger_entry (id, kind, record, at, body) VALUES (%s, %s, %s, %s, '{}')",
            uuid.uuid4(),
            kind,
            rows[table],
            datetime(2026, 5, 12, tzinfo=UTC),
        )
    with as_role("web"), acting_in(OURS):
        assert count("ledger_entry") == 0
    with as_role("web"), acting_in(FOREIGN):
        assert count("ledger_entry") == len(opened)
