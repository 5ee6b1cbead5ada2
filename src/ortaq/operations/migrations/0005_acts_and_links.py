"""The act that founds a joint measure, the one drawn up of it, and what is put to it."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0002_guards"),
        ("directory", "0003_arrangements"),
        ("operations", "0004_forces_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("what", models.TextField()),
                ("target", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="logentry",
            name="log_sort_known",
        ),
        migrations.AddField(
            model_name="operation",
            name="mandate",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="operation",
            name="report",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reported_operation", to="acts.act"
            ),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "sort__in",
                        [
                            "correction",
                            "decision",
                            "described",
                            "done",
                            "ended",
                            "event",
                            "lesson",
                            "linked",
                            "result",
                            "situation",
                            "task",
                        ],
                    )
                ),
                name="log_sort_known",
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="link", to="operations.logentry"
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="operation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="links",
                to="operations.operation",
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["target"], name="link_of_target"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(fields=("operation", "what", "target"), name="link_of_operation_once"),
        ),
    ]
