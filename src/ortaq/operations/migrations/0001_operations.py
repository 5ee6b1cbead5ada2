"""Joint measures, their steps and their running log."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acts", "0002_guards"),
        ("directory", "0003_arrangements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("rule", models.TextField()),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
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
            options={
                "ordering": ("due_at", "at", "id"),
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.IntegerField()),
                ("sort", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("commitment", models.BinaryField(max_length=32)),
                (
                    "answers",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="operations.assignment",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="operations.logentry",
                    ),
                ),
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
            options={
                "ordering": ("operation", "n"),
            },
        ),
        migrations.AddField(
            model_name="assignment",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="assignment", to="operations.logentry"
            ),
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("clause", models.TextField()),
                ("edition", models.TextField()),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("parties", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("opened_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("rhythm", models.IntegerField(null=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("planned", "planned"),
                            ("under_way", "under_way"),
                            ("closed", "closed"),
                            ("called_off", "called_off"),
                        ],
                        default="planned",
                    ),
                ),
                ("steps", models.SmallIntegerField(default=0)),
                ("entries", models.IntegerField(default=0)),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "activation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operation",
                        to="acts.activation",
                    ),
                ),
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
            options={
                "ordering": ("-opened_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="logentry",
            name="operation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="log",
                to="operations.operation",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="operation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="operations.operation",
            ),
        ),
        migrations.CreateModel(
            name="OperationNumbering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField()),
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
        migrations.CreateModel(
            name="OperationStep",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                ("verb", models.TextField()),
                ("state", models.TextField()),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step",
                        to="operations.logentry",
                    ),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="operations.operation",
                    ),
                ),
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
            options={
                "ordering": ("operation", "n"),
            },
        ),
        migrations.CreateModel(
            name="LogWords",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="operations.logentry",
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("body", models.JSONField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="operations.operation"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(fields=["-opened_at", "-id"], name="operation_newest"),
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(
                condition=models.Q(("state", "under_way")), fields=["begun_at"], name="operation_under_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.UniqueConstraint(fields=("unit", "year", "number"), name="operation_number_once"),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["called_off", "closed", "planned", "under_way"])),
                name="operation_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at", None), ("ends_at", None), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                ),
                name="operation_planned_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(condition=models.Q(("answers__isnull", False)), fields=["answers"], name="log_answers"),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(
                condition=models.Q(("corrects__isnull", False)), fields=["corrects"], name="log_corrects"
            ),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.UniqueConstraint(fields=("operation", "n"), name="log_entry_in_order"),
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
                            "result",
                            "situation",
                            "task",
                        ],
                    )
                ),
                name="log_sort_known",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["operation"], name="assignment_of_operation"),
        ),
        migrations.AddConstraint(
            model_name="operationnumbering",
            constraint=models.UniqueConstraint(fields=("unit", "year"), name="operation_numbering_once"),
        ),
        migrations.AddConstraint(
            model_name="operationstep",
            constraint=models.UniqueConstraint(fields=("operation", "n"), name="operation_step_in_order"),
        ),
    ]
