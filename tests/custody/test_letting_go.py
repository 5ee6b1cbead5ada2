"""Nobody is held because something else was left undone: whoever is to be let go is let go."""

from __future__ import annotations

import pytest
from holding import HOUR, MINUTE, NOON, lines

from ortaq.access.scope import acting_in
from ortaq.custody import entering
from ortaq.custody.errors import SafeguardsMissing
from ortaq.custody.models import Charge
from ortaq.duties.rebuild import differences
from ortaq.exchange.correcting import withdrawal_of
from ortaq.exchange.errors import AlreadyDone

DECISION = {"decision": "постановление № 5"}


def release(point, man, agency: str = "border"):
    return entering.enter(man, "released", DECISION, **point.by(agency, at=NOON + HOUR))


def test_rights_left_unexplained_keep_nobody_in_custody_but_stay_owed(point):
    man = point.detain(rights=False)
    with pytest.raises(SafeguardsMissing):
        entering.enter(man, "expelled", DECISION, **point.by("border", at=NOON + HOUR))
    release(point, man)
    assert not point.now(man).is_held
    assert point.duties("border")["safeguard-rights"] in ("open", "late"), "what was left undone is still seen"


def test_a_suspected_victim_is_let_go_without_waiting_for_the_referral_and_not_placed_without_it(point):
    man = point.detain(annex={"trafficking": True})
    with pytest.raises(SafeguardsMissing) as error:
        entering.enter(man, "placed", DECISION, **point.by("border", at=NOON + HOUR))
    assert set(error.value.facts["missing"]) == {"victim"}
    release(point, man)


def test_a_receiver_who_does_not_answer_keeps_nobody_in_custody(point):
    man, goods = point.detain(), point.seize()
    handover = point.offer(man, goods)
    release(point, man)
    mans, goodss = (next(one for one in lines(handover) if one.charge_id == each.pk) for each in (man, goods))
    assert (mans.state, goodss.state) == ("withdrawn", "offered"), "on what is left the receiver decides"
    with pytest.raises(AlreadyDone):
        point.accept(mans, at=NOON + HOUR + MINUTE)
    point.accept(goodss, at=NOON + HOUR + MINUTE)
    handover.refresh_from_db()
    assert handover.state == "decided"
    assert list(differences(NOON + 2 * HOUR)) == []


@pytest.mark.parametrize("alone", [True, False])
def test_the_rights_of_the_web_are_enough_to_let_go_who_is_offered(point, as_role, alone):
    with as_role("web"), acting_in(point.unit("border").pk):
        man = point.detain()
        handover = point.offer(man) if alone else point.offer(man, point.seize())
        release(point, man)
    assert not point.now(man).is_held
    handover.refresh_from_db()
    assert handover.state == ("decided" if alone else "offered")
    assert list(differences(NOON + 2 * HOUR)) == []


def test_with_the_only_one_let_go_the_hand_over_is_at_its_end(point):
    man = point.detain()
    handover = point.offer(man)
    release(point, man)
    handover.refresh_from_db()
    assert (handover.state, handover.act) == ("decided", None)
    assert set(point.duties("internal").values()) == {"done"}
    assert withdrawal_of(handover.message_id), "the receiver hears that it no longer stands"
    assert list(differences(NOON + 2 * HOUR)) == []
    assert not Charge.objects.get(pk=man.pk).is_held
