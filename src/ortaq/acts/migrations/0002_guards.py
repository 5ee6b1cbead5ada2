"""What PostgreSQL enforces of acts: who sees which row, what is only added to, whose sealed key a request reads."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with

ADDED = "SELECT, INSERT, UPDATE (visible_to)"
VERSION = (
    "state",
    "steps",
    "commitment",
    "hash",
    "approvers",
    "proposed_at",
    "submitted_at",
    "in_force_from",
    "ended_at",
)
HEADERS = {
    "act": "act.drafted",
    "signature": "act.signed",
    "task": "task.given",
    "taskdone": "task.done",
    "standdown": "variant.stood_down",
    "lesson": "variant.lesson",
}
OWNER = "officer = nullif(current_setting('app.officer', true), '')::int"
SEALED = f"""
ALTER TABLE acts_sealedkey ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY kept ON acts_sealedkey TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY by_owner ON acts_sealedkey TO ortaq_web USING ({OWNER}) WITH CHECK ({OWNER});
GRANT SELECT, INSERT, DELETE ON acts_sealedkey TO ortaq_web
"""
UNSEALED = """
REVOKE ALL ON acts_sealedkey FROM ortaq_web;
DROP POLICY by_owner ON acts_sealedkey;
DROP POLICY kept ON acts_sealedkey;
ALTER TABLE acts_sealedkey DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_guards"),
        ("acts", "0001_acts"),
        ("ledger", "0002_guards"),
    ]
    operations = [
        *(guarded(f"acts_{table}", web=ADDED) for table in HEADERS),
        *(append_only(f"acts_{table}", but=("visible_to",)) for table in HEADERS),
        *(entries_seen_with(f"acts_{table}", [kind]) for table, kind in HEADERS.items()),
        guarded("acts_version", web=f"SELECT, INSERT, UPDATE ({', '.join(VERSION)}, visible_to)"),
        append_only("acts_version", but=(*VERSION, "visible_to")),
        entries_seen_with("acts_version", ["act.begun"]),
        guarded("acts_actstep", web=ADDED),
        append_only("acts_actstep", but=("visible_to",)),
        entries_seen_with("acts_actstep", ["act.proposed", "act.moved"]),
        guarded("acts_activation", web="SELECT, INSERT, UPDATE (stood_down_at, visible_to)"),
        append_only("acts_activation", but=("stood_down_at", "visible_to")),
        entries_seen_with("acts_activation", ["variant.activated"]),
        guarded("acts_planowed", web="SELECT", clock="SELECT, INSERT"),
        append_only("acts_planowed", but=("visible_to",)),
        entries_seen_with("acts_planowed", ["plan.owed"]),
        guarded("acts_edit", web="SELECT, INSERT"),
        guarded("acts_body", web=ADDED),
        guarded("acts_printed", web="SELECT, INSERT"),
        entries_seen_with("acts_printed", ["act.printed"]),
        open_to("acts_numbered", web="SELECT, INSERT, UPDATE"),
        open_to("acts_officerkey", web="SELECT, INSERT, UPDATE (revoked_at, why, replaced_by)"),
        append_only("acts_officerkey", but=("revoked_at", "why", "replaced_by")),
        migrations.RunSQL(SEALED, UNSEALED),
    ]
