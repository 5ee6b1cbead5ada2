"""GoAlert falls silent after five loops, forgets an acknowledgement for ever, and keeps no organisations apart.

Its fourth failure, no audit of roster changes, has its test where rosters have theirs: access/test_roster.py.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from exchange.rivals import HOUR, MINUTE, NOON, place, run_clock, take, tell

from ortaq.access.scope import acting_in
from ortaq.duties.models import Duty
from ortaq.exchange.models import Climb, Content, Message, Receipt, Recipient
from ortaq.ledger.models import Entry

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


def test_no_isolation_between_organisations_here_the_database_itself_shows_a_stranger_nothing(world, as_role):
    message = tell(world, called=True)
    take(message, world)
    of_message = {Message: "pk", Content: "message", Recipient: "message", Receipt: "recipient__message"}
    with as_role("web"), acting_in(world.unit("customs").pk):
        assert all(table.objects.filter(**{key: message.pk}).exists() for table, key in of_message.items())
    with as_role("web"), acting_in(world.stranger.pk):
        for table, key in of_message.items():
            assert not table.objects.filter(**{key: message.pk}).exists(), table
        assert not Duty.objects.exists()
        assert not Entry.objects.filter(kind__startswith="message.").exists()
        assert Recipient.objects.filter(message=message).update(step="done") == 0
