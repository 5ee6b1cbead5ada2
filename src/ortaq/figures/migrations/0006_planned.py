"""The planner asks whether a month was reconciled before its duty was opened: the clock may read that, and no more."""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import guarded_also


class Migration(migrations.Migration):
    dependencies = [("figures", "0005_agreed")]
    operations = [
        guarded_also("figures_reconciliation", clock="SELECT (id, group_id, month, agreed_at, agreed_by)"),
    ]
