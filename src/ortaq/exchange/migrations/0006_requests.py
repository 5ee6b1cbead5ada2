"""What units ask of each other, and the index of whom and what their messages name."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids
from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

STANDS = ("state", "steps", "clock", "counted_from", "promised_at", "ended_at")
MOVED = f"SELECT, INSERT, UPDATE ({', '.join(STANDS)}, visible_to)"
ADDED = "SELECT, INSERT, UPDATE (visible_to)"
FOLLOW = """
CREATE FUNCTION exchange_mentions_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM exchange_mention WHERE message_id = OLD.message_id;
    ELSE
        UPDATE exchange_mention SET visible_to = NEW.visible_to WHERE message_id = NEW.message_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER mentions_follow AFTER DELETE OR UPDATE OF visible_to ON exchange_content
    FOR EACH ROW EXECUTE FUNCTION exchange_mentions_follow();
"""
UNFOLLOW = "DROP TRIGGER mentions_follow ON exchange_content; DROP FUNCTION exchange_mentions_follow()"


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_grants"),
        ("exchange", "0005_afterwards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("urgency", models.TextField()),
                ("wanted_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("asked", "asked"),
                            ("unclear", "unclear"),
                            ("clarified", "clarified"),
                            ("accepted", "accepted"),
                            ("answered", "answered"),
                            ("answered_in_part", "answered_in_part"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("referred", "referred"),
                        ],
                        default="asked",
                    ),
                ),
                ("steps", models.SmallIntegerField(default=0)),
                ("clock", models.UUIDField()),
                ("counted_from", models.DateTimeField()),
                ("promised_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "asker",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="exchange.message",
                    ),
                ),
                (
                    "recipient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="request", to="exchange.recipient"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "via",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_on",
                        to="exchange.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RequestStep",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                ("verb", models.TextField()),
                ("state", models.TextField()),
                ("ground", models.TextField(blank=True)),
                ("promised_at", models.DateTimeField(null=True)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exchange.message",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="exchange.request",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "ordering": ("request", "n"),
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("value", models.TextField()),
                ("born", models.DateField(null=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="exchange.message"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "value"], name="mention_value"),
                    models.Index(condition=models.Q(("born__isnull", False)), fields=["born"], name="mention_born"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["unit", "-received_at", "-id"], name="request_to_unit"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["asker", "-received_at", "-id"], name="request_by_unit"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("answered", "answered_in_part", "declined", "referred", "withdrawn")), _negated=True
                ),
                fields=["unit", "-received_at"],
                name="request_open",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["clock"], name="request_clock"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(fields=("message", "unit"), name="request_once"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "accepted",
                            "answered",
                            "answered_in_part",
                            "asked",
                            "clarified",
                            "declined",
                            "referred",
                            "unclear",
                            "withdrawn",
                        ],
                    )
                ),
                name="request_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="requeststep",
            constraint=models.UniqueConstraint(fields=("request", "n"), name="request_step_in_order"),
        ),
        guarded("exchange_request", web=MOVED),
        append_only("exchange_request", but=(*STANDS, "visible_to")),
        guarded("exchange_requeststep", web=ADDED),
        append_only("exchange_requeststep", but=("visible_to",)),
        guarded("exchange_mention", web=ADDED, clock="SELECT (message_id, visible_to), UPDATE (visible_to)"),
        migrations.RunSQL(FOLLOW, UNFOLLOW),
        entries_seen_with("exchange_request", ["request.asked"]),
        entries_seen_with("exchange_requeststep", ["request.moved"]),
    ]
