"""Who may do what with figures, held by PostgreSQL itself: what was given is never changed, only followed."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_returns"), ("access", "0002_guards"), ("ledger", "0002_guards")]
    operations = [
        guarded("figures_return", web="SELECT, INSERT, UPDATE (stands)"),
        append_only("figures_return", but=("stands", "visible_to")),
        entries_seen_with("figures_return", ["figure.returned"]),
    ]
