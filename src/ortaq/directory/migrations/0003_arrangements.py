"""What joint acts arrange in place of the pack's word: dated, readable by all, written by the web's verbs."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids

GRANTS = """
GRANT SELECT ON directory_arrangement TO ortaq_web, ortaq_stream, ortaq_clock;
GRANT INSERT, UPDATE (valid_to, ended_at) ON directory_arrangement TO ortaq_web;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON directory_arrangement
    FOR EACH STATEMENT EXECUTE FUNCTION directory_changed()
"""
REVOKES = """
DROP TRIGGER changed ON directory_arrangement;
REVOKE ALL ON directory_arrangement FROM ortaq_web, ortaq_stream, ortaq_clock
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("act", models.UUIDField()),
                ("source", models.JSONField()),
                (
                    "units",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                (
                    "points",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("rule", models.TextField(blank=True)),
                ("amount", models.TextField(blank=True)),
                ("sphere", models.TextField(blank=True)),
                ("ground", models.TextField(blank=True)),
                ("agreed_to", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "controller",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["act"], name="directory_arrangement_act")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__lte", models.F("valid_to")), ("valid_to", None), _connector="OR"
                        ),
                        name="directory_arrangement_period",
                    )
                ],
            },
        ),
        migrations.RunSQL(GRANTS, REVOKES),
    ]
