"""A channel leads out of the console, so it takes two persons; its secret is shown once and never again."""

from __future__ import annotations

import logging

import local_servers
import pytest
import world as worlds
from django.db import connection
from outside_cast import NOON, attempt, channel_on, senior, tell

from ortaq.access.errors import NotAllowed
from ortaq.access.scope import acting_in
from ortaq.exchange.errors import AlreadyDone, NeedsAnother
from ortaq.exchange.outside import channels
from ortaq.exchange.outside.models import ALARMS, WEBHOOK, Attempt, Channel, Delivery
from ortaq.exchange.outside.ways import in_words
from ortaq.ledger import verifying
from ortaq.ledger.models import Entry
from ortaq.lib import locked, node

pytestmark = pytest.mark.django_db
ADDRESS = "https://there.example/hook"


@pytest.fixture
def world():
    return worlds.make()


def asked(world):
    return channels.ask(WEBHOOK, ADDRESS, ALARMS, "ru", by=senior(world), at=NOON)


def test_asked_by_a_senior_it_carries_nothing_until_a_second_person_confirms(world):
    channel, _ = asked(world)
    tell(world)
    assert not Delivery.objects.exists()
    channels.confirm(channel, by=world.by("customs"), at=NOON)
    tell(world)
    assert Delivery.objects.get().channel == channel


def test_who_asked_does_not_confirm(world):
    channel, _ = asked(world)
    with pytest.raises(NeedsAnother):
        channels.confirm(channel, by=senior(world), at=NOON)


def test_a_duty_officer_asks_for_none_and_another_unit_confirms_none(world):
    with pytest.raises(NotAllowed):
        channels.ask(WEBHOOK, ADDRESS, ALARMS, "ru", by=world.by("customs"), at=NOON)
    channel, _ = asked(world)
    with pytest.raises(NotAllowed):
        channels.confirm(channel, by=world.by("border"), at=NOON)


def test_a_step_taken_twice_says_that_somebody_was_first(world):
    channel, _ = asked(world)
    stale = Channel.objects.get()
    channels.confirm(channel, by=world.by("customs"), at=NOON)
    with pytest.raises(AlreadyDone):
        channels.confirm(stale, by=world.by("customs"), at=NOON)


def test_switched_off_it_carries_no_more_and_what_waits_is_dropped_visibly(world):
    channel = channel_on(world)
    tell(world)
    channels.switch_off(channel, by=senior(world), at=NOON)
    tell(world)
    dropped = attempt(Delivery.objects.get(), now=NOON)
    assert dropped.status == "dropped"
    assert Attempt.objects.get().outcome == "dropped"
    with pytest.raises(AlreadyDone):
        channels.switch_off(channel, by=senior(world), at=NOON)


def test_the_secret_stands_nowhere_in_clear_neither_in_the_row_nor_in_the_ledger_nor_in_a_log(world, caplog):
    caplog.set_level(logging.DEBUG)
    channel, secret = asked(world)
    channels.confirm(channel, by=world.by("customs"), at=NOON)
    tell(world)
    attempt(Delivery.objects.get(), now=NOON)
    attempt(Delivery.objects.get(), now=NOON, ways={"webhook": lambda *_: 1 / 0})
    key = secret.removeprefix("whsec_")
    assert key not in str(Channel.objects.values().get())
    assert not Entry.objects.filter(body__contains=key).exists()
    assert key not in caplog.text
    assert locked.unlock(Channel.objects.get().secret, str(channel.pk)) == secret


def test_a_secret_moved_to_another_channel_opens_nothing(world):
    channel, _ = asked(world)
    with pytest.raises(locked.CannotUnlock):
        locked.unlock(channel.secret, "another")


def test_a_node_that_has_lost_its_key_says_so_on_the_page_and_goes_on_trying(world, home, monkeypatch):
    channel_on(world)
    tell(world)
    monkeypatch.setattr(node, "secret", lambda name: "another key")
    failed = attempt(Delivery.objects.get(), now=NOON)
    assert failed.status == "waiting"
    assert "заведите канал заново" in in_words(Attempt.objects.get().reason)


def test_the_owner_of_the_tables_cannot_turn_a_channel_to_another_address(world):
    channel_on(world)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE exchange_channel SET address = 'https://evil.example/'")


def test_another_unit_sees_no_channel_of_ours(world, as_role):
    channel_on(world)
    with as_role("web"), acting_in(world.unit("border").pk):
        assert not Channel.objects.exists()


def test_all_of_it_verifies_against_the_ledger(world, monkeypatch):
    with local_servers.http() as outside:
        monkeypatch.setenv("ORTAQ_TEST_LOOPBACK", "1")
        channel = channel_on(world, address=outside.url)
        tell(world)
        attempt(Delivery.objects.get(), now=NOON)
        channels.switch_off(channel, by=senior(world), at=NOON)
    report = verifying.verify()
    assert report.good, report.faults
    assert {kind: report.rows[kind] for kind in ("channel.asked", "channel.moved", "delivery.sent")} == {
        "channel.asked": 1,
        "channel.moved": 2,
        "delivery.sent": 1,
    }
