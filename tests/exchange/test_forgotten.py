"""Taken, and nothing follows: where an act is expected an acknowledgement is a promise with a term."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.exchange.climbing import climb_due
from ortaq.exchange.correcting import withdraw
from ortaq.exchange.errors import AlreadyDone, NotOnWatch, NotPossible, TooLong
from ortaq.exchange.models import Climb, Receipt, Recipient
from ortaq.exchange.receipts import acknowledge, act, not_for_us, work_on
from ortaq.exchange.sending import Saying, send_oral
from ortaq.ledger.models import Entry

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
HOUR = timedelta(hours=1)
ACT, EXTEND, SILENCE = HOUR, 3 * HOUR, 10 * MINUTE
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def tell(world, *, expects_act=True):
    book = world.rulebook()
    to = [one for one in book.route("C5.1.c", world.unit("border").pk) if one.unit == world.unit("customs").pk]
    saying = Saying("C5.1.c", {"text": "оружие"}, NOON, expects_act=expects_act)
    return send_oral(saying, to, by=world.by("border"), at=NOON, rulebook=book)


def place(message, world, level=4):
    return Recipient.objects.select_related("message").get(message=message, unit=world.unit("customs", level))


def take(message, world, at=NOON, level=4):
    acknowledge(place(message, world, level), by=world.by("customs", level), at=at, rulebook=world.rulebook())


def run_clock(until):
    while climb_due(until).moved:
        pass


@pytest.fixture
def taken(world):
    message = tell(world)
    take(message, world)
    return message


def test_an_acknowledgement_that_no_act_follows_expires_and_the_alarm_sounds_and_climbs_again(world, taken):
    run_clock(NOON + ACT)
    assert place(taken, world).step == "acknowledged"
    run_clock(NOON + ACT + MINUTE)
    forgot = place(taken, world)
    assert forgot.step == "expired"
    assert forgot in Recipient.objects.alarming(world.unit("customs").pk)
    above = place(taken, world, 3)
    assert (above.role, above.alarms) == ("climbed", True)
    assert "60 мин" in above.why["ru"]
    assert (Climb.objects.get().at, Receipt.objects.get(step="expired").at) == (NOON + ACT, NOON + ACT)


def test_it_goes_on_climbing_until_somebody_acts(world, taken):
    run_clock(NOON + ACT + SILENCE + MINUTE)
    run_clock(NOON + ACT + 2 * SILENCE + MINUTE)
    run_clock(NOON + ACT + 9 * SILENCE + MINUTE)
    assert list(Climb.objects.order_by("n").values_list("unit__level", flat=True))[:4] == [3, 2, 1, 1]
    act(place(taken, world), by=world.by("customs"), at=NOON + 3 * HOUR, note="наряд на месте")
    before = Climb.objects.count()
    run_clock(NOON + 9 * HOUR)
    assert Climb.objects.count() == before
    assert not Recipient.objects.alarming(world.unit("customs").pk).exists()


def test_an_act_in_time_ends_it(world, taken):
    act(place(taken, world), by=world.by("customs"), at=NOON + ACT - MINUTE, note="наряд на месте")
    run_clock(NOON + 9 * HOUR)
    assert not Climb.objects.exists()


def test_not_for_us_ends_the_promise_and_the_climb_goes_on_for_whom_it_was_sent_to(world, taken):
    instead = world.unit("customs", 2).pk
    at = NOON + 5 * MINUTE
    not_for_us(
        place(taken, world), by=world.by("customs"), at=at, reason="не наше", instead=instead, rulebook=world.rulebook()
    )
    run_clock(at + SILENCE + MINUTE)
    assert not Receipt.objects.filter(step="expired").exists()
    assert Climb.objects.count() == 1
    take(taken, world, at=at + 12 * MINUTE, level=2)
    run_clock(at + 12 * MINUTE + ACT - MINUTE)
    assert Climb.objects.count() == 1


def test_information_alone_does_not_nag(world):
    message = tell(world, expects_act=False)
    take(message, world)
    run_clock(NOON + timedelta(days=2))
    assert place(message, world).step == "acknowledged"
    assert not Climb.objects.exists()


def test_what_expired_is_taken_anew_and_promises_anew(world, taken):
    run_clock(NOON + ACT + MINUTE)
    take(taken, world, at=NOON + ACT + 2 * MINUTE)
    assert place(taken, world).climb_at == NOON + 2 * ACT + 2 * MINUTE
    run_clock(NOON + 2 * ACT + 3 * MINUTE)
    steps = [(r.step, r.round) for r in Receipt.objects.order_by("at", "id") if r.step != "read"]
    assert steps == [("acknowledged", 0), ("expired", 0), ("acknowledged", 1), ("expired", 1)]


def test_a_superior_who_took_it_and_forgot_is_climbed_over_in_turn(world):
    message = tell(world)
    run_clock(NOON + SILENCE + MINUTE)
    take(message, world, at=NOON + 12 * MINUTE, level=3)
    run_clock(NOON + 12 * MINUTE + ACT + MINUTE)
    assert place(message, world, 3).step == "expired"
    assert place(message, world, 2).alarms


def extend(world, message, until, at=NOON + 5 * MINUTE, level=4):
    work_on(place(message, world, level), until=until, by=world.by("customs", level), at=at, rulebook=world.rulebook())


def test_the_officer_may_say_once_until_when_he_works_on_it(world, taken):
    extend(world, taken, NOON + 2 * HOUR)
    run_clock(NOON + 2 * HOUR)
    assert place(taken, world).step == "acknowledged"
    with pytest.raises(AlreadyDone):
        extend(world, taken, NOON + 2 * HOUR, at=NOON + HOUR)
    run_clock(NOON + 2 * HOUR + MINUTE)
    assert place(taken, world).step == "expired"
    said = Receipt.objects.get(step="working")
    assert said.until == NOON + 2 * HOUR
    assert Entry.objects.filter(kind="receipt.moved", record=said.pk).exists()


def test_an_extension_is_not_had_twice_by_taking_it_anew(world, taken):
    extend(world, taken, NOON + 2 * HOUR)
    run_clock(NOON + 2 * HOUR + MINUTE)
    at = NOON + 2 * HOUR + 2 * MINUTE
    take(taken, world, at=at)
    with pytest.raises(AlreadyDone):
        extend(world, taken, at + HOUR, at=at)


@pytest.mark.parametrize("until", [NOON + 5 * MINUTE, NOON - HOUR, NOON + 5 * MINUTE + EXTEND + MINUTE])
def test_an_extension_reaches_neither_back_nor_beyond_the_packs_limit(world, taken, until):
    with pytest.raises(TooLong):
        extend(world, taken, until)
    assert place(taken, world).climb_at == NOON + ACT


def test_only_who_took_what_expects_an_act_says_that_he_works_on_it(world):
    message = tell(world)
    with pytest.raises(NotPossible):
        extend(world, message, NOON + HOUR)
    take(message, world)
    with pytest.raises(NotOnWatch):
        work_on(place(message, world), until=NOON + HOUR, by=world.by("internal"), at=NOON, rulebook=world.rulebook())
    quiet = tell(world, expects_act=False)
    take(quiet, world)
    with pytest.raises(NotPossible):
        extend(world, quiet, NOON + HOUR)


def test_a_withdrawn_message_is_forgotten_rightly(world, taken):
    withdraw(taken, why="ложно", by=world.by("border"), at=NOON + MINUTE, rulebook=world.rulebook())
    run_clock(NOON + 2 * HOUR)
    assert place(taken, world).step == "acknowledged"


def test_the_clock_says_it_with_its_own_rights(world, taken, as_role):
    with as_role("clock"):
        assert climb_due(NOON + ACT + MINUTE).moved == 1
    assert place(taken, world).step == "expired"
