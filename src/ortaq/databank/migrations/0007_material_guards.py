"""Who may do what with materials, held by PostgreSQL, which makes their lexemes itself."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

STANDS = ("status", "steps")
ADDED = {"materialstep": ["material.moved"], "reader": ["material.owed"], "materialread": ["material.read"]}
LEXEMES = """
CREATE FUNCTION databank_material_lexemes() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.lexemes := strip(jsonb_to_tsvector('russian', NEW.body, '["string"]'))
                || strip(jsonb_to_tsvector('simple', NEW.body, '["string"]'));
    RETURN NEW;
END $$;
CREATE TRIGGER lexemes BEFORE INSERT ON databank_materialwords
    FOR EACH ROW EXECUTE FUNCTION databank_material_lexemes();
"""
NO_MORE = "DROP TRIGGER lexemes ON databank_materialwords; DROP FUNCTION databank_material_lexemes()"


class Migration(migrations.Migration):
    dependencies = [("databank", "0006_materials"), ("exchange", "0011_search")]
    operations = [
        guarded("databank_material", web=f"SELECT, INSERT, UPDATE ({', '.join(STANDS)})"),
        append_only("databank_material", but=(*STANDS, "visible_to")),
        guarded("databank_materialwords", web="SELECT, INSERT"),
        guarded("databank_materialfile", web="SELECT, INSERT", clock="SELECT (blob)"),
        entries_seen_with("databank_material", ["material.published"]),
        *(guarded(f"databank_{table}") for table in ADDED),
        *(append_only(f"databank_{table}", but=("visible_to",)) for table in ADDED),
        *(entries_seen_with(f"databank_{table}", kinds) for table, kinds in ADDED.items()),
        migrations.RunSQL(LEXEMES, NO_MORE),
    ]
