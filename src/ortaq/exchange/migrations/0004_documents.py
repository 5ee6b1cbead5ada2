"""Reports in work, and which sent message is the report of which window.

A version is never changed: what an officer left stays as he left it. Only the owner of the tables may remove it, when
the words of what was sent are erased by law. A filing stands for ever.
"""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids
from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_guards"),
        ("directory", "0002_grants"),
        ("ledger", "0002_guards"),
        ("exchange", "0003_relations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("rule", models.TextField()),
                ("regime", models.TextField()),
                ("opens_at", models.DateTimeField()),
                ("n", models.SmallIntegerField(default=1)),
                ("begun_at", models.DateTimeField()),
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
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("document", models.UUIDField(null=True)),
                ("rule", models.TextField()),
                ("regime", models.TextField()),
                ("opens_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                ("covers_from", models.DateTimeField(null=True)),
                ("covers_to", models.DateTimeField(null=True)),
                ("standing", models.TextField(choices=[("early", "early"), ("in_time", "in_time"), ("late", "late")])),
                ("reason", models.TextField(blank=True)),
                ("counts", models.BooleanField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="filing", to="exchange.message"
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
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.TextField()),
                ("officer", models.IntegerField()),
                ("officer_name", models.TextField()),
                ("seen_at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hands",
                        to="exchange.document",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("section", models.TextField()),
                ("n", models.IntegerField()),
                ("text", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField()),
                ("officer_name", models.TextField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="exchange.document",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("unit", "rule", "opens_at", "n"), name="document_once"),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["unit", "rule", "-opens_at"], name="filing_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(fields=("document",), name="filing_of_document"),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("document", "officer"), name="presence_once"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("document", "section", "n"), name="version_once"),
        ),
        guarded("exchange_document", web="SELECT, INSERT"),
        guarded("exchange_version", web="SELECT, INSERT"),
        guarded("exchange_presence", web="SELECT, INSERT, UPDATE, DELETE"),
        open_to("SEQUENCE exchange_presence_id_seq", web="USAGE"),
        guarded("exchange_filing", web="SELECT, INSERT, UPDATE (visible_to)", clock="SELECT, UPDATE (visible_to)"),
        append_only("exchange_filing", but=("visible_to",)),
        *(
            migrations.RunSQL(
                f"""
                CREATE TRIGGER never_changed BEFORE UPDATE ON exchange_{table}
                    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
                """,
                f"DROP TRIGGER never_changed ON exchange_{table}",
            )
            for table in ("document", "version")
        ),
        entries_seen_with("exchange_filing", ["report.filed"]),
    ]
