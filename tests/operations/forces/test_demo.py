"""The demonstration's crossing point has forces, and gives aid in every state that one meets."""

from __future__ import annotations

import pytest
import world as worlds

from ortaq.duties.rebuild import differences
from ortaq.exchange.asks import Request
from ortaq.operations.forces import Commitment
from ortaq.operations.forces_demo import fill
from ortaq.operations.patrols import Patrol
from ortaq.rules import packs


@pytest.mark.django_db
def test_it_has_forces_and_aid_asked_promised_and_there_once():
    worlds.make()
    now, folder = worlds.NOON, packs.load().folder
    assert fill(now, folder) == 13
    assert fill(now, folder) == 0
    assert set(Commitment.objects.values_list("purpose", "state")) == {
        ("away", "committed"),
        ("request", "committed"),
        ("request", "arrived"),
        ("request", "released"),
        ("patrol", "committed"),
        ("patrol", "released"),
    }
    assert sorted(Patrol.objects.values_list("state", flat=True)) == ["ended"] * 4 + ["planned", "planned", "under_way"]
    assert set(Request.objects.values_list("state", flat=True)) == {"asked", "accepted"}
    assert list(differences(now)) == []
