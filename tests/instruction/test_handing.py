"""What is handed over, and what is told of it afterwards, at the screens of giver and receiver."""

from __future__ import annotations

import pytest
from holding import MINUTE, NOON, Point, lines

from ortaq.custody.handovers import HandOver
from ortaq.duties.models import Duty
from ortaq.exchange.models import Message
from ortaq.lib.ids import uuid7


@pytest.fixture
def point(parties):
    return Point(parties.world)


@pytest.mark.clause("C9.6")
def test_somebody_detained_is_handed_over_by_offer_and_acceptance(parties, sit, point):
    man = point.detain()
    giver, receiver = sit("border"), sit("internal")
    typed = {"once": str(uuid7()), "to": parties.unit("internal").pk, "charge": [str(man.pk)]}
    giver.post("/hand-overs/new", typed)
    handover = HandOver.objects.get()
    decide = Duty.objects.get(rule="C9.6-decide")
    assert receiver.post(f"/hand-overs/{handover.pk}/lines/1/acceptance/").status_code == 302
    decide.refresh_from_db()
    assert (point.custodian(man), decide.status) == ("internal", "done")


@pytest.mark.clause("C7.6")
def test_whoever_received_somebody_tells_the_others_what_measures_were_taken(sit, point, clock):
    man = point.detain()
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    clock.stand(NOON + 2 * MINUTE)
    receiver = sit("internal")
    receiver.post(f"/custody/{man.pk}/entries/decided/", {"once": str(uuid7()), "f-decided-decision": "протокол № 5"})
    told = Message.objects.get(clause="C7.6")
    assert set(Duty.objects.filter(rule="C7.6-measures").values_list("status", flat=True)) == {"done"}
    for other in ("border", "customs"):
        assert "протокол № 5" in sit(other).get(f"/messages/{told.pk}/").content.decode()
