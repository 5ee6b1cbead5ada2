"""GoAlert falls silent after five loops, and forgets an acknowledgement for ever. Here neither can happen."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from exchange.rivals import HOUR, MINUTE, NOON, place, run_clock, take, tell

from ortaq.exchange.models import Climb, Receipt, Recipient

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def test_silence_after_five_loops_the_climb_repeats_at_the_top_for_days_until_a_person_takes_it(world):
    message = tell(world)
    for n in range(1, 60):
        run_clock(NOON + n * 10 * MINUTE + MINUTE)
    assert Climb.objects.count() > 50
    assert place(message, world).climb_at is not None
    assert Recipient.objects.alarming(world.unit("customs", 1).pk).exists()
    take(message, world, at=NOON + 10 * HOUR, level=1)
    before = Climb.objects.count()
    run_clock(NOON + timedelta(days=3))
    assert Climb.objects.filter(recipient__unit=world.unit("customs")).count() == before


def test_an_acknowledgement_is_forgotten_for_ever_it_expires_alarms_and_climbs_again(world):
    message = tell(world)
    take(message, world)
    for day in range(1, 4):  # however often it is taken and forgotten
        run_clock(NOON + timedelta(days=day))
        assert Recipient.objects.alarming(world.unit("customs").pk).exists()
        take(message, world, at=NOON + timedelta(days=day))
    assert Receipt.objects.filter(step="expired", unit=world.unit("customs")).count() == 3
