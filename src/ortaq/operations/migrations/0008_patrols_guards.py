"""Who may do what with patrols: the plan stands as it was made, steps are only added, whatever program writes."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

MOVES = ("state", "steps", "started_at", "ended_at")


class Migration(migrations.Migration):
    dependencies = [("operations", "0007_patrols")]
    operations = [
        guarded("operations_patrol", web=f"SELECT, INSERT, UPDATE ({', '.join(MOVES)})"),
        guarded("operations_patrolstep"),
        append_only("operations_patrol", but=(*MOVES, "visible_to")),
        append_only("operations_patrolstep", but=("visible_to",)),
        entries_seen_with("operations_patrol", ["patrol.planned"]),
        entries_seen_with("operations_patrolstep", ["patrol.moved"]),
    ]
