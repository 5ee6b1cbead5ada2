"""What PostgreSQL itself enforces on append-only tables: operations for the migrations of every package."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

REFUSE = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %: this table is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(table: str) -> RunSQL:
    """Let PostgreSQL refuse every UPDATE, DELETE and TRUNCATE of `table`, also to its owner.

    The migration that uses this depends on ("ledger", "0002_guards").
    """
    return RunSQL(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
        """,
        f"DROP TRIGGER append_only ON {table}",
    )


def entries_seen_with(table: str, kinds: Sequence[str], key: str = "id") -> RunSQL:
    """Let the web role read the entries of `kinds` whose record is a row of `table` that it may see.

    The look-up runs with the reader's own rights, so the row-level security of `table` decides. Without this
    the web cannot read back even what it wrote, and `proof.of` finds nothing.
    """
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return RunSQL(
        f"""
        CREATE POLICY seen_with_{table} ON ledger_entry FOR SELECT TO ortaq_web
            USING (kind IN ({listed}) AND EXISTS (SELECT FROM {table} t WHERE t.{key} = ledger_entry.record))
        """,
        f"DROP POLICY seen_with_{table} ON ledger_entry",
    )
