"""Who may do what with links, and that the act drawn up of a joint measure may be named once there is one."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

BEFORE = ("state", "steps", "entries", "begun_at", "ended_at")
OFF = """
DROP TRIGGER append_only ON operations_operation;
DROP TRIGGER append_only_but ON operations_operation
"""


class Migration(migrations.Migration):
    dependencies = [("operations", "0005_acts_and_links")]
    operations = [
        migrations.RunSQL(OFF, append_only("operations_operation", but=(*BEFORE, "visible_to")).sql),
        append_only("operations_operation", but=(*BEFORE, "report_id", "visible_to")),
        migrations.RunSQL(
            "GRANT UPDATE (report_id) ON operations_operation TO ortaq_web",
            "REVOKE UPDATE (report_id) ON operations_operation FROM ortaq_web",
        ),
        guarded("operations_link"),
        append_only("operations_link", but=("visible_to",)),
        entries_seen_with("operations_link", ["link.put"]),
    ]
