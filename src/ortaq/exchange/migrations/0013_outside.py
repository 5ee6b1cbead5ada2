"""Channels out of the console, what is to go over them, and each attempt.

The outbox is filled by PostgreSQL in the very transaction that addresses a unit, alarms it or lets its term run out:
no verb forgets it, and the web, which sees no other unit's channels, need not. The clock reads what it must send and
no content; words that may go out are laid beside the delivery by whoever told them.
"""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids
from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

TRIED = ("status", "tries", "tried_at", "failing_since", "next_at")
NOTED = ("status", "noted_at", "noted_by", "noted_by_name")

OUTBOX = """
CREATE FUNCTION exchange_outbox(told uuid, to_unit int, alarming boolean, since timestamptz, scopes int[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO exchange_delivery
        (id, channel_id, unit_id, kind, message_id, alarms, at, status, tries, next_at, noted_by_name, visible_to)
    SELECT gen_random_uuid(), id, unit_id, kind, told, alarming, since, 'waiting', 0, since, '', scopes
      FROM exchange_channel
     WHERE unit_id = to_unit AND status = 'on' AND (about = 'everything' OR about = 'alarms' AND alarming)
    ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION exchange_outbox_of_addressed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM exchange_outbox(NEW.message_id, NEW.unit_id, true, NEW.added_at, NEW.visible_to);
    ELSIF EXISTS (SELECT FROM exchange_channel WHERE status = 'on') THEN
        PERFORM exchange_outbox(message_id, unit_id, alarms, added_at, visible_to) FROM added;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_of_addressed AFTER INSERT ON exchange_recipient REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_outbox_of_addressed();
CREATE TRIGGER outbox_of_alarmed AFTER UPDATE OF alarms ON exchange_recipient FOR EACH ROW
    WHEN (NEW.alarms AND NOT OLD.alarms) EXECUTE FUNCTION exchange_outbox_of_addressed();

CREATE FUNCTION exchange_outbox_of_terms() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT FROM exchange_channel WHERE status = 'on' AND about <> 'alarms') THEN
        INSERT INTO exchange_delivery
            (id, channel_id, unit_id, kind, alarms, at, status, tries, next_at, noted_by_name, visible_to)
        SELECT DISTINCT ON (c.id) gen_random_uuid(), c.id, c.unit_id, c.kind, false, m.recorded_at, 'waiting', 0,
               m.recorded_at, '', ARRAY[c.unit_id]
          FROM added m JOIN duties_duty d ON d.id = m.duty_id
          JOIN exchange_channel c ON c.unit_id = d.owed_by_id AND c.status = 'on' AND c.about <> 'alarms'
         WHERE m.status = 'overdue'
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_of_terms AFTER INSERT ON duties_dutymove REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_outbox_of_terms();

CREATE FUNCTION exchange_deliveries_seen_with_header() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE exchange_delivery SET visible_to = NEW.visible_to WHERE message_id = NEW.id;
    UPDATE exchange_attempt SET visible_to = NEW.visible_to WHERE message = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER deliveries_seen_with_header AFTER UPDATE OF visible_to ON exchange_message FOR EACH ROW
    EXECUTE FUNCTION exchange_deliveries_seen_with_header();

CREATE FUNCTION exchange_deliveries_in_trouble(OUT failing bigint, OUT since timestamptz, OUT given_up bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*) FILTER (WHERE status = 'waiting'), min(failing_since) FILTER (WHERE status = 'waiting'),
           count(*) FILTER (WHERE status = 'given_up')
      FROM exchange_delivery WHERE status = 'waiting' AND failing_since IS NOT NULL OR status = 'given_up'
$$;

REVOKE ALL ON FUNCTION exchange_outbox(uuid, int, boolean, timestamptz, int[]), exchange_outbox_of_addressed(),
    exchange_outbox_of_terms(), exchange_deliveries_seen_with_header(), exchange_deliveries_in_trouble() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION exchange_deliveries_in_trouble() TO ortaq_web;
"""
NO_OUTBOX = """
DROP TRIGGER outbox_of_addressed ON exchange_recipient;
DROP TRIGGER outbox_of_alarmed ON exchange_recipient;
DROP TRIGGER outbox_of_terms ON duties_dutymove;
DROP TRIGGER deliveries_seen_with_header ON exchange_message;
DROP FUNCTION exchange_outbox_of_addressed(), exchange_outbox_of_terms(), exchange_deliveries_seen_with_header(),
    exchange_deliveries_in_trouble(), exchange_outbox(uuid, int, boolean, timestamptz, int[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_grants"),
        ("duties", "0002_guards"),
        ("exchange", "0012_exports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("alarms", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sent", "sent"),
                            ("dropped", "dropped"),
                            ("given_up", "given_up"),
                            ("noted", "noted"),
                        ]
                    ),
                ),
                ("tries", models.SmallIntegerField()),
                ("tried_at", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                ("noted_at", models.DateTimeField(null=True)),
                ("noted_by", models.IntegerField(null=True)),
                ("noted_by_name", models.TextField(default="")),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="exchange.message",
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
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("kind", models.TextField(choices=[("mail", "mail"), ("sms", "sms"), ("webhook", "webhook")])),
                ("address", models.TextField()),
                (
                    "about",
                    models.TextField(
                        choices=[("alarms", "alarms"), ("everything", "everything"), ("clocks", "clocks")]
                    ),
                ),
                ("language", models.TextField()),
                ("secret", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.IntegerField()),
                ("asked_by_name", models.TextField()),
                (
                    "status",
                    models.TextField(choices=[("asked", "asked"), ("on", "on"), ("off", "off")], default="asked"),
                ),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
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
        ),
        migrations.CreateModel(
            name="Carried",
            fields=[
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="carried",
                        serialize=False,
                        to="exchange.delivery",
                    ),
                ),
                ("words", models.TextField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="channel",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="exchange.channel",
            ),
        ),
        migrations.CreateModel(
            name="ChannelMove",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("verb", models.TextField()),
                ("status", models.TextField()),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField()),
                ("officer_name", models.TextField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="exchange.channel",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("message", models.UUIDField(null=True)),
                ("channel", models.UUIDField()),
                ("unit", models.IntegerField()),
                ("kind", models.TextField()),
                ("n", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("outcome", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("gateway_id", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="exchange.delivery",
                    ),
                ),
            ],
            options={
                "ordering": ("delivery", "n"),
                "constraints": [models.UniqueConstraint(fields=("delivery", "n", "outcome"), name="attempt_once")],
            },
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("status", "waiting")), fields=["next_at"], name="delivery_due"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(
                    models.Q(("failing_since__isnull", False), ("status", "waiting")),
                    ("status", "given_up"),
                    _connector="OR",
                ),
                fields=["unit"],
                name="delivery_in_trouble",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["channel", "-at"], name="delivery_of_channel"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("channel", "message"), name="delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("message__isnull", True), ("status", "waiting")),
                fields=("channel",),
                name="delivery_of_terms_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["dropped", "given_up", "noted", "sent", "waiting"])),
                name="delivery_status_known",
            ),
        ),
        migrations.AddIndex(
            model_name="channel",
            index=models.Index(condition=models.Q(("status", "on")), fields=["unit"], name="channel_on"),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["asked", "off", "on"])), name="channel_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="channelmove",
            constraint=models.UniqueConstraint(fields=("channel", "verb"), name="channel_move_once"),
        ),
        guarded("exchange_channel", web="SELECT, INSERT, UPDATE (status, secret, visible_to)", clock="SELECT"),
        append_only("exchange_channel", but=("status", "secret")),
        guarded("exchange_channelmove", web="SELECT, INSERT"),
        append_only("exchange_channelmove"),
        guarded(
            "exchange_delivery",
            web=f"SELECT, UPDATE ({', '.join(NOTED)}, visible_to)",
            clock=f"SELECT, UPDATE ({', '.join(TRIED)})",
        ),
        append_only("exchange_delivery", but=tuple(dict.fromkeys((*TRIED, *NOTED, "visible_to")))),
        guarded("exchange_attempt", web="SELECT", clock="SELECT, INSERT"),
        append_only("exchange_attempt", but=("visible_to",)),
        guarded("exchange_carried", web="INSERT", clock="SELECT, DELETE"),
        migrations.RunSQL(OUTBOX, NO_OUTBOX),
        entries_seen_with("exchange_channel", ["channel.asked"]),
        entries_seen_with("exchange_channelmove", ["channel.moved"]),
        entries_seen_with("exchange_attempt", ["delivery.sent", "delivery.given_up"]),
        entries_seen_with("exchange_delivery", ["delivery.noted"]),
    ]
