"""Who sees who is in a room: those in it, and each officer of himself. A room's number comes from a sequence."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with

OWN = "member = nullif(current_setting('app.officer', true), '')::int"


class Migration(migrations.Migration):
    dependencies = [("operations", "0009_rooms")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE operations_room", "DROP SEQUENCE operations_room"),
        open_to("SEQUENCE operations_room", web="USAGE"),
        guarded("operations_member", web="SELECT, INSERT, UPDATE (until)"),
        migrations.RunSQL(
            f"CREATE POLICY of_himself ON operations_member FOR SELECT TO ortaq_web USING ({OWN})",
            "DROP POLICY of_himself ON operations_member",
        ),
        append_only("operations_member", but=("until", "visible_to")),
        entries_seen_with("operations_member", ["member.came", "member.left"]),
    ]
