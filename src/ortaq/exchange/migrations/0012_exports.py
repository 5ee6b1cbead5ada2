"""Lists that were taken out of the console, and searches that officers keep."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models

import ortaq.lib.ids
from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0011_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("page", models.TextField()),
                ("format", models.TextField(choices=[("csv", "csv"), ("xlsx", "xlsx")])),
                ("filter", models.JSONField()),
                ("salt", models.BinaryField(max_length=16)),
                ("commitment", models.BinaryField(max_length=32)),
                ("rows", models.IntegerField()),
                ("withheld", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField()),
                ("officer_name", models.TextField()),
                ("unit", models.IntegerField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("officer", models.IntegerField()),
                ("page", models.TextField()),
                ("name", models.CharField(max_length=80)),
                ("query", models.TextField()),
                ("saved_at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("officer", "visible_to", "page", "name"), name="savedfilter_once")
                ],
            },
        ),
        guarded("exchange_export", web="SELECT, INSERT"),
        append_only("exchange_export", but=("filter", "salt", "visible_to")),
        guarded("exchange_savedfilter", web="SELECT, INSERT, UPDATE, DELETE"),
        entries_seen_with("exchange_export", ["list.exported"]),
    ]
