"""Rooms of members alone: who is in them, and the number of each."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_arrangements"),
        ("operations", "0008_patrols_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("member", models.IntegerField()),
                ("member_name", models.TextField()),
                ("of_unit", models.IntegerField()),
                ("until", models.DateTimeField(null=True)),
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
            name="room",
            field=models.IntegerField(null=True, unique=True),
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
                            "message",
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
            model_name="member",
            name="operation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="operations.operation",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(condition=models.Q(("until", None)), fields=["member"], name="member_of_rooms"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("operation", "member"), name="member_once"
            ),
        ),
    ]
