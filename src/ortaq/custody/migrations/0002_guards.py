"""Who may do what with custody, held by PostgreSQL itself: each column that may move is named, nothing is deleted."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with

STANDS = (
    "custodian_id",
    "since",
    "status",
    "ended_at",
    "holdings",
    "entries",
    "due_at",
    "alarms",
    "rung",
    "chain_to",
    "visible_to",
)
RINGS = "SELECT (id, status, due_at, alarms, rung), UPDATE (rung)"
DECIDED = ("state", "found", "reason", "note", "decided_at", "decided_by", "decided_by_name", "decided_in")
MOVES = {
    "charge": STANDS,
    "holding": ("until",),
    "entry": (),
    "detention": (),
    "override": ("state", "settled_by", "settled_by_name", "settled_at"),
    "handover": ("state", "steps", "ended_at", "act"),
    "handoverstep": (),
    "line": DECIDED,
    "discrepancy": ("state", "steps"),
    "discrepancystep": (),
}
KINDS = {
    "charge": ["charge.taken"],
    "holding": ["holding.begun", "holding.ended"],
    "entry": ["custody.entered"],
    "detention": ["detention.counted"],
    "override": ["override.asked", "override.settled"],
    "handover": ["handover.offered"],
    "handoverstep": ["handover.moved"],
    "line": ["line.offered", "line.decided"],
    "discrepancy": ["discrepancy.arisen"],
    "discrepancystep": ["discrepancy.moved"],
}


def _may(table: str) -> str:
    """Return what the web may do with a table: add rows, and move what stands in them."""
    moved = f", UPDATE ({', '.join(MOVES[table])})" if MOVES[table] else ""
    return f"SELECT, INSERT{moved}"


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_custody"), ("access", "0002_guards"), ("ledger", "0002_guards")]
    operations = [
        guarded("custody_charge", web=_may("charge"), clock=RINGS),
        *(guarded(f"custody_{table}", web=_may(table)) for table in MOVES if table != "charge"),
        *(append_only(f"custody_{table}", but=(*moved, "visible_to")) for table, moved in MOVES.items()),
        guarded("custody_words", web="SELECT, INSERT"),
        open_to("custody_numbering", web="SELECT, INSERT, UPDATE"),
        open_to("SEQUENCE custody_numbering_id_seq", web="USAGE"),
        *(entries_seen_with(f"custody_{table}", kinds) for table, kinds in KINDS.items()),
    ]
