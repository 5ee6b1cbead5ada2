"""What PostgreSQL enforces should a query forget: operations for the migrations of every package.

    operations = [
        guarded("exchange_message", web="SELECT, INSERT, UPDATE (visible_to)", clock="SELECT", stream="SELECT"),
        append_only("exchange_message", but=("visible_to",)),
        open_to("directory_unit", web="SELECT", clock="SELECT"),
        guarded_also("figures_reconciliation", clock="SELECT (month)"),  # a role that a former migration left out
    ]

A guarded table has a column `visible_to int[]`: the scopes that see the row. The web and the stream see and write the
rows that name the scope of their transaction (ortaq.access.scope); the clock, where it is granted anything, sees all of
them; the owner keeps and checks the tables. A table that is not guarded stands with its reason in
tests/guard_exceptions.py.
The migrations that use this depend on ("access", "0002_guards").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.migrations.operations import RunSQL

from ortaq.ledger.guards import append_only as never_changed

IN_SCOPE = "visible_to @> ARRAY[nullif(current_setting('app.scope', true), '')::int]"
PROGRAMS = ("web", "stream", "clock", "sealer")


def guarded(table: str, *, web: str = "SELECT, INSERT", stream: str = "", clock: str = "", sealer: str = "") -> RunSQL:
    """Put `table` under forced row-level security and grant each program's role what is named, e.g. "SELECT, INSERT".

    Columns may be named: "SELECT, UPDATE (status, moves)". A role that is granted nothing gets no policy either.
    """
    granted = _granted(web=web, stream=stream, clock=clock, sealer=sealer)
    policies = [_policy(table, "kept", "CURRENT_USER", "true"), *_policies(table, granted)]
    force = f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    drops = [f"DROP POLICY {name} ON {table}" for name in ("kept", *(f"by_{role}" for role in granted))]
    relax = f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY"
    return _run([force, *policies, *_grants(table, granted)], [*_revokes(table, granted), *drops, relax])


def guarded_also(table: str, *, web: str = "", stream: str = "", clock: str = "", sealer: str = "") -> RunSQL:
    """Grant what is named on a table that is guarded already, to roles that were granted nothing on it."""
    granted = _granted(web=web, stream=stream, clock=clock, sealer=sealer)
    drops = [f"DROP POLICY by_{role} ON {table}" for role in granted]
    return _run([*_policies(table, granted), *_grants(table, granted)], [*_revokes(table, granted), *drops])


def open_to(table: str, *, web: str = "", stream: str = "", clock: str = "", sealer: str = "") -> RunSQL:
    """Grant each program's role what is named on a table that is not guarded."""
    granted = _granted(web=web, stream=stream, clock=clock, sealer=sealer)
    return _run(_grants(table, granted), _revokes(table, granted))


def append_only(table: str, *, but: Sequence[str] = ()) -> RunSQL:
    """Let PostgreSQL refuse DELETE, TRUNCATE and every UPDATE of `table` that changes more than `but` names."""
    if not but:
        return never_changed(table)
    return RunSQL(
        f"""
        CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
        {_refuse_but(table, but)}
        """,
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_but ON {table}",
    )


def append_only_now(table: str, *, but: Sequence[str], formerly: Sequence[str]) -> RunSQL:
    """Let more columns change than `append_only` let `formerly`."""
    drop = f"DROP TRIGGER append_only_but ON {table};"
    return RunSQL(drop + _refuse_but(table, but), drop + _refuse_but(table, formerly))


def _refuse_but(table: str, but: Sequence[str]) -> str:
    free = "ARRAY[" + ", ".join(f"'{column}'" for column in but) + "]"
    return f"""
        CREATE TRIGGER append_only_but BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN (to_jsonb(OLD) - {free} IS DISTINCT FROM to_jsonb(NEW) - {free})
            EXECUTE FUNCTION ledger_refuse();
    """


def _run(there: list[str], back: list[str]) -> RunSQL:
    return RunSQL(";\n".join(there), ";\n".join(back))


def _granted(**asked: str) -> dict[str, str]:
    return {role: asked[role] for role in PROGRAMS if asked[role]}


def _policies(table: str, granted: Iterable[str]) -> list[str]:
    return [_policy(table, f"by_{role}", f"ortaq_{role}", _condition(role)) for role in granted]


def _condition(role: str) -> str:
    """The clock and the sealer serve the whole node; the web and the stream serve one scope at a time."""
    return IN_SCOPE if role in ("web", "stream") else "true"


def _policy(table: str, name: str, role: str, condition: str) -> str:
    return f"CREATE POLICY {name} ON {table} TO {role} USING ({condition}) WITH CHECK ({condition})"


def _grants(table: str, granted: dict[str, str]) -> list[str]:
    return [f"GRANT {what} ON {table} TO ortaq_{role}" for role, what in granted.items()]


def _revokes(table: str, granted: dict[str, str]) -> list[str]:
    return [f"REVOKE ALL ON {table} FROM ortaq_{role}" for role in granted]
