"""Healthchecks loses an alert when it is interrupted while sending: it marks it as sent first. Here both or neither."""

from __future__ import annotations

import pytest
import world as worlds
from exchange.rivals import MINUTE, NOON, place, tell

from ortaq.exchange import climbing
from ortaq.exchange.climbing import climb_due
from ortaq.exchange.models import Climb, Content, Recipient
from ortaq.ledger.models import Entry

pytestmark = pytest.mark.django_db


class PowerCut(RuntimeError):
    pass


def cut(*_args, **_more):
    raise PowerCut


@pytest.mark.parametrize("step", ["add_recipient", "record_many", "tell_screens"])
def test_alert_lost_when_interrupted_while_sending_is_neither_lost_nor_given_twice(monkeypatch, step):
    world = worlds.make()
    message = tell(world)
    due, superior = NOON + 10 * MINUTE, world.unit("customs", 3).pk
    with monkeypatch.context() as patched:
        patched.setattr(climbing, step, cut)
        with pytest.raises(PowerCut):
            climb_due(due + MINUTE)
    assert place(message, world).climb_at == due
    assert not Climb.objects.exists()
    assert not Recipient.objects.filter(unit=superior).exists()
    assert superior not in Content.objects.get(message=message).visible_to
    assert [climb_due(due + MINUTE).moved, climb_due(due + MINUTE).moved] == [1, 0]
    assert Recipient.objects.alarming(superior).count() == 1
    assert Entry.objects.filter(kind="message.climbed").count() == 1
