"""Checks of the line between duty services, and the outages that they found; a check is only ever added."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import ortaq.lib.ids
from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

RESTORED = ("restored_at", "restored_by_id", "visible_to")


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_grants"),
        ("exchange", "0009_programs_send"),
    ]

    operations = [
        migrations.CreateModel(
            name="LineCheck",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("works", models.BooleanField()),
                ("means", models.TextField(choices=[("telephone", "telephone"), ("console", "console")])),
                ("answered_by", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("officer", models.IntegerField()),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "by_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
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
            name="LineConfirmed",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "check_of",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmed", to="exchange.linecheck"
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("means", models.TextField(choices=[("telephone", "telephone"), ("console", "console")])),
                ("since", models.DateTimeField()),
                ("restored_at", models.DateTimeField(null=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "by_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "found_by",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outage", to="exchange.linecheck"
                    ),
                ),
                (
                    "restored_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restored",
                        to="exchange.linecheck",
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
        migrations.AddIndex(
            model_name="linecheck",
            index=models.Index(fields=["by_unit", "-entered_at"], name="line_checked_by"),
        ),
        migrations.AddIndex(
            model_name="linecheck",
            index=models.Index(fields=["unit", "-entered_at"], name="line_checked_to"),
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(condition=models.Q(("restored_at", None)), fields=["by_unit"], name="outage_found_by"),
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(condition=models.Q(("restored_at", None)), fields=["unit"], name="outage_with"),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least(models.F("by_unit"), models.F("unit")),
                django.db.models.functions.comparison.Greatest(models.F("by_unit"), models.F("unit")),
                models.F("means"),
                condition=models.Q(("restored_at", None)),
                name="outage_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("restored_at", None), ("restored_by", None)),
                    models.Q(("restored_at__gte", models.F("since")), ("restored_by__isnull", False)),
                    _connector="OR",
                ),
                name="outage_restored_by_a_check",
            ),
        ),
        guarded("exchange_linecheck", web="SELECT, INSERT"),
        guarded("exchange_lineconfirmed", web="SELECT, INSERT"),
        guarded("exchange_outage", web=f"SELECT, INSERT, UPDATE ({', '.join(RESTORED)})"),
        append_only("exchange_linecheck", but=("visible_to",)),
        append_only("exchange_lineconfirmed", but=("visible_to",)),
        append_only("exchange_outage", but=RESTORED),
        entries_seen_with("exchange_linecheck", ["line.checked"]),
        entries_seen_with("exchange_lineconfirmed", ["line.confirmed"]),
        entries_seen_with("exchange_outage", ["outage.found", "outage.restored"]),
    ]
