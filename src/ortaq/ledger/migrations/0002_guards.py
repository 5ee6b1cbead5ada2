"""Who may do what to the ledger, and what nobody may.

Entries are written by the web and the clock and not read back by them, except where a package opens its own
records (`guards.entries_seen_with`). The other tables hold numbers, hashes and signatures: a grant will do.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from ortaq.ledger.guards import REFUSE, append_only

# One row for each entry, by whatever path it came; the sealer takes it away in the sealing transaction.
WAIT = """
CREATE FUNCTION ledger_wait() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_waiting (entry) SELECT id FROM fresh;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION ledger_wait() FROM PUBLIC;
CREATE TRIGGER wait AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_wait();
"""
UNWAIT = "DROP TRIGGER wait ON ledger_entry; DROP FUNCTION ledger_wait()"

SECURE = """
ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY written ON ledger_entry FOR INSERT TO ortaq_web, ortaq_clock, CURRENT_USER WITH CHECK (true);
CREATE POLICY sealed ON ledger_entry FOR SELECT TO ortaq_sealer, CURRENT_USER USING (true);
GRANT INSERT ON ledger_entry TO ortaq_web, ortaq_clock;
GRANT SELECT ON ledger_entry TO ortaq_web, ortaq_sealer;
GRANT SELECT, DELETE ON ledger_waiting TO ortaq_sealer;
GRANT SELECT ON ledger_waiting TO ortaq_web, ortaq_clock;
GRANT SELECT, INSERT ON ledger_sealed, ledger_subtree, ledger_head, ledger_nodekey TO ortaq_sealer;
GRANT SELECT ON ledger_sealed, ledger_subtree, ledger_head, ledger_nodekey
    TO ortaq_web, ortaq_clock, ortaq_stream;
"""
UNSECURE = """
REVOKE ALL ON ledger_entry, ledger_waiting, ledger_sealed, ledger_subtree, ledger_head, ledger_nodekey
    FROM ortaq_web, ortaq_clock, ortaq_stream, ortaq_sealer;
DROP POLICY written ON ledger_entry;
DROP POLICY sealed ON ledger_entry;
ALTER TABLE ledger_entry DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""

# A queue that is filled and emptied all day: dead rows are cleared by number, not by share of an empty table.
TEND = "ALTER TABLE ledger_waiting SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)"
UNTEND = "ALTER TABLE ledger_waiting RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)"

APPEND_ONLY = ("ledger_entry", "ledger_sealed", "ledger_subtree", "ledger_head", "ledger_nodekey")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ledger", "0001_initial")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION ledger_refuse()"),
        *(append_only(table) for table in APPEND_ONLY),
        migrations.RunSQL(WAIT, UNWAIT),
        migrations.RunSQL(SECURE, UNSECURE),
        migrations.RunSQL(TEND, UNTEND),
    ]
