"""Duties in the order of their terms, whoever owes them: what a whole country's month is counted by."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_reminders")]
    operations = [migrations.AddIndex("duty", models.Index(fields=["-due_at", "-id"], name="duty_by_term"))]
