"""Who may do what with messages, held by PostgreSQL itself.

What was sent never changes, but for who may see it; where a recipient stands may move; the clock reads no words.
"""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with

STORY = ("message", "call", "receipt", "climb", "answer", "binding")
STANDS = ("alarms", "step", "delivered_at", "read_at", "acknowledged_at", "climb_at", "climb_unit", "climbs")
ADDED = "SELECT, INSERT, UPDATE (visible_to)"
MOVED = f"SELECT, INSERT, UPDATE ({', '.join(STANDS)}, visible_to)"
WORDS_UNREAD = "SELECT (message_id, visible_to), UPDATE (visible_to)"
KINDS = {
    "message": "message.sent",
    "recipient": "message.addressed",
    "call": "call.logged",
    "receipt": "receipt.moved",
    "climb": "message.climbed",
    "answer": "call.answered",
    "binding": "call.bound",
}


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("access", "0002_guards"), ("ledger", "0002_guards")]
    operations = [
        *(guarded(f"exchange_{table}", web=ADDED, clock=ADDED) for table in STORY),
        *(append_only(f"exchange_{table}", but=("visible_to",)) for table in STORY),
        guarded("exchange_recipient", web=MOVED, clock=MOVED),
        append_only("exchange_recipient", but=(*STANDS, "visible_to")),
        guarded("exchange_content", web=ADDED, clock=WORDS_UNREAD),
        migrations.RunSQL(
            """
            CREATE TRIGGER said_once BEFORE UPDATE ON exchange_content FOR EACH ROW
                WHEN (to_jsonb(OLD) - 'visible_to' IS DISTINCT FROM to_jsonb(NEW) - 'visible_to')
                EXECUTE FUNCTION ledger_refuse()
            """,
            "DROP TRIGGER said_once ON exchange_content",
        ),
        guarded("exchange_erasure", web="SELECT"),
        append_only("exchange_erasure", but=("visible_to",)),
        guarded("exchange_draft", web="SELECT, INSERT, UPDATE, DELETE"),
        open_to("exchange_numbering", web="SELECT, INSERT, UPDATE"),
        open_to("SEQUENCE exchange_numbering_id_seq", web="USAGE"),
        *(entries_seen_with(f"exchange_{table}", [kind]) for table, kind in KINDS.items()),
    ]
