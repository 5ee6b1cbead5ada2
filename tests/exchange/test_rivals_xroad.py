"""X-Road is synchronous only, stops four hours after its time-stamping fails, and keeps its log on line for 30 days."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from exchange.rivals import HOUR, MINUTE, NOON, place, take, tell

from ortaq.access.models import Watch
from ortaq.exchange.models import Content
from ortaq.ledger import heads
from ortaq.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def test_synchronous_only_here_a_message_waits_for_whoever_comes_hours_later(world):
    Watch.objects.filter(unit__agency="customs").update(relieved_at=NOON - HOUR, ends_at=NOON - HOUR)
    message = tell(world, expects_act=False)
    officer = world.officers[world.unit("customs").pk]
    later = NOON + 9 * HOUR
    Watch.objects.create(unit=world.unit("customs"), post="duty_officer", officer=officer, starts_at=later)
    take(message, world, at=later + MINUTE)
    assert place(message, world).acknowledged_at == later + MINUTE


def test_all_exchange_stops_after_four_hours_without_time_stamping_here_entries_wait_for_their_seal(world):
    message = tell(world)
    take(message, world, at=NOON + 5 * HOUR)
    assert heads.latest() is None  # nothing was sealed meanwhile
    assert Entry.objects.filter(kind="receipt.moved").exists()


def test_log_on_line_for_thirty_days_here_a_year_later_words_entries_and_receipts_stand(world):
    message = tell(world)
    take(message, world)
    after = NOON + timedelta(days=365)
    assert after - message.sent_at > timedelta(days=30)
    assert Content.objects.get(message=message).body == {"text": "оружие"}
    assert Entry.objects.filter(kind="message.sent", record=message.pk).exists()
