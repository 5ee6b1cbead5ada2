"""The demonstration's crossing point holds and hands over as one does at work: in every state that one meets."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.access.testing import appoint
from ortaq.acts.demo import fill as agree
from ortaq.acts.models import Version
from ortaq.custody.demo import fill
from ortaq.custody.handovers import Discrepancy, HandOver
from ortaq.custody.models import Charge
from ortaq.custody.photographs import Photograph
from ortaq.duties.rebuild import differences
from ortaq.ledger.verifying import verify
from ortaq.rules import packs


@pytest.mark.django_db
def test_it_holds_offers_refuses_and_disputes_once():
    worlds.make()
    now, folder = worlds.NOON, packs.load().folder
    assert fill(now, folder) == 13
    assert fill(now, folder) == 0
    assert set(Photograph.objects.values_list("charge__kind", flat=True)) == {"document"}
    assert verify(also=["files"]).good
    assert set(HandOver.objects.values_list("state", flat=True)) == {"offered", "decided"}
    assert sorted(Discrepancy.objects.values_list("state", flat=True)) == ["proposed", "settled", "settled"]
    assert set(Version.objects.values_list("state", flat=True)) == {"in_force"}
    held = Charge.objects.exclude(due_at=None)
    assert all(one.due_at > now for one in held)
    assert held.filter(due_at__lt=now + timedelta(hours=2)).exists()
    assert list(differences(now)) == []


@pytest.mark.django_db
def test_it_has_a_plan_in_force_and_minutes_that_wait_for_a_signature():
    world = worlds.make()
    now, folder = worlds.NOON, packs.load().folder
    assert agree(now, folder) == 0, "nobody commands there yet"
    for level in (4, 3):
        for agency in ("border", "internal", "customs"):
            appoint(f"c-{agency}-{level}", world.unit(agency, level), "commander", at=now - timedelta(days=30))
    assert agree(now, folder) == 3
    assert dict(Version.objects.values_list("act__kind", "state")) == {"plan": "in_force", "minutes": "proposed"}
    assert agree(now, folder) == 0
