"""The registers of the data bank, their index, and who looked what up."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0003_arrangements"),
        ("exchange", "0013_outside"),
    ]

    operations = [
        migrations.CreateModel(
            name="LookUp",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("purpose", models.TextField()),
                ("matter", models.UUIDField(null=True)),
                (
                    "way",
                    models.TextField(
                        choices=[("number", "number"), ("zone", "zone"), ("plate", "plate"), ("name", "name")]
                    ),
                ),
                ("is_wide", models.BooleanField(default=False)),
                ("digest", models.BinaryField(max_length=32)),
                ("commitment", models.BinaryField(max_length=32)),
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
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("register", models.TextField()),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("edition", models.TextField()),
                ("ground", models.TextField()),
                ("source", models.TextField()),
                ("entered_at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                (
                    "shown_to",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("commitment", models.BinaryField(max_length=32)),
                (
                    "status",
                    models.TextField(
                        choices=[("in_force", "in_force"), ("withdrawn", "withdrawn")], default="in_force"
                    ),
                ),
                ("valid_to", models.DateTimeField()),
                ("review_at", models.DateTimeField()),
                ("steps", models.SmallIntegerField(default=0)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exchange.message",
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
            name="NameKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "word", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("word", models.IntegerField()),
                ("whole", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("latin", models.TextField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                (
                    "look_up",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="databank.lookup",
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("body", models.JSONField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
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
                        to="databank.entry",
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("body", models.JSONField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.CreateModel(
            name="EntryStep",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                ("verb", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("valid_to", models.DateTimeField()),
                ("review_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="databank.entry",
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
                "ordering": ("entry", "n"),
            },
        ),
        migrations.CreateModel(
            name="Hit",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("owner", models.IntegerField()),
                ("rank", models.SmallIntegerField()),
                ("score", models.SmallIntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[("open", "open"), ("confirmed", "confirmed"), ("rejected", "rejected")], default="open"
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.IntegerField(null=True)),
                ("settled_by_name", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hits", to="databank.entry"
                    ),
                ),
                (
                    "look_up",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hits",
                        to="databank.lookup",
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
                "ordering": ("look_up", "rank"),
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.TextField(db_index=True)),
                ("is_plate", models.BooleanField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="databank.entry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Named",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("born", models.DateField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="databank.entry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Numbering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(fields=["officer", "-at"], name="lookup_of_officer"),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(fields=["unit", "-at", "-id"], name="lookup_of_unit"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["unit", "-entered_at", "-id"], name="entry_of_unit"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("status", "in_force")), fields=["unit", "review_at"], name="entry_to_review"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("message__isnull", False)), fields=["message"], name="entry_of_message"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("unit", "year", "number"), name="databank_entry_number_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gt", models.F("entered_at"))), name="databank_entry_valid_after"
            ),
        ),
        migrations.AddConstraint(
            model_name="entrystep",
            constraint=models.UniqueConstraint(fields=("entry", "n"), name="databank_step_in_order"),
        ),
        migrations.AddConstraint(
            model_name="hit",
            constraint=models.UniqueConstraint(fields=("look_up", "entry"), name="hit_once"),
        ),
        migrations.AddConstraint(
            model_name="hit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="hit_open_or_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="numbering",
            constraint=models.UniqueConstraint(fields=("unit", "year"), name="databank_numbering_once"),
        ),
    ]
