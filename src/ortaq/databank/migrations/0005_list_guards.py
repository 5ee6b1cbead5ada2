"""Lists are the unit's own; the clock deletes their rows, and what was asked of the unfound, by their term."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

CLOCK = {
    "databank_lookup": "SELECT (id, batch_id)",
    "databank_hit": "SELECT (id, look_up_id)",
    "databank_asked": "SELECT (look_up_id), DELETE",
}
SWEEPS = ";\n".join(
    f"CREATE POLICY by_clock ON {table} TO ortaq_clock USING (true); GRANT {what} ON {table} TO ortaq_clock"
    for table, what in CLOCK.items()
)
NO_MORE = ";\n".join(f"DROP POLICY by_clock ON {table}; REVOKE ALL ON {table} FROM ortaq_clock" for table in CLOCK)


class Migration(migrations.Migration):
    dependencies = [("databank", "0004_lists")]
    operations = [
        guarded("databank_batch", web="SELECT, INSERT, UPDATE (done)", clock="SELECT"),
        append_only("databank_batch", but=("done", "visible_to")),
        guarded("databank_batchrows", web="SELECT, INSERT", clock="SELECT (batch_id), DELETE"),
        entries_seen_with("databank_batch", ["databank.listed"]),
        migrations.RunSQL(SWEEPS, NO_MORE),
    ]
