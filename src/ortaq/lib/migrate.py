"""Bring the database up to this program: the migrations, run as their owner, and the grants on the frameworks' tables.

Our own packages grant their tables in their migrations, where the table is made. Tables of the frameworks have no such
place, so their grants stand here; they are repeated at each start and harm nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ortaq.lib.setup import django_setup

READ, WRITE = "SELECT", "SELECT, INSERT, UPDATE, DELETE"
FRAMEWORK_GRANTS: Sequence[tuple[str, str, str]] = (
    # tables like, privileges, roles
    ("django_session", WRITE, "ortaq_web"),
    ("django_content_type", READ, "ortaq_web, ortaq_clock"),
    ("django_migrations", READ, "ortaq_web, ortaq_clock, ortaq_stream, ortaq_sealer"),
    ("auth_%", READ, "ortaq_web"),
    ("account_%", WRITE, "ortaq_web"),
    ("mfa_%", WRITE, "ortaq_web"),
    ("procrastinate_%", WRITE, "ortaq_web, ortaq_clock"),
)


def migrate(*, verbosity: int = 0) -> None:
    """Run the migrations that this database lacks, as ortaq_owner, and grant the frameworks' tables."""
    django_setup("owner")
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=verbosity)
    grant_framework_tables()


def grant_framework_tables() -> None:
    """Let each role do with the frameworks' tables what FRAMEWORK_GRANTS says."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for pattern, privileges, roles in FRAMEWORK_GRANTS:
            for name, kind in _relations(pattern):
                granted = privileges if kind == "table" else "USAGE, SELECT"
                cursor.execute(f'GRANT {granted} ON {kind} "{name}" TO {roles}')


def _relations(pattern: str) -> list[tuple[str, str]]:
    """Tables and sequences of ours whose name is like `pattern`; an underscore in it is an underscore."""
    from django.db import connection

    query = """
        SELECT relname, CASE relkind WHEN 'S' THEN 'sequence' ELSE 'table' END FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')
        AND relowner = current_user::regrole AND relname LIKE %s
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [pattern.replace("_", r"\_")])
        return list(cursor.fetchall())


if __name__ == "__main__":
    migrate()
    sys.exit(0)
