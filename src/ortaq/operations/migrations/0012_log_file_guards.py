"""Who may do what with files of the log: added with their entry, never changed; the owner alone erases them."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import guarded

ONCE = """
CREATE TRIGGER written_once BEFORE UPDATE ON operations_logfile FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'visible_to' IS DISTINCT FROM to_jsonb(NEW) - 'visible_to')
    EXECUTE FUNCTION ledger_refuse()
"""


class Migration(migrations.Migration):
    dependencies = [("operations", "0011_log_files")]
    operations = [
        guarded("operations_logfile", clock="SELECT (blob)"),
        migrations.RunSQL(ONCE, "DROP TRIGGER written_once ON operations_logfile"),
    ]
