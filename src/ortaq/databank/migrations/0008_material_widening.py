"""The clock opens materials to units that came later; it reads no word of them."""

from __future__ import annotations

from django.db import migrations

CLOCK = {
    "databank_material": "SELECT (id, audience, visible_to), UPDATE (visible_to)",
    "databank_materialwords": "SELECT (material_id), UPDATE (visible_to)",
    "databank_materialfile": "SELECT (material_id), UPDATE (visible_to)",
}
UNGUARDED = ("databank_material", "databank_materialwords")  # the clock reads the files' keys already
POLICIES = [f"CREATE POLICY by_clock ON {table} TO ortaq_clock USING (true)" for table in UNGUARDED]
GRANTS = [f"GRANT {what} ON {table} TO ortaq_clock" for table, what in CLOCK.items()]
BACK = [f"DROP POLICY by_clock ON {table}" for table in UNGUARDED] + [
    f"REVOKE {what} ON {table} FROM ortaq_clock" for table, what in CLOCK.items()
]


class Migration(migrations.Migration):
    dependencies = [("databank", "0007_material_guards")]
    operations = [migrations.RunSQL(";\n".join([*POLICIES, *GRANTS]), ";\n".join(BACK))]
