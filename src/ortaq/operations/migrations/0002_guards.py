"""Who may do what with joint measures, held by PostgreSQL itself: the log is only added to, words are never changed."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with

STANDS = ("state", "steps", "entries", "begun_at", "ended_at")
ADDED = {
    "operationstep": "operation.moved",
    "logentry": "log.entered",
    "assignment": "assignment.given",
}
ONCE = """
CREATE TRIGGER written_once BEFORE UPDATE ON operations_logwords FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'visible_to' IS DISTINCT FROM to_jsonb(NEW) - 'visible_to')
    EXECUTE FUNCTION ledger_refuse()
"""


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_operations"), ("access", "0002_guards"), ("ledger", "0002_guards")]
    operations = [
        guarded("operations_operation", web=f"SELECT, INSERT, UPDATE ({', '.join(STANDS)})"),
        append_only("operations_operation", but=(*STANDS, "visible_to")),
        entries_seen_with("operations_operation", ["operation.opened"]),
        *(guarded(f"operations_{table}") for table in ADDED),
        *(append_only(f"operations_{table}", but=("visible_to",)) for table in ADDED),
        *(entries_seen_with(f"operations_{table}", [kind]) for table, kind in ADDED.items()),
        guarded("operations_logwords"),
        migrations.RunSQL(ONCE, "DROP TRIGGER written_once ON operations_logwords"),
        open_to("operations_operationnumbering", web="SELECT, INSERT, UPDATE"),
        open_to("SEQUENCE operations_operationnumbering_id_seq", web="USAGE"),
    ]
