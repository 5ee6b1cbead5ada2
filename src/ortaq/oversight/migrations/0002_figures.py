"""What an oversight body may see of statistics: every figure, and how many differences wait; no record behind one."""

from __future__ import annotations

from django.db import migrations

from ortaq.oversight.guard import overseen


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_oversees"), ("figures", "0005_agreed")]
    operations = [overseen("figures_return"), overseen("figures_reconciliation")]
