"""When the ower is reminded next: a hint in an index of its own, that the clock alone moves on."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

from ortaq.access.guard import append_only

BEFORE = ("status", "moves", "wake_at", "promised_at", "done_at", "done_by", "visible_to")


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_guards")]
    operations = [
        migrations.AddField("duty", "remind_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "duty",
            models.Index(
                condition=Q(("remind_at__isnull", False), ("status", "open")), fields=["remind_at"], name="duty_reminds"
            ),
        ),
        migrations.RunSQL(
            "DROP TRIGGER append_only ON duties_duty; DROP TRIGGER append_only_but ON duties_duty",
            append_only("duties_duty", but=BEFORE).sql,
        ),
        append_only("duties_duty", but=(*BEFORE, "remind_at")),
        migrations.RunSQL(
            "GRANT UPDATE (remind_at) ON duties_duty TO ortaq_clock",
            "REVOKE UPDATE (remind_at) ON duties_duty FROM ortaq_clock",
        ),
    ]
