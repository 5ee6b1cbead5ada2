"""Files that go with the entries of the log."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids


class Migration(migrations.Migration):
    dependencies = [("operations", "0010_room_guards")]

    operations = [
        migrations.CreateModel(
            name="LogFile",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("sha256", models.TextField()),
                ("blob", models.TextField(unique=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="operations.logentry",
                    ),
                ),
            ],
            options={
                "ordering": ("entry", "n"),
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "n"), name="operations_logfile_in_order"),
                ],
            },
        ),
    ]
