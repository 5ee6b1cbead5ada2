"""What lets an oversight body read a table: an operation for the migrations of this package."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

# Asked once in a query, not for each row: it names nothing of the row that is read.
OVERSEES = """EXISTS (
    SELECT FROM directory_unit body
     WHERE body.id = nullif(current_setting('app.scope', true), '')::int AND body.standing = 'oversight'
)"""


def overseen(table: str) -> RunSQL:
    """Let an oversight body read every row of the table."""
    return RunSQL(
        f"CREATE POLICY overseen ON {table} FOR SELECT TO ortaq_web USING ({OVERSEES})",
        f"DROP POLICY overseen ON {table}",
    )
