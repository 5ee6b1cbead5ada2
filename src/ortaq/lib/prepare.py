"""Bring a node up to this program, as the tables' owner: migrations, grants, static files (`-m ortaq.lib.prepare`).

Our own packages grant their tables in their migrations, where the table is made. Tables of the frameworks have no such
place, so their grants stand here; they are repeated at each start and harm nothing.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from ortaq.lib.setup import django_setup

READ, WRITE = "SELECT", "SELECT, INSERT, UPDATE, DELETE"
FRAMEWORK_GRANTS: Sequence[tuple[str, str, str]] = (
    # tables like, privileges, roles
    ("django_content_type", READ, "ortaq_web, ortaq_clock"),
    ("django_migrations", READ, "ortaq_web, ortaq_clock, ortaq_stream, ortaq_sealer"),
    ("auth_%", READ, "ortaq_web"),
    ("account_%", READ, "ortaq_web"),
    ("mfa_%", WRITE, "ortaq_web"),
    ("procrastinate_%", WRITE, "ortaq_web, ortaq_clock"),
)


class Unprepared(RuntimeError):
    """The database, or the pack that the node works by, is not one to run on; the message says why."""


def main() -> int:
    """Prepare this node's database and static files; 1 and a line that says why where it may not be."""
    django_setup("owner")
    try:
        migrate()
    except Unprepared as error:
        print(error, file=sys.stderr)
        return 1
    collect_static_files()
    return 0


def migrate() -> None:
    """Run the migrations that this database lacks, and grant the frameworks' tables."""
    from django.core.management import call_command

    from ortaq.lib.migrating import rendering_little

    refuse_unsafe_database()
    with rendering_little():
        call_command("migrate", interactive=False, verbosity=0)
    grant_framework_tables()


def refuse_unsafe_database() -> None:
    """Raise Unprepared where a newer program has been, or where a role could look past row-level security."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    unknown = sorted(set(loader.applied_migrations or ()) - set(loader.disk_migrations or ()))
    if unknown:
        raise Unprepared(f"a newer Ortaq has changed this database ({'.'.join(unknown[0])}): start that one")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'ortaq\\_%' AND (rolsuper OR rolbypassrls)")
        for (role,) in cursor.fetchall():
            raise Unprepared(f"role {role} may look past row-level security: ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS")


def collect_static_files() -> None:
    """Gather the static files, named by their content, into the node's folder; nothing where they have not changed."""
    from django.conf import settings
    from django.core.management import call_command

    mark, now = Path(settings.STATIC_ROOT) / ".sources", _static_sources()
    if not mark.exists() or mark.read_text() != now:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(now)


def _static_sources() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()


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
    sys.exit(main())
