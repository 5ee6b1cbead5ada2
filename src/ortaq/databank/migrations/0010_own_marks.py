"""databank_own_by_mark: what of the caller's own unit stands in a register under one of these numbers or plates.

Whoever enters is told that his unit has entered it before, and nothing of what another unit has: for that a look-up is
written down first.
"""

from __future__ import annotations

from django.db import migrations

OWN = r"""
CREATE FUNCTION databank_own_by_mark(wanted text, marks text[], at timestamptz)
    RETURNS TABLE (entry uuid, mark text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT e.id, m.mark FROM databank_mark m JOIN databank_entry e ON e.id = m.entry_id
     WHERE m.mark = ANY (marks) AND e.register = wanted
       AND e.status = 'in_force' AND e.valid_to > databank_own_by_mark.at
       AND e.unit_id = nullif(current_setting('app.scope', true), '')::int
     ORDER BY e.entered_at DESC, e.id LIMIT 5
$$;
REVOKE ALL ON FUNCTION databank_own_by_mark(text, text[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION databank_own_by_mark(text, text[], timestamptz) TO ortaq_web;
"""


class Migration(migrations.Migration):
    dependencies = [("databank", "0009_likeness")]
    operations = [migrations.RunSQL(OWN, "DROP FUNCTION databank_own_by_mark(text, text[], timestamptz)")]
