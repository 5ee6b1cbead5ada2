"""Nobody on watch: what presses goes at once to the next who is, says so and why; the unit has it too."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.access.models import Watch
from ortaq.access.scope import acting_in
from ortaq.exchange.climbing import climb_due
from ortaq.exchange.correcting import withdraw
from ortaq.exchange.models import Climb, Content, Recipient
from ortaq.exchange.receipts import acknowledge, not_for_us
from ortaq.exchange.sending import Saying, send_oral
from ortaq.ledger.models import Entry

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
LIMIT = 10 * MINUTE
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def leave(world, *levels, agency="customs", at=NOON - MINUTE):
    for level in levels:
        Watch.objects.filter(unit=world.unit(agency, level)).update(relieved_at=at, ends_at=at)


def tell(world, clause="C5.1.c"):
    book = world.rulebook()
    to = [one for one in book.route(clause, world.unit("border").pk) if one.unit == world.unit("customs").pk]
    return send_oral(Saying(clause, {"text": "оружие"}, NOON), to, by=world.by("border"), at=NOON, rulebook=book)


def place(message, world, level=4):
    return Recipient.objects.select_related("message").get(message=message, unit=world.unit("customs", level))


def test_it_goes_at_once_to_the_superior_whose_watch_is_on_and_says_why(world):
    leave(world, 4)
    message = tell(world)
    instead = place(message, world, 3)
    assert (instead.role, instead.added_at, instead.alarms) == ("stand_in", NOON, True)
    assert "на смене адресата никого нет" in instead.why["ru"]
    assert instead.via == place(message, world)
    assert Entry.objects.filter(kind="message.addressed", record=instead.pk).exists()
    assert world.unit("customs", 3).pk in Content.objects.get(message=message).visible_to


def test_the_unit_without_a_watch_has_it_too_and_its_alarm_waits_for_whoever_comes(world):
    leave(world, 4)
    message = tell(world)
    assert place(message, world) in Recipient.objects.alarming(world.unit("customs").pk)


def test_it_passes_over_superiors_who_have_no_watch_either(world):
    leave(world, 4, 3)
    message = tell(world)
    assert place(message, world, 2).role == "stand_in"
    assert not message.recipients.filter(unit=world.unit("customs", 3)).exists()


def test_where_nobody_is_on_watch_at_any_level_it_climbs_as_ever(world):
    leave(world, 4, 3, 2, 1)
    message = tell(world)
    assert message.recipients.count() == 1
    climb_due(NOON + LIMIT + MINUTE)
    assert Climb.objects.get().unit == world.unit("customs", 3)


def test_silence_climbs_on_from_who_answers_instead(world):
    leave(world, 4)
    tell(world)
    climb_due(NOON + LIMIT + MINUTE)
    assert Climb.objects.get().unit == world.unit("customs", 2)


def test_who_answers_instead_stops_the_climb_by_taking_it(world):
    leave(world, 4)
    message = tell(world)
    acknowledge(place(message, world, 3), by=world.by("customs", 3), at=NOON + MINUTE, rulebook=world.rulebook())
    while climb_due(NOON + 9 * LIMIT).moved:
        pass
    assert not Climb.objects.exists()


def test_a_climb_to_a_level_without_a_watch_goes_on_at_once_to_the_next(world):
    leave(world, 3)
    message = tell(world)
    climb_due(NOON + LIMIT + MINUTE)
    assert {place(message, world, 3).role, place(message, world, 2).role} == {"climbed", "stand_in"}
    climb_due(NOON + 2 * LIMIT + MINUTE)
    assert Climb.objects.order_by("n").last().unit == world.unit("customs", 1)


def test_what_is_sent_on_to_a_unit_without_a_watch_goes_on_at_once(world):
    leave(world, 3)
    message = tell(world)
    not_for_us(
        place(message, world),
        by=world.by("customs"), at=NOON + MINUTE, reason="не наше", instead=world.unit("customs", 3).pk,
        rulebook=world.rulebook(),
    )  # fmt: skip
    assert place(message, world, 2).role == "stand_in"


def test_what_is_said_afterwards_finds_who_answers_too(world):
    message = tell(world)
    leave(world, 4)
    said = withdraw(message, why="ложно", by=world.by("border"), at=NOON + MINUTE, rulebook=world.rulebook())
    assert place(said, world, 3).role == "stand_in"


def test_a_unit_that_only_the_telephone_reaches_is_called_and_nobody_stands_in(world):
    leave(world, 4)
    unit = world.unit("customs")
    unit.reach = "telephone"
    unit.save()
    assert tell(world).recipients.count() == 1


def test_it_works_with_the_rights_of_the_web_and_of_the_clock(world, as_role):
    leave(world, 4)
    leave(world, 2)
    with as_role("web"), acting_in(world.unit("border").pk):
        message = tell(world)
    with as_role("clock"):
        assert climb_due(NOON + LIMIT + MINUTE).moved == 1
    assert {place(message, world, 2).role, place(message, world, 1).role} == {"climbed", "stand_in"}
