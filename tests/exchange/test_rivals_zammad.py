"""Zammad escalates although answered, knows no deadline without a calendar, and has no legally separate data."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from exchange.rivals import HOUR, MINUTE, NOON, SUBJECT, place, run_clock, take, tell

from ortaq.access.scope import acting_in
from ortaq.duties.clock import lapse_pressing
from ortaq.duties.models import Duty
from ortaq.exchange.errors import NotToBePassedOn
from ortaq.exchange.forwarding import forward
from ortaq.exchange.models import Climb, Content, Message, Recipient
from ortaq.exchange.receipts import act
from ortaq.exchange.sending import Saying, send_written

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def test_escalates_although_answered_never_here(world):
    message, book = tell(world, called=True), world.rulebook()
    take(message, world, at=NOON + 9 * MINUTE)
    act(place(message, world), by=world.by("customs"), at=NOON + 20 * MINUTE, note="наряд на месте")
    to = [one for one in book.route(SUBJECT, world.unit("border").pk) if one.unit == world.unit("customs").pk]
    saying = Saying(SUBJECT, {"text": "подробно"}, matter=message.matter)
    calls = list(message.calls.all())
    send_written(saying, to, by=world.by("border"), at=NOON + HOUR, rulebook=book, confirms=calls)
    run_clock(NOON + timedelta(days=2))
    lapse_pressing(NOON + timedelta(days=2))
    assert not Climb.objects.exists()
    assert set(Duty.objects.values_list("status", flat=True)) == {"done"}


def test_no_calendar_no_deadline_at_all_here_a_unit_without_one_has_every_term(world):
    assert all(agency.calendar is None for agency in world.rulebook().edition.agencies.values())
    tell(world, called=True)
    owed = Duty.objects.filter(owed_by=world.unit("border"))
    assert owed.count() == 2
    assert all(duty.due_at is not None and duty.zone == "Asia/Almaty" for duty in owed)


def test_legally_separate_data_needs_no_instance_of_its_own(world, as_role):
    message = tell(world)
    for apart in (world.unit("internal"), world.unit("internal", 2), world.stranger):
        with as_role("web"), acting_in(apart.pk):
            for table in (Message, Content, Recipient, Duty):
                assert not table.objects.exists()
    with pytest.raises(NotToBePassedOn):
        forward(
            message,
            world.unit("internal").pk,
            note="для сведения",
            by=world.by("customs"),
            at=NOON + MINUTE,
            rulebook=world.rulebook(),
        )
