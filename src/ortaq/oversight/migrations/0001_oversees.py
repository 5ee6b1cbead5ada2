"""What an oversight body may see and do, held by PostgreSQL itself: every header and every clock, no word of content.

A body that oversees is a unit of that standing in the directory. It reads headers and duties by a policy of its own and
not by standing in `visible_to`: a body replaced by another is then a change of the directory and not of a million rows,
and a new table is closed to it until somebody opens it here. Of all that may be done to a duty it may waive.

Words are read through one function, for as long as a reading lasts that states a reason, is in the ledger and is told
to everybody who holds the words, and where the body's own agency is a party to the message.
"""

from __future__ import annotations

from django.db import migrations

from ortaq.oversight.guard import OVERSEES, overseen

HEADERS = (
    "exchange_message",
    "exchange_recipient",
    "exchange_call",
    "exchange_receipt",
    "exchange_climb",
    "exchange_answer",
    "exchange_binding",
    "exchange_erasure",
    "duties_duty",
    "duties_dutymove",
)

WAIVES = f"""
CREATE POLICY waived_by_overseer ON duties_duty FOR UPDATE TO ortaq_web
    USING ({OVERSEES}) WITH CHECK ({OVERSEES} AND status = 'waived');
CREATE POLICY waived_by_overseer ON duties_dutymove FOR INSERT TO ortaq_web
    WITH CHECK ({OVERSEES} AND verb = 'waive' AND unit = current_setting('app.scope')::int);
"""

WORDS = """
CREATE FUNCTION oversight_words(asked uuid, by_reading uuid, at timestamptz) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT c.body
      FROM access_reading r
      JOIN directory_unit u ON u.id = r.unit AND u.standing = 'oversight'
       AND u.id = nullif(current_setting('app.scope', true), '')::int
      JOIN exchange_content c ON c.message_id = r.record AND r.visible_to @> c.visible_to
     WHERE c.message_id = asked AND r.id = by_reading
       AND btrim(r.purpose) <> ''
       AND r.at <= oversight_words.at
       AND r.until >= greatest(oversight_words.at, (SELECT b.at FROM duties_clockbeat b WHERE b.name = 'clock'))
       AND EXISTS (SELECT FROM ledger_entry e WHERE e.record = r.id AND e.kind = 'reading.noted')
       AND EXISTS (SELECT FROM directory_unit p WHERE p.id = ANY (c.visible_to) AND p.agency = u.agency)
$$;
REVOKE ALL ON FUNCTION oversight_words(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION oversight_words(uuid, uuid, timestamptz) TO ortaq_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0007_planned"),
        ("duties", "0004_oversight"),
        ("access", "0003_oversight"),
        ("ledger", "0002_guards"),
    ]
    operations = [
        *(overseen(table) for table in HEADERS),
        migrations.RunSQL(
            WAIVES,
            "DROP POLICY waived_by_overseer ON duties_duty; DROP POLICY waived_by_overseer ON duties_dutymove",
        ),
        migrations.RunSQL(WORDS, "DROP FUNCTION oversight_words(uuid, uuid, timestamptz)"),
    ]
