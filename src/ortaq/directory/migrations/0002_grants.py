"""Who may read and write the directory, and the number that tells its states apart.

Everybody signed in reads it: an officer must know whom to call. Units, names, points and the pack's groups are
written by the owner alone, through the loader; the web writes what its verbs change and no other column.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

TABLES = (
    "directory_unit",
    "directory_unitname",
    "directory_crossingpoint",
    "directory_group",
    "directory_group_crossing_points",
    "directory_groupmember",
    "directory_contact",
    "directory_standingcontact",
    "directory_adoption",
)
READERS = "ortaq_web, ortaq_stream, ortaq_clock"

GRANTS = f"""
GRANT SELECT ON {", ".join(TABLES)}, directory_version TO {READERS};
GRANT UPDATE (reach, valid_to, origin) ON directory_unit TO ortaq_web;
GRANT INSERT, UPDATE (valid_to, origin) ON directory_groupmember, directory_contact, directory_standingcontact
    TO ortaq_web;
"""
REVOKES = f"REVOKE ALL ON {', '.join(TABLES)}, directory_version FROM {READERS};"

# A sequence, because it never gives a number twice, not even after a rollback: a cache keyed by it cannot lie.
VERSION = """
CREATE SEQUENCE directory_version_number;
INSERT INTO directory_version (id, number) VALUES (1, nextval('directory_version_number'));
CREATE FUNCTION directory_changed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE directory_version SET number = nextval('directory_version_number');
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION directory_changed() FROM PUBLIC;
"""
UNVERSION = "DROP FUNCTION directory_changed(); DELETE FROM directory_version; DROP SEQUENCE directory_version_number"


def changed(table: str) -> migrations.RunSQL:
    """Return the operation after which every statement that may change the table gives a new number."""
    return migrations.RunSQL(
        f"CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION directory_changed()",
        f"DROP TRIGGER changed ON {table}",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("directory", "0001_directory")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(GRANTS, REVOKES),
        migrations.RunSQL(VERSION, UNVERSION),
        *(changed(table) for table in TABLES),
    ]
