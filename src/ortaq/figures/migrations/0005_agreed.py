"""When all members had signed what they reconciled, and which step of the act says so."""

from __future__ import annotations

from django.db import migrations, models

TABLE = "figures_reconciliation"
FREE = "ARRAY['compared_at', 'total', 'open', 'act', 'agreed_at', 'agreed_by', 'visible_to']"
FORMER = "ARRAY['compared_at', 'total', 'open', 'act', 'visible_to']"


def _never_changed_but(free: str) -> str:
    """Return the trigger that refuses every change of more than these columns."""
    return f"""
        DROP TRIGGER append_only_but ON {TABLE};
        CREATE TRIGGER append_only_but BEFORE UPDATE ON {TABLE} FOR EACH ROW
            WHEN (to_jsonb(OLD) - {free} IS DISTINCT FROM to_jsonb(NEW) - {free})
            EXECUTE FUNCTION ledger_refuse();
    """


class Migration(migrations.Migration):
    dependencies = [("figures", "0004_guards")]
    operations = [
        migrations.AddField("reconciliation", "agreed_at", models.DateTimeField(null=True)),
        migrations.AddField("reconciliation", "agreed_by", models.UUIDField(null=True)),
        migrations.RunSQL(
            _never_changed_but(FREE) + f"GRANT UPDATE (agreed_at, agreed_by) ON {TABLE} TO ortaq_web",
            f"REVOKE UPDATE (agreed_at, agreed_by) ON {TABLE} FROM ortaq_web;" + _never_changed_but(FORMER),
        ),
    ]
