"""A reading may open content for a time: each such opening is a reading of its own, also with the same words."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("access", "0002_guards")]
    operations = [
        migrations.RemoveConstraint("reading", "access_reading_once"),
        migrations.AddField("reading", "until", models.DateTimeField(null=True)),
        migrations.AddIndex("reading", models.Index(fields=["record"], name="access_reading_of_record")),
        migrations.AddConstraint(
            "reading",
            models.UniqueConstraint(
                fields=("record", "officer", "session", "purpose"), name="access_reading_once", condition=Q(until=None)
            ),
        ),
        migrations.AddConstraint(
            "reading",
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("at")), name="access_reading_ends_after_it_begins"
            ),
        ),
    ]
