"""Tokens of units and addresses of calendars; a reading by a program is noted once, as an officer's is.

Both are read before a scope is known, because they say which scope it is: granted and not guarded, kept as digests.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q

import ortaq.lib.ids
from ortaq.access.guard import append_only, open_to

SCOPES = ["deliver", "draft", "feeds", "read_content", "read_duties", "read_headers", "send"]
SETTLED = {
    "access_token": (
        *("confirmed_by_id", "confirmed_at", "ended_by_id", "ended_at", "ended_why"),
        *("used_at", "minute", "in_minute"),
    ),
    "access_calendaraddress": ("ended_at", "used_at"),
}


def officer(null: bool = True) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0003_oversight"), ("directory", "0002_grants")]
    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("scopes", ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ("public", models.CharField(max_length=8, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("asked_by", officer(null=False)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("confirmed_by", officer()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_by", officer()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=250)),
                ("used_at", models.DateTimeField(null=True)),
                ("minute", models.BigIntegerField(default=0)),
                ("in_minute", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(scopes__contained_by=SCOPES), name="access_token_scopes"),
                    models.CheckConstraint(
                        condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                        name="access_token_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=Q(confirmed_at=None, confirmed_by=None)
                        | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                        name="access_token_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(condition=Q(asked_at__lt=F("expires_at")), name="access_token_expires"),
                ]
            },
        ),
        migrations.CreateModel(
            name="CalendarAddress",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendars",
                        to="access.appointment",
                    ),
                ),
                ("public", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(ended_at=None), fields=["appointment"], name="access_calendaraddress_one_lives"
                    )
                ]
            },
        ),
        migrations.RemoveConstraint("reading", "access_reading_once"),
        migrations.AddConstraint(
            "reading",
            models.UniqueConstraint(
                fields=["record", "officer", "session", "purpose"],
                name="access_reading_once",
                condition=models.Q(until=None),
                nulls_distinct=False,
            ),
        ),
        *(open_to(table, web=f"SELECT, INSERT, UPDATE ({', '.join(columns)})") for table, columns in SETTLED.items()),
        *(append_only(table, but=columns) for table, columns in SETTLED.items()),
    ]
