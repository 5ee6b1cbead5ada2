"""The figures that units give, month by month."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids

SOURCES = [("counted", "counted"), ("entered", "entered"), ("imported", "imported")]
STANDS = models.Q(("stands", True))


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0003_arrangements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Return",
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
                ("value", models.DecimalField(decimal_places=3, max_digits=20)),
                ("measure", models.TextField()),
                ("cut_off", models.TextField()),
                ("source", models.TextField(choices=SOURCES)),
                ("reason", models.TextField(blank=True)),
                ("batch", models.UUIDField()),
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
            options={
                "indexes": [
                    models.Index(condition=STANDS, fields=["month", "unit"], name="return_standing"),
                    models.Index(fields=["batch"], name="return_of_batch"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "indicator", "month", "n"), name="return_in_order"),
                    models.UniqueConstraint(
                        condition=STANDS, fields=("unit", "indicator", "month"), name="return_one_stands"
                    ),
                    models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="return_not_below_nought"),
                    models.CheckConstraint(
                        condition=models.Q(("n", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="return_corrected_with_a_reason",
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="return_of_a_whole_month"),
                ],
            },
        ),
    ]
