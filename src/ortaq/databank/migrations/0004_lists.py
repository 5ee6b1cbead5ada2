"""Lists of those who arrive, and their look-ups."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("databank", "0003_functions"),
        ("directory", "0003_arrangements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("rows", models.SmallIntegerField()),
                ("done", models.SmallIntegerField(default=0)),
                ("erased_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="lookup",
            name="n",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="BatchRows",
            fields=[
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="databank.batch",
                    ),
                ),
                ("body", models.JSONField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.AddField(
            model_name="lookup",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="look_ups",
                to="databank.batch",
            ),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)), fields=["batch", "n"], name="lookup_of_batch"
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["unit", "-at"], name="batch_of_unit"),
        ),
    ]
