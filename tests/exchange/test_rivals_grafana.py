"""Grafana OnCall: a paused escalation is never resumed after a restart, and empty schedules are unseen."""

from __future__ import annotations

import pytest
import world as worlds
from exchange.rivals import HOUR, MINUTE, NOON, place, take, tell
from processes import eventually
from site_of_test import Site

from ortaq.access.models import Watch
from ortaq.exchange.models import Climb, Recipient


@pytest.fixture
def clock_process(home, transactional_db):
    """Where the clock engine runs as a process of its own, to be started and killed."""
    site = Site(home)

    yield site
    site.stop()


def test_a_paused_escalation_never_resumed_after_a_restart_goes_on_in_its_legal_times(clock, clock_process):
    clock.stand(NOON)
    world = worlds.make()
    message = tell(world)
    clock_process.start("clock")
    clock.stand(NOON + 11 * MINUTE)
    assert eventually(lambda: Climb.objects.count() == 1)
    clock_process.kill("clock")
    clock.stand(NOON + 31 * MINUTE)  # two more steps fall due while nothing runs
    clock_process.start("clock")
    assert eventually(lambda: Climb.objects.count() == 3)
    assert list(Climb.objects.order_by("n").values_list("at", flat=True)) == [NOON + n * 10 * MINUTE for n in (1, 2, 3)]
    assert {place(message, world, level=level).role for level in (3, 2, 1)} == {"climbed"}


def test_a_promise_that_ran_out_while_the_engine_was_dead_is_remembered_when_it_lives_again(clock, clock_process):
    clock.stand(NOON)
    world = worlds.make()
    message = tell(world)
    take(message, world)
    clock.stand(NOON + HOUR + MINUTE)
    clock_process.start("clock")
    assert eventually(lambda: place(message, world).step == "expired")
    assert Recipient.objects.alarming(world.unit("customs").pk).exists()


@pytest.mark.django_db
def test_empty_schedules_unseen_here_whoever_sends_is_told_and_it_goes_at_once_to_who_is_there():
    world = worlds.make()
    Watch.objects.filter(unit=world.unit("customs")).update(relieved_at=NOON - HOUR, ends_at=NOON - HOUR)
    message = tell(world)
    instead = place(message, world, level=3)
    assert (instead.role, instead.added_at) == ("stand_in", NOON)
    assert "на смене адресата никого нет" in instead.why["ru"]
