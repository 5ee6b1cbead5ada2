"""Materials, their words and files, who must read them and who has."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("databank", "0005_list_guards"),
        ("directory", "0003_arrangements"),
        ("exchange", "0013_outside"),
    ]

    operations = [
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("kind", models.TextField()),
                ("language", models.TextField()),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("audience", models.TextField()),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("readers", models.TextField(blank=True)),
                ("half", models.DateField()),
                ("edition", models.TextField()),
                ("line", models.UUIDField()),
                ("version", models.SmallIntegerField(default=1)),
                ("commitment", models.BinaryField(max_length=32)),
                (
                    "status",
                    models.TextField(
                        choices=[("in_force", "in_force"), ("replaced", "replaced"), ("withdrawn", "withdrawn")],
                        default="in_force",
                    ),
                ),
                ("steps", models.SmallIntegerField(default=0)),
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
            name="MaterialWords",
            fields=[
                (
                    "material",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="databank.material",
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("body", models.JSONField()),
                ("lexemes", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.CreateModel(
            name="MaterialFile",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("sha256", models.TextField()),
                ("blob", models.TextField(unique=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                (
                    "material",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="databank.material",
                    ),
                ),
            ],
            options={
                "ordering": ("material", "n"),
            },
        ),
        migrations.CreateModel(
            name="MaterialRead",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "material",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="databank.material",
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
                "ordering": ("at",),
            },
        ),
        migrations.CreateModel(
            name="MaterialStep",
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
                (
                    "material",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="databank.material",
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
                "ordering": ("material", "n"),
            },
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("officers", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "material",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owing",
                        to="databank.material",
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
            model_name="material",
            index=models.Index(fields=["-at", "-id"], name="material_latest"),
        ),
        migrations.AddIndex(
            model_name="material",
            index=models.Index(fields=["half", "unit"], name="material_of_half"),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.UniqueConstraint(fields=("line", "version"), name="databank_material_version_once"),
        ),
        migrations.AddConstraint(
            model_name="materialfile",
            constraint=models.UniqueConstraint(fields=("material", "n"), name="databank_materialfile_in_order"),
        ),
        migrations.AddConstraint(
            model_name="materialread",
            constraint=models.UniqueConstraint(fields=("material", "officer"), name="databank_materialread_once"),
        ),
        migrations.AddConstraint(
            model_name="materialstep",
            constraint=models.UniqueConstraint(fields=("material", "n"), name="databank_materialstep_in_order"),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.UniqueConstraint(fields=("material", "unit"), name="databank_reader_once"),
        ),
    ]
