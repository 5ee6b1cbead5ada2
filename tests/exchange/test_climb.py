"""An urgent message that nobody acknowledges climbs level by level and never ends in silence."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.rulebook import Addressed
from ortaq.exchange.climbing import climb_due
from ortaq.exchange.models import Climb, Content, Recipient
from ortaq.exchange.receipts import acknowledge
from ortaq.exchange.sending import Saying, Told, log_call, send_oral
from ortaq.ledger.models import Entry

NOON = worlds.NOON
LIMIT = timedelta(minutes=10)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


@pytest.fixture
def message(world):
    book = world.rulebook()
    to = [one for one in book.route("C5.1.d", world.unit("border").pk) if one.unit == world.unit("customs").pk]
    saying = Saying("C5.1.d", {"text": "двое без виз"}, NOON)
    return send_oral(saying, to, by=world.by("border"), at=NOON, rulebook=book)


def run_clock(until):
    while climb_due(until).moved:
        pass


def test_it_does_not_climb_before_the_limit(message):
    run_clock(NOON + LIMIT)
    assert not Climb.objects.exists()


def test_it_climbs_to_each_superior_in_turn_and_repeats_at_the_top(world, message):
    for n in range(1, 6):
        run_clock(NOON + n * LIMIT + timedelta(seconds=1))
    climbed = [(c.unit, c.at) for c in Climb.objects.order_by("n")]
    levels = (3, 2, 1, 1, 1)
    assert climbed == [(world.unit("customs", level), NOON + (n + 1) * LIMIT) for n, level in enumerate(levels)]


def test_a_superior_sees_the_words_only_once_it_has_climbed_to_him(world, message):
    superior = world.unit("customs", 3).pk
    assert superior in message.visible_to
    assert superior not in Content.objects.get(message=message).visible_to
    run_clock(NOON + LIMIT + timedelta(seconds=1))
    assert superior in Content.objects.get(message=message).visible_to


@pytest.mark.parametrize("level", [4, 3])
def test_a_person_who_takes_it_stops_the_climb(world, message, level):
    run_clock(NOON + LIMIT + timedelta(seconds=1))
    taken = Recipient.objects.select_related("message").get(message=message, unit=world.unit("customs", level))
    acknowledge(taken, by=world.by("customs", level), at=NOON + LIMIT + timedelta(minutes=1), rulebook=world.rulebook())
    run_clock(NOON + 10 * LIMIT)
    assert Climb.objects.count() == 1


def test_a_clock_that_was_down_catches_up_in_the_legal_times(world, message):
    run_clock(NOON + timedelta(hours=1))
    assert [c.at for c in Climb.objects.order_by("n")][:3] == [NOON + n * LIMIT for n in (1, 2, 3)]


def test_a_clock_that_was_down_repeats_at_the_top_once_and_not_for_each_limit(world, message):
    run_clock(NOON + timedelta(days=2))
    assert Climb.objects.count() == 4


@pytest.fixture
def by_telephone(world):
    unit = world.unit("customs")
    unit.reach = "telephone"
    unit.save()
    return unit


def tell(world, *told):
    book = world.rulebook()
    saying = Saying("C5.1.d", {"text": "двое без виз"}, NOON, told=told)
    return send_oral(
        saying, book.route("C5.1.d", world.unit("border").pk), by=world.by("border"), at=NOON, rulebook=book
    )


def test_a_unit_that_only_the_telephone_reaches_has_answered_when_somebody_took_the_call(world, by_telephone):
    tell(world, Told(by_telephone.pk, NOON, to="Петров"))
    run_clock(NOON + LIMIT + timedelta(seconds=1))
    assert not Climb.objects.filter(recipient__unit=by_telephone).exists()


def test_a_unit_that_only_the_telephone_reaches_and_nobody_called_climbs_until_it_is_called(world, by_telephone):
    message = tell(world)
    run_clock(NOON + LIMIT + timedelta(seconds=1))
    assert Climb.objects.filter(recipient__unit=by_telephone).count() == 1
    told = Told(by_telephone.pk, NOON + LIMIT, to="Петров")
    log_call(message, told, by=world.by("border"), at=NOON + 2 * LIMIT, rulebook=world.rulebook())
    run_clock(NOON + 5 * LIMIT)
    assert Climb.objects.filter(recipient__unit=by_telephone).count() == 1


def test_two_silent_units_under_one_superior_bring_it_in_once_with_one_entry(world):
    below = world.stranger
    below.parent = world.unit("customs", 3)
    below.agency, below.kind = "customs", "customs_post"
    below.save()
    book = world.rulebook()
    to = [Addressed(unit.pk, "counterpart", "C8.4", {"ru": "x"}) for unit in (world.unit("customs"), below)]
    saying = Saying("C5.1.d", {"text": "двое без виз"}, NOON)
    message = send_oral(saying, to, by=world.by("border"), at=NOON, rulebook=book)
    climb_due(NOON + LIMIT + timedelta(seconds=1))
    superior = Recipient.objects.get(message=message, unit=world.unit("customs", 3))
    assert Climb.objects.count() == 2
    assert Entry.objects.filter(kind="message.addressed", record=superior.pk).count() == 1
