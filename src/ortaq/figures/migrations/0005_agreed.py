"""When all members had signed what they reconciled, and which step of the act says so."""

from __future__ import annotations

from django.db import migrations, models

from ortaq.access.guard import append_only_now

TABLE = "figures_reconciliation"
FORMERLY = ("compared_at", "total", "open", "act", "visible_to")


class Migration(migrations.Migration):
    dependencies = [("figures", "0004_guards")]
    operations = [
        migrations.AddField("reconciliation", "agreed_at", models.DateTimeField(null=True)),
        migrations.AddField("reconciliation", "agreed_by", models.UUIDField(null=True)),
        append_only_now(TABLE, but=(*FORMERLY, "agreed_at", "agreed_by"), formerly=FORMERLY),
        migrations.RunSQL(
            f"GRANT UPDATE (agreed_at, agreed_by) ON {TABLE} TO ortaq_web",
            f"REVOKE UPDATE (agreed_at, agreed_by) ON {TABLE} FROM ortaq_web",
        ),
    ]
