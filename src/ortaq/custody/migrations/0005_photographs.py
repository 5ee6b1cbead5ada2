"""Photographs go with an entry, and are read by exactly those who read its words, whatever a program asks for."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids
from ortaq.access.guard import guarded

HEAD = "SECURITY DEFINER SET search_path = pg_catalog, public"

READERS = f"""
CREATE FUNCTION custody_reread_photographs() RETURNS trigger LANGUAGE plpgsql {HEAD} AS $$
DECLARE
    changed uuid := CASE TG_TABLE_NAME WHEN 'custody_charge' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                       ELSE (to_jsonb(NEW) ->> 'charge_id')::uuid END;
BEGIN
    UPDATE custody_photograph AS p SET visible_to = custody_readers(e.charge_id, e.is_annex, e.competent)
      FROM custody_entry AS e WHERE e.id = p.entry_id AND p.charge_id = changed;
    RETURN NULL;
END $$;
CREATE TRIGGER reread_photographs AFTER UPDATE OF custodian_id ON custody_charge
    FOR EACH ROW EXECUTE FUNCTION custody_reread_photographs();
CREATE TRIGGER reread_photographs AFTER INSERT OR UPDATE OF state ON custody_line
    FOR EACH ROW EXECUTE FUNCTION custody_reread_photographs();
CREATE TRIGGER reread_photographs AFTER INSERT ON custody_photograph
    FOR EACH ROW EXECUTE FUNCTION custody_reread_photographs();

CREATE TRIGGER written_once BEFORE UPDATE ON custody_photograph FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'visible_to' IS DISTINCT FROM to_jsonb(NEW) - 'visible_to')
    EXECUTE FUNCTION ledger_refuse();
REVOKE ALL ON FUNCTION custody_reread_photographs() FROM PUBLIC;
"""
UNREAD = """
DROP TRIGGER written_once ON custody_photograph;
DROP TRIGGER reread_photographs ON custody_photograph;
DROP TRIGGER reread_photographs ON custody_line;
DROP TRIGGER reread_photographs ON custody_charge;
DROP FUNCTION custody_reread_photographs();
"""


class Migration(migrations.Migration):
    dependencies = [("custody", "0004_readers"), ("exchange", "0011_search")]
    operations = [
        migrations.CreateModel(
            name="Photograph",
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
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.charge"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photographs",
                        to="custody.entry",
                    ),
                ),
            ],
            options={"ordering": ("entry", "n")},
        ),
        migrations.AddConstraint(
            model_name="photograph",
            constraint=models.UniqueConstraint(fields=["entry", "n"], name="custody_photograph_in_order"),
        ),
        guarded("custody_photograph", web="SELECT, INSERT", clock="SELECT (blob)"),
        migrations.RunSQL(READERS, UNREAD),
    ]
