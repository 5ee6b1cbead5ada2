"""Who may do what to the tables of officers, posts, watches and sessions.

A session, its officer and his post are read before a scope is known, because they are what says which scope it is; the
watches and the roster are what counterparts show each other. So these are granted and not guarded. Readings are.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from ortaq.access.guard import append_only, guarded, open_to

OFFICER_SEEN = "SELECT (id, uid, login, name, rank, is_active, language, theme, sound, volume)"
OFFICER_KEPT = (
    "SELECT, INSERT, UPDATE (password, last_login, is_active, must_change_password, language, theme, sound, volume)"
)
SESSION_HEARD = "SELECT (key, officer_id, appointment_id, expires_at)"

# What settles later; the rest of a row stands as it was written.
SETTLED = {
    "access_appointment": ("granted_by_id", "valid_from", "valid_to", "ended_by_id", "ended_at", "ended_why"),
    "access_shift": ("dropped_by_id", "dropped_at"),
    "access_watch": ("relieved_at", "ends_at", "note"),
    "access_reading": ("visible_to",),
}


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("access", "0001_officers"),
        ("ledger", "0002_guards"),
    ]
    operations: ClassVar[list[Operation]] = [
        open_to("access_officer", web=OFFICER_KEPT, stream=OFFICER_SEEN, clock=OFFICER_SEEN),
        *(
            open_to(
                table,
                web=f"SELECT, INSERT, UPDATE ({', '.join(SETTLED[table])})",
                stream="SELECT",
                clock="SELECT",
            )
            for table in ("access_appointment", "access_shift", "access_watch")
        ),
        open_to(
            "access_session",
            web="SELECT, INSERT, UPDATE, DELETE",
            stream=SESSION_HEARD,
            clock="SELECT (key, expires_at), DELETE",
        ),
        open_to("access_delay", web="SELECT, INSERT, UPDATE, DELETE", clock="SELECT, DELETE"),
        guarded("access_reading", web="SELECT, INSERT"),
        *(append_only(table, but=columns) for table, columns in SETTLED.items()),
    ]
