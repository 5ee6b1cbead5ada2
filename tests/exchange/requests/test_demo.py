"""The demonstration shows requests in every state that one meets at work, once."""

from __future__ import annotations

import pytest
import world as worlds

from ortaq.duties.rebuild import differences
from ortaq.exchange.asks import Request
from ortaq.exchange.request_demo import tell_requests

NOON = worlds.NOON


@pytest.mark.django_db
def test_the_crossing_point_asks_and_is_asked_in_different_states():
    worlds.make()
    assert tell_requests(NOON) == 6
    states = set(Request.objects.values_list("state", flat=True))
    assert states == {"asked", "accepted", "unclear", "answered", "declined"}
    assert Request.objects.exclude(promised_at=None).count() == 1
    assert tell_requests(NOON) == 0
    assert [line for line in differences(NOON) if "request-" in line] == []
