"""The demonstration shows requests in every state that one meets at work and what is coming, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.rebuild import differences
from ortaq.exchange.asks import Request
from ortaq.exchange.demo_present import take_down_events, tell_requests
from ortaq.exchange.planned import EventMove
from ortaq.rules import packs

NOON = worlds.NOON
FOLDER = packs.load().folder


@pytest.mark.django_db
def test_the_crossing_point_asks_and_is_asked_in_different_states():
    worlds.make()
    assert tell_requests(NOON, FOLDER) == 6
    states = set(Request.objects.values_list("state", flat=True))
    assert states == {"asked", "accepted", "unclear", "answered", "declined"}
    assert Request.objects.exclude(promised_at=None).count() == 1
    assert tell_requests(NOON, FOLDER) == 0
    assert [line for line in differences(NOON) if "request-" in line] == []


@pytest.mark.django_db
def test_events_are_taken_down_and_one_is_put_off_with_its_term():
    worlds.make()
    assert take_down_events(NOON, FOLDER) == 3
    assert take_down_events(NOON, FOLDER) == 0
    (moved,) = EventMove.objects.all()
    assert moved.planned_at == moved.event.planned_at + timedelta(days=1)
    assert [line for line in differences(NOON) if "C5.4" in line] == []
