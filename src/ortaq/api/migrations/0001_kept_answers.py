"""Answers kept for repeated requests: each unit's own alone; who tidies sees only how old they are."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

import ortaq.lib.ids
from ortaq.access.guard import guarded


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0004_tokens")]
    operations = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("caller", models.TextField()),
                ("key", models.TextField()),
                ("asked", models.TextField()),
                ("status", models.SmallIntegerField()),
                ("headers", models.JSONField()),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
                ("visible_to", ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="keptanswer_oldest")],
                "constraints": [models.UniqueConstraint(fields=["caller", "key"], name="keptanswer_once")],
            },
        ),
        guarded("api_keptanswer", web="SELECT, INSERT", clock="SELECT (id, at), DELETE"),
    ]
