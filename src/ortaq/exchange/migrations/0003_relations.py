"""How a message stands to an earlier one, whom it may be passed on to, and the planned event that it is about."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_guards")]
    operations = [
        migrations.AddField("message", "relation", models.TextField(blank=True)),
        migrations.AddField("message", "relates_to", models.UUIDField(null=True)),
        migrations.AddField("message", "handling", models.TextField(blank=True)),
        migrations.AddField("message", "planned_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=models.Q(("relates_to__isnull", False)), fields=["relates_to"], name="message_relates"
            ),
        ),
    ]
