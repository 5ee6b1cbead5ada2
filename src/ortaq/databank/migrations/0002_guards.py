"""Who may do what with the data bank, held by PostgreSQL; nothing is deleted, and the index is nobody's to read."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with

SETTLED = ("state", "answer", "note", "settled_at", "settled_by", "settled_by_name")
STANDS = ("status", "valid_to", "review_at", "steps")
MOVES = {"entry": STANDS, "entrystep": (), "lookup": (), "hit": SETTLED}
KINDS = {
    "entry": ["databank.entered"],
    "entrystep": ["databank.moved"],
    "lookup": ["databank.looked_up"],
    "hit": ["databank.hit", "databank.settled"],
}
INDEX = ("mark", "nameword", "namekey", "named")


def _may(table: str) -> str:
    """Return what the web may do with a table: add rows, and move what stands in them."""
    moved = f", UPDATE ({', '.join(MOVES[table])})" if MOVES[table] else ""
    return f"SELECT, INSERT{moved}"


class Migration(migrations.Migration):
    dependencies = [("databank", "0001_registers"), ("access", "0002_guards"), ("ledger", "0002_guards")]
    operations = [
        *(guarded(f"databank_{table}", web=_may(table)) for table in MOVES),
        *(append_only(f"databank_{table}", but=(*moved, "visible_to")) for table, moved in MOVES.items()),
        guarded("databank_words", web="SELECT, INSERT"),
        guarded("databank_asked", web="SELECT, INSERT"),
        *(guarded(f"databank_{table}", web="") for table in INDEX),
        open_to("databank_numbering", web="SELECT, INSERT, UPDATE"),
        open_to("SEQUENCE databank_numbering_id_seq", web="USAGE"),
        *(entries_seen_with(f"databank_{table}", kinds) for table, kinds in KINDS.items()),
    ]
