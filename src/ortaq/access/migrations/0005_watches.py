"""Rotations that make the roster, hand-overs signed by both, and a telephone for each officer.

A hand-over and its signatures are only ever added; they are the unit's own and nobody else's.
"""

from __future__ import annotations

from typing import ClassVar

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ortaq.access.models
import ortaq.lib.ids
from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with

ADDED = ("access_handover", "access_signature", "access_rotation")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("access", "0004_tokens"),
        ("directory", "0002_grants"),
        ("ledger", "0002_guards"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("side", models.TextField(choices=[("gave", "gave"), ("took", "took")])),
                ("officer_name", models.TextField()),
                ("post", models.CharField(max_length=20)),
                ("session", models.TextField(blank=True)),
                ("means", models.TextField()),
                ("at", models.DateTimeField()),
                ("came", models.TextField(blank=True, default="")),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.AddField(
            model_name="officer",
            name="telephone",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="shift",
            name="replaces",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="access.shift",
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="why",
            field=models.CharField(blank=True, default="", max_length=250),
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("post", models.CharField(max_length=20)),
                ("kind", models.TextField(choices=[("signed", "signed"), ("unsigned", "unsigned"), ("gap", "gap")])),
                ("since", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("body", models.TextField()),
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
                (
                    "watch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="access.watch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rotation",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("post", models.CharField(max_length=20)),
                ("officers", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("hours", models.PositiveSmallIntegerField()),
                ("starts", models.TimeField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("zone", models.TextField()),
                ("planned_at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "planned_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
        migrations.AddField(
            model_name="shift",
            name="rotation",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shifts",
                to="access.rotation",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("dropped_at", None)),
                expressions=[("officer", "="), (ortaq.access.models.Period("starts_at", "ends_at"), "&&")],
                name="access_shift_officer_once",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="handover",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="access.handover"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="officer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="watch",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.watch"
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["unit", "-at"], name="access_handover_of_unit"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["watch", "-at"], name="access_handover_of_watch"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "gap"), ("watch__isnull", False), _connector="OR"),
                name="access_handover_of_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="rotation",
            index=models.Index(fields=["unit", "-planned_at"], name="access_rotation_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="rotation",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_day__lte", models.F("last_day"))), name="access_rotation_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="rotation",
            constraint=models.CheckConstraint(condition=models.Q(("hours__gte", 1)), name="access_rotation_hours"),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(fields=("handover", "side"), name="access_signature_once"),
        ),
        open_to("access_officer", web="UPDATE (telephone)"),
        *(guarded(table, web="SELECT, INSERT") for table in ADDED),
        *(append_only(table, but=("visible_to",)) for table in ADDED),
        entries_seen_with("access_handover", ["handover.drawn"]),
        entries_seen_with("access_signature", ["handover.signed"]),
        entries_seen_with("access_rotation", ["rotation.planned"]),
    ]
