"""Events of which word is owed, ahead or afterwards, and their new dates: for the unit alone, only ever added to."""

from __future__ import annotations

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids
from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

STEP: list[tuple[str, models.Field[Any, Any]]] = [
    ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
    ("at", models.DateTimeField()),
    ("officer", models.IntegerField(null=True)),
    ("officer_name", models.TextField()),
    ("session", models.TextField(blank=True)),
    (
        "visible_to",
        django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
    ),
]
UNIT = models.ForeignKey(
    db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
)
EVENT = models.ForeignKey(
    db_index=False,
    on_delete=django.db.models.deletion.PROTECT,
    related_name="moves",
    to="exchange.plannedevent",
)
KINDS = {"plannedevent": "event.planned", "eventmove": "event.moved"}


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0006_requests"),
        ("directory", "0002_grants"),
        ("access", "0002_guards"),
        ("ledger", "0002_guards"),
    ]
    operations = [
        migrations.CreateModel(
            name="PlannedEvent",
            fields=[
                *STEP,
                ("clause", models.TextField()),
                ("edition", models.TextField()),
                ("title", models.TextField()),
                ("planned_at", models.DateTimeField()),
                ("unit", UNIT),
            ],
        ),
        migrations.CreateModel(
            name="EventMove",
            fields=[
                *STEP,
                ("n", models.SmallIntegerField()),
                ("planned_at", models.DateTimeField(null=True)),
                ("reason", models.TextField()),
                ("unit", UNIT.clone()),
                ("event", EVENT),
            ],
        ),
        migrations.AddIndex("plannedevent", models.Index(fields=["unit", "-planned_at"], name="event_of_unit")),
        migrations.AddConstraint(
            "eventmove", models.UniqueConstraint(fields=["event", "n"], name="event_move_in_order")
        ),
        *(guarded(f"exchange_{table}", web="SELECT, INSERT") for table in KINDS),
        *(append_only(f"exchange_{table}", but=("visible_to",)) for table in KINDS),
        *(entries_seen_with(f"exchange_{table}", [kind]) for table, kind in KINDS.items()),
    ]
