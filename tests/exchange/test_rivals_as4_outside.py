"""What failed in AS4 gateways (Domibus, Holodeck), each held by a test: a receipt was sent although the delivery
failed; the common setting gives up after 12 minutes, and what is older than 3 hours is dropped; failure alerts are off.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta

import local_servers
import pytest
import world as worlds
from outside_cast import MINUTE, NOON, attempt, channel_on, tell

from ortaq.exchange.models import Recipient
from ortaq.exchange.outside.delivering import failing, hand_out, health, note_given_up
from ortaq.exchange.outside.models import Attempt, Delivery
from ortaq.ledger.models import Entry

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world():
    return worlds.make()


@pytest.fixture
def outside(monkeypatch):
    monkeypatch.setenv("ORTAQ_TEST_LOOPBACK", "1")
    with local_servers.http() as running:
        yield running


@pytest.fixture
def delivery(world, outside):
    channel_on(world, address=outside.url)
    tell(world)
    return Delivery.objects.get()


def test_a_receipt_only_after_durable_delivery_and_none_while_it_fails(delivery, outside):
    outside.status = 500
    failed = attempt(delivery, now=NOON)
    assert (failed.status, failed.failing_since) == ("waiting", NOON)
    assert not Entry.objects.filter(kind="delivery.sent").exists()
    outside.status = 202
    sent = attempt(failed, now=NOON + MINUTE)
    assert (sent.status, sent.tries, sent.next_at) == ("sent", 2, None)
    assert Entry.objects.filter(kind="delivery.sent", record=Attempt.objects.get(outcome="sent").pk).exists()


def test_what_went_outside_acknowledges_nothing_on_the_ladder(delivery):
    attempt(delivery, now=NOON)
    customs = Recipient.objects.get(message=delivery.message, unit=delivery.unit)
    assert (customs.step, customs.acknowledged_at, customs.alarms) == ("delivered", None, True)


@pytest.mark.parametrize("later", [timedelta(minutes=12), timedelta(hours=3), 29 * DAY])
def test_it_never_gives_up_after_12_minutes_nor_after_3_hours(delivery, outside, later):
    outside.status = 503
    now = NOON
    while now < NOON + later:
        delivery = attempt(delivery, now=now)
        assert delivery.status == "waiting"
        now = delivery.next_at
    outside.status = 200
    assert attempt(delivery, now=now).status == "sent"


def test_after_thirty_days_it_is_given_up_aloud_and_the_alarm_stands_until_a_person_notes_it(delivery, outside, world):
    outside.status = 503
    attempt(delivery, now=NOON)
    given_up = attempt(delivery, now=NOON + 30 * DAY)
    assert given_up.status == "given_up"
    assert failing(delivery.unit_id)["given_up"] == 1
    assert Entry.objects.filter(kind="delivery.given_up").exists()
    assert note_given_up(given_up, by=world.by("customs"), at=NOON + 30 * DAY)
    assert not note_given_up(given_up, by=world.by("customs"), at=NOON + 30 * DAY)
    assert failing(delivery.unit_id)["given_up"] == 0
    assert Entry.objects.filter(kind="delivery.noted", record=delivery.pk).exists()


def test_failure_alerts_are_on_by_default(delivery, outside, as_role):
    outside.status = 503
    attempt(delivery, now=NOON)
    assert failing(delivery.unit_id) == {"number": 1, "since": NOON, "given_up": 0}
    with as_role("web"):
        assert health() == {"well": False, "failing": 1, "since": NOON.isoformat(), "given_up": 0}


def test_a_repetition_has_the_same_id_so_that_the_receiver_knows_the_double(delivery, outside):
    outside.status = 504  # taken in, but the answer never came through
    attempt(delivery, now=NOON)
    outside.status = 200
    attempt(delivery, now=NOON + MINUTE)
    assert {got.headers["webhook-id"] for got in outside.got} == {str(delivery.pk)}
    assert [got.json["id"] for got in outside.got] == [str(delivery.pk)] * 2


def test_a_second_job_for_the_same_handing_out_sends_nothing(delivery, outside):
    outside.status = 503
    attempt(delivery, now=NOON)
    from ortaq.exchange.outside.delivering import deliver

    deliver(delivery.pk, handed_at=NOON, now=NOON + timedelta(seconds=5))
    assert len(outside.got) == 1


KILLED = """
import os, uuid
from ortaq.lib.setup import django_setup
django_setup("owner")
from django.db import connections
from ortaq.lib import node
from ortaq.exchange.outside import delivering, webhook
from ortaq.lib.clock import now

def die(channel, secret, note):
    webhook.send(channel, secret, note)
    print("went out", flush=True)
    os.kill(os.getpid(), 9)

at = now()
delivering.deliver(uuid.UUID(os.environ["DELIVERY"]), handed_at=at, now=at, by_way={"webhook": die})
"""


@pytest.mark.django_db(transaction=True)
def test_killed_between_sending_and_taking_it_down_nothing_is_lost_and_the_double_is_known(home, outside, clock):
    clock.stand(NOON)
    world = worlds.make()
    channel_on(world, address=outside.url)
    tell(world)
    delivery = Delivery.objects.get()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED],
        env=os.environ
        | {"DELIVERY": str(delivery.pk), "ORTAQ_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == (b"went out\n", -signal.SIGKILL), done.stderr.decode()
    standing = Delivery.objects.get()
    assert (standing.status, standing.tries) == ("waiting", 1)
    assert hand_out(NOON + 9 * MINUTE).moved == 0
    assert hand_out(NOON + 10 * MINUTE).moved == 1
    assert attempt(standing, now=NOON + 10 * MINUTE).status == "sent"
    assert [got.headers["webhook-id"] for got in outside.got] == [str(delivery.pk)] * 2
    assert Attempt.objects.filter(outcome="sent").count() == 1
