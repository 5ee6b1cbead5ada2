"""AS4 products: a receipt although delivery failed, giving up after 12 minutes, failure alerts off by default."""

from __future__ import annotations

import json
from datetime import timedelta

import psycopg
import pytest
import world as worlds
from django.db import DatabaseError, connection
from exchange.rivals import MINUTE, NOON, place, run_clock, tell

from ortaq.exchange.models import Climb, Message, Recipient
from ortaq.exchange.sending import Told, log_call
from ortaq.ledger.models import Entry
from ortaq.lib.screens import CHANNEL


@pytest.mark.django_db(transaction=True)
def test_a_receipt_sent_although_delivery_failed_here_no_row_no_entry_and_no_sign_outlives_a_failure():
    world = worlds.make()
    entries = Entry.objects.count()
    with connection.cursor() as cursor:  # the last thing that the statement writes is refused by the database
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;"
            "CREATE TRIGGER fails BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN (NEW.kind = 'message.addressed')"
            " EXECUTE FUNCTION refuse()"
        )
    given = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    with psycopg.connect(**{name: given[key] for name, key in names.items()}, autocommit=True) as screen:
        screen.execute(f"LISTEN {CHANNEL}")
        with pytest.raises(DatabaseError, match="disk full"):
            tell(world)
        assert not Message.objects.exists()
        assert not Recipient.objects.exists()
        assert Entry.objects.count() == entries
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER fails ON ledger_entry")
        message = tell(world)
        heard = [json.loads(one.payload)["id"] for one in screen.notifies(timeout=0.5)]
    assert heard == [str(message.pk)]
    assert place(message, world).step == "delivered"


@pytest.mark.django_db
def test_a_receipt_sent_although_delivery_failed_a_telephone_has_none_until_somebody_took_the_call():
    world = worlds.make()
    unit = world.unit("customs")
    unit.reach = "telephone"
    unit.save()
    message = tell(world)
    assert place(message, world).delivered_at is None
    told = Told(unit.pk, NOON + 3 * MINUTE, to="Петров")
    log_call(message, told, by=world.by("border"), at=NOON + 4 * MINUTE, rulebook=world.rulebook())
    assert place(message, world).delivered_at == NOON + 3 * MINUTE


@pytest.mark.django_db
@pytest.mark.parametrize("later", [12 * MINUTE, timedelta(hours=3), timedelta(days=30)])
def test_gives_up_after_12_minutes_here_it_still_presses_and_climbs_however_long_it_lasts(later):
    world = worlds.make()
    message = tell(world)
    run_clock(NOON + later)
    before = Climb.objects.count()
    assert place(message, world) in Recipient.objects.alarming(world.unit("customs").pk)
    run_clock(NOON + later + 11 * MINUTE)
    assert Climb.objects.count() == before + 1


@pytest.mark.django_db
def test_failure_alerts_off_by_default_here_silence_alarms_the_superiors_with_nothing_configured(settings):
    world = worlds.make()
    assert not [name for name in dir(settings) if "ALERT" in name or "ESCALAT" in name]
    tell(world)
    run_clock(NOON + 11 * MINUTE)
    assert Recipient.objects.alarming(world.unit("customs", 3).pk).exists()
