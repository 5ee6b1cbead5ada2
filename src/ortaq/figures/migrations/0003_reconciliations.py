"""The lists behind figures, and what was found when they were laid side by side."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_arrangements"),
        ("figures", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("indicator", models.TextField()),
                ("month", models.DateField()),
                ("n", models.SmallIntegerField()),
                ("records", models.IntegerField()),
                ("total", models.DecimalField(decimal_places=3, max_digits=20)),
                ("cut_off", models.TextField()),
                ("source", models.TextField()),
                ("batch", models.UUIDField()),
                ("salt", models.BinaryField(max_length=16)),
                ("commitment", models.BinaryField(max_length=32)),
                ("stands", models.BooleanField(default=True)),
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
            name="Reconciliation",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("month", models.DateField()),
                ("clause", models.TextField()),
                ("edition", models.TextField()),
                ("members", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("compared_at", models.DateTimeField()),
                ("total", models.IntegerField(default=0)),
                ("open", models.IntegerField(default=0)),
                ("act", models.UUIDField(null=True)),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.group",
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
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("n", models.IntegerField()),
                ("indicator", models.TextField()),
                ("cause", models.TextField()),
                ("said", models.JSONField()),
                ("salt", models.BinaryField(max_length=16)),
                ("commitment", models.BinaryField(max_length=32)),
                ("found_at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "open"),
                            ("explained", "explained"),
                            ("corrected", "corrected"),
                            ("agreed", "agreed"),
                        ],
                        default="open",
                    ),
                ),
                ("steps", models.SmallIntegerField(default=0)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="figures.reconciliation",
                    ),
                ),
            ],
            options={
                "ordering": ("reconciliation", "n"),
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("n", models.IntegerField()),
                ("key", models.TextField()),
                ("folded", models.TextField()),
                ("fields", models.JSONField(default=dict)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "listing",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="figures.listing",
                    ),
                ),
            ],
            options={
                "ordering": ("listing", "n"),
            },
        ),
        migrations.CreateModel(
            name="DifferenceStep",
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
                ("words", models.TextField(blank=True)),
                ("salt", models.BinaryField(max_length=16)),
                ("commitment", models.BinaryField(max_length=32)),
                (
                    "difference",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="figures.difference",
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
                "ordering": ("difference", "n"),
                "constraints": [models.UniqueConstraint(fields=("difference", "n"), name="difference_step_in_order")],
            },
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(fields=("unit", "indicator", "month", "n"), name="listing_in_order"),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stands", True)), fields=("unit", "indicator", "month"), name="listing_one_stands"
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(
                condition=models.Q(("act__isnull", False)), fields=["act"], name="reconciliation_of_act"
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(fields=["month", "group"], name="reconciliation_month"),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(fields=("group", "month"), name="reconciliation_once"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(fields=("reconciliation", "n"), name="difference_in_order"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["agreed", "corrected", "explained", "open"])),
                name="difference_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(fields=("listing", "n"), name="record_in_order"),
        ),
    ]
