"""Who may do what with duties, held by PostgreSQL itself: the terms never change, the steps are only added."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with

STANDS = ("status", "moves", "wake_at", "promised_at", "done_at", "done_by", "visible_to")
MAY = f"SELECT, INSERT, UPDATE ({', '.join(STANDS)})"

WAITING = """
CREATE FUNCTION duties_waiting_since(at timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS 'SELECT min(wake_at) FROM duties_duty WHERE wake_at < at';
REVOKE ALL ON FUNCTION duties_waiting_since(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION duties_waiting_since(timestamptz) TO ortaq_web, ortaq_stream, ortaq_clock;
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial"), ("access", "0002_guards"), ("ledger", "0002_guards")]
    operations = [
        guarded("duties_duty", web=MAY, clock=MAY),
        guarded("duties_dutymove", web="SELECT, INSERT", clock="SELECT, INSERT"),
        append_only("duties_duty", but=STANDS),
        append_only("duties_dutymove", but=("visible_to",)),
        open_to("duties_clockbeat", web="SELECT", stream="SELECT", clock="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(WAITING, "DROP FUNCTION duties_waiting_since(timestamptz)"),
        entries_seen_with("duties_duty", ["duty.opened"]),
        entries_seen_with("duties_dutymove", ["duty.moved"]),
    ]
