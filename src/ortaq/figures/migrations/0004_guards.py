"""Lists and differences for the members alone, counters for their superiors too; what was said is never changed."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

MOVES = {
    "listing": ("stands",),
    "record": (),
    "reconciliation": ("compared_at", "total", "open", "act"),
    "difference": ("state", "steps"),
    "differencestep": (),
}
KINDS = {
    "listing": ["figure.listed"],
    "reconciliation": ["reconciliation.begun"],
    "difference": ["difference.found"],
    "differencestep": ["difference.moved"],
}


def _may(table: str) -> str:
    """Return what the web may do with a table: add rows, and move what stands in them."""
    moved = f", UPDATE ({', '.join(MOVES[table])})" if MOVES[table] else ""
    return f"SELECT, INSERT{moved}"


class Migration(migrations.Migration):
    dependencies = [("figures", "0003_reconciliations"), ("access", "0002_guards"), ("ledger", "0002_guards")]
    operations = [
        *(guarded(f"figures_{table}", web=_may(table)) for table in MOVES),
        *(append_only(f"figures_{table}", but=(*moved, "visible_to")) for table, moved in MOVES.items()),
        *(entries_seen_with(f"figures_{table}", kinds) for table, kinds in KINDS.items()),
    ]
