"""A message is withdrawn once, whatever two officers send at the same time."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_relations")]
    operations = [
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                condition=models.Q(("relation", "withdrawal")), fields=("relates_to",), name="message_withdrawn_once"
            ),
        ),
    ]
