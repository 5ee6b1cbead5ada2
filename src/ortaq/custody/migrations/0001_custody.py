"""Charges, their chain, hand-overs item by item, detention, safeguards passed over, discrepancies."""

from __future__ import annotations

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.custody.models
import ortaq.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0003_arrangements"),
        ("exchange", "0013_outside"),
    ]

    operations = [
        migrations.CreateModel(
            name="Discrepancy",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("field", models.TextField()),
                ("offered", models.TextField(blank=True)),
                ("found", models.TextField(blank=True)),
                ("arisen_at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[("open", "open"), ("proposed", "proposed"), ("settled", "settled")], default="open"
                    ),
                ),
                ("steps", models.SmallIntegerField(default=0)),
            ],
            options={
                "ordering": ("line", "field"),
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                ("code", models.TextField()),
                ("facts", models.JSONField(default=dict)),
                ("commitment", models.BinaryField(max_length=32)),
                ("recorded_at", models.DateTimeField()),
                ("is_annex", models.BooleanField(default=False)),
                (
                    "competent",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
            ],
            options={
                "ordering": ("charge", "n"),
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("edition", models.TextField()),
                ("taken_at", models.DateTimeField()),
                ("matter", models.UUIDField(null=True)),
                ("since", models.DateTimeField()),
                ("status", models.TextField(default="held")),
                ("ended_at", models.DateTimeField(null=True)),
                ("holdings", models.SmallIntegerField(default=1)),
                ("entries", models.SmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "alarms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("rung", models.BooleanField(default=False)),
                ("chain_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "custodian",
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
            name="Detention",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                ("limit", models.TextField()),
                ("rule", models.TextField()),
                ("restricted_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField()),
                ("sober_at", models.DateTimeField(null=True)),
                ("counted_from", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("paper", models.TextField(blank=True)),
                (
                    "charge",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="detentions",
                        to="custody.charge",
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
                "ordering": ("charge", "n"),
            },
        ),
        migrations.CreateModel(
            name="DiscrepancyStep",
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
                (
                    "discrepancy",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="custody.discrepancy",
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
                "ordering": ("discrepancy", "n"),
            },
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="custody.entry",
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("body", models.JSONField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.AddField(
            model_name="entry",
            name="charge",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="entered", to="custody.charge"
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="message",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="exchange.message",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
            ),
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("edition", models.TextField()),
                ("matter", models.UUIDField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("offered", "offered"),
                            ("asked_back", "asked_back"),
                            ("decided", "decided"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="offered",
                    ),
                ),
                ("steps", models.SmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("act", models.UUIDField(null=True)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exchange.message",
                    ),
                ),
                (
                    "receiver",
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
            name="HandOverStep",
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
                ("reason", models.TextField(blank=True)),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="custody.handover",
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
                "ordering": ("handover", "n"),
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                ("offered", models.JSONField(default=dict)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="offered",
                    ),
                ),
                ("found", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.IntegerField(null=True)),
                ("decided_by_name", models.TextField(blank=True)),
                ("decided_in", models.TextField(blank=True)),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="custody.charge"
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="custody.handover",
                    ),
                ),
            ],
            options={
                "ordering": ("handover", "n"),
            },
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "charge",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chain",
                        to="custody.charge",
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
                (
                    "line",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holding",
                        to="custody.line",
                    ),
                ),
            ],
            options={
                "ordering": ("charge", "n"),
            },
        ),
        migrations.AddField(
            model_name="discrepancy",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="discrepancies", to="custody.line"
            ),
        ),
        migrations.CreateModel(
            name="Numbering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.SmallIntegerField()),
                ("of", models.TextField()),
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
            name="Override",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("safeguard", models.TextField()),
                ("ground", models.TextField()),
                ("reason", models.TextField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("asked", "asked"),
                            ("confirmed", "confirmed"),
                            ("declined", "declined"),
                            ("lapsed", "lapsed"),
                        ],
                        default="asked",
                    ),
                ),
                ("settled_by", models.IntegerField(null=True)),
                ("settled_by_name", models.TextField(blank=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("is_annex", models.BooleanField(default=False)),
                (
                    "competent",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="overrides", to="custody.charge"
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
            model_name="charge",
            index=models.Index(
                condition=models.Q(("status", "held")), fields=["custodian", "-since", "-id"], name="charge_held"
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                condition=models.Q(("rung", False), ("status", "held")), fields=["due_at"], name="charge_due"
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False), ("status", "held")),
                fields=["custodian", "due_at"],
                name="charge_clock",
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                condition=models.Q(("matter__isnull", False)), fields=["matter"], name="charge_of_matter"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(fields=("unit", "year", "number"), name="charge_number_once"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("status", "held")),
                    models.Q(("ended_at__isnull", False), ("status", "ended")),
                    _connector="OR",
                ),
                name="charge_held_or_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="detention",
            constraint=models.UniqueConstraint(fields=("charge", "n"), name="detention_in_order"),
        ),
        migrations.AddConstraint(
            model_name="detention",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("counted_from"))), name="detention_due_after"
            ),
        ),
        migrations.AddConstraint(
            model_name="detention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("n", 1), models.Q(("n__gt", 1), models.Q(("paper", ""), _negated=True)), _connector="OR"
                ),
                name="detention_prolonged_by_an_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="discrepancystep",
            constraint=models.UniqueConstraint(fields=("discrepancy", "n"), name="discrepancy_step_in_order"),
        ),
        migrations.AddField(
            model_name="words",
            name="charge",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.charge"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("charge", "n"), name="custody_entry_in_order"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["unit", "-at", "-id"], name="handover_by_unit"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["receiver", "-at", "-id"], name="handover_to_unit"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(fields=("unit", "year", "number"), name="handover_number_once"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("receiver", models.F("unit")), _negated=True), name="handover_between_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked_back", "decided", "offered", "withdrawn"])),
                name="handover_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverstep",
            constraint=models.UniqueConstraint(fields=("handover", "n"), name="handover_step_in_order"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("handover", "n"), name="line_in_order"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "offered")), fields=("charge",), name="line_one_offer"
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["accepted", "offered", "refused", "withdrawn"])),
                name="line_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "offered")), ("decided_at__isnull", False), _connector="OR"
                ),
                name="line_decided_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="line_refused_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.UniqueConstraint(fields=("charge", "n"), name="holding_in_order"),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("charge",), name="holding_one_custodian"
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("line", None), ("n", 1)), models.Q(("line__isnull", False), ("n__gt", 1)), _connector="OR"
                ),
                name="holding_begins_with_a_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="holding_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("charge", "="), (ortaq.custody.models.Period("since", "until"), "&&")],
                name="holding_never_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="discrepancy",
            constraint=models.UniqueConstraint(fields=("line", "field"), name="discrepancy_once"),
        ),
        migrations.AddConstraint(
            model_name="numbering",
            constraint=models.UniqueConstraint(fields=("unit", "year", "of"), name="custody_numbering_once"),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("charge", "safeguard"), name="override_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_by", None), ("state__in", ("asked", "lapsed"))),
                    models.Q(
                        ("settled_by__isnull", False), models.Q(("settled_by", models.F("officer")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="override_takes_two",
            ),
        ),
    ]
