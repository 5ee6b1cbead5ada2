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


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("access", "0001_officers"),
        ("ledger", "0002_guards"),
    ]
    operations: ClassVar[list[Operation]] = [
        open_to("access_officer", web="SELECT, INSERT, UPDATE", stream=OFFICER_SEEN, clock=OFFICER_SEEN),
        open_to("access_appointment", web="SELECT, INSERT, UPDATE", stream="SELECT", clock="SELECT"),
        open_to("access_shift", web="SELECT, INSERT, UPDATE", stream="SELECT", clock="SELECT"),
        open_to("access_watch", web="SELECT, INSERT, UPDATE", stream="SELECT", clock="SELECT"),
        open_to("access_session", web="SELECT, INSERT, UPDATE, DELETE", stream="SELECT", clock="SELECT, DELETE"),
        open_to("access_delay", web="SELECT, INSERT, UPDATE, DELETE", clock="SELECT, DELETE"),
        guarded("access_reading", web="SELECT, INSERT"),
        append_only("access_reading", but=("visible_to",)),
    ]
