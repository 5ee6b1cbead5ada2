"""A hand-over: the giver holds it until the receiver accepts, item by item; then the receiver does."""

from __future__ import annotations

import pytest
from holding import HOUR, MINUTE, NOON, lines

from ortaq.custody import offering
from ortaq.custody.errors import IsOffered, NotCustodian, NotReceivable, NotTheGiver, NotTheReceiver
from ortaq.custody.models import Holding
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import AlreadyDone
from ortaq.exchange.models import Recipient
from ortaq.ledger import comparing, registry
from ortaq.lib.ids import uuid7

KINDS = (
    "charge.taken",
    "holding.begun",
    "holding.ended",
    "custody.entered",
    "detention.counted",
    "handover.offered",
    "handover.moved",
    "line.offered",
    "line.decided",
    "discrepancy.arisen",
    "discrepancy.moved",
)


def test_what_is_offered_stays_with_its_giver_until_it_is_accepted(point):
    man = point.detain()
    (line,) = lines(point.offer(man))
    assert point.custodian(man) == "border"
    point.accept(line, at=NOON + MINUTE)
    assert point.custodian(man) == "internal"
    chain = Holding.objects.filter(charge=man).order_by("n")
    assert [(one.n, one.unit.agency, one.until) for one in chain] == [
        (1, "border", NOON + MINUTE),
        (2, "internal", None),
    ]


def test_each_item_is_accepted_or_refused_by_itself(point):
    man, goods = point.detain(), point.seize()
    first, second = lines(point.offer(man, goods))
    point.accept(first, at=NOON + MINUTE)
    point.refuse(second, at=NOON + 2 * MINUTE, reason="not_competent")
    assert (point.custodian(man), point.custodian(goods)) == ("internal", "border")
    assert first.handover.lines.count() == 2
    first.handover.refresh_from_db()
    assert first.handover.state == "decided"


def test_the_offer_sounds_at_the_receiver_and_a_decision_takes_it(point):
    (line,) = lines(point.offer(point.detain()))
    assert Recipient.objects.alarming(point.unit("internal").pk).exists()
    point.accept(line, at=NOON + MINUTE)
    assert not Recipient.objects.alarming(point.unit("internal").pk).exists()
    assert Recipient.objects.get(unit=point.unit("internal")).step == "acted"


def test_the_receiver_owes_a_decision_and_gives_it(point):
    (line,) = lines(point.offer(point.detain()))
    assert point.duties("internal")["C9.6-decide"] == "open"
    point.accept(line, at=NOON + 3 * HOUR)
    assert point.duties("internal")["C9.6-decide"] == "done_late", "a term that ran out moved nothing but the duty"


@pytest.mark.parametrize("agency", ["border", "customs"])
def test_only_the_receiver_decides(point, agency):
    (line,) = lines(point.offer(point.detain()))
    with pytest.raises(NotTheReceiver):
        point.accept(line, agency)
    with pytest.raises(NotTheReceiver):
        point.refuse(line, agency)
    assert point.custodian(line.charge) == "border"


def test_what_is_offered_is_not_offered_to_another(point):
    man = point.detain()
    point.offer(man)
    with pytest.raises(IsOffered):
        point.offer(man, to="customs")


def test_the_same_form_offers_once(point):
    man, identity = point.detain(), uuid7()
    first = point.offer(man, id=identity)
    assert point.offer(man, id=identity, at=NOON + MINUTE) == first
    assert man.lines.count() == 1


def test_nobody_hands_over_what_another_holds(point):
    man = point.detain()
    with pytest.raises(NotCustodian):
        point.offer(man, agency="customs")


def test_nobody_hands_over_to_a_unit_that_is_no_counterpart(point):
    with pytest.raises(NotReceivable):
        offering.offer([point.detain()], point.world.stranger.pk, **point.by("border"))


def test_a_second_acceptance_changes_nothing(point):
    (line,) = lines(point.offer(point.detain()))
    point.accept(line, at=NOON + MINUTE)
    assert point.accept(line, at=NOON + 2 * MINUTE).decided_at == NOON + MINUTE
    with pytest.raises(AlreadyDone):
        point.refuse(line, at=NOON + 2 * MINUTE)


def test_the_giver_asks_to_have_it_back_and_the_receiver_lets_it_go(point):
    man = point.detain()
    handover = point.offer(man)
    offering.ask_back(handover, "ошибка", **point.by("border", at=NOON + MINUTE))
    assert point.now(man).lines.get().state == "offered", "asking moves nothing"
    offering.let_go(handover, **point.by("internal", at=NOON + 2 * MINUTE))
    assert (point.custodian(man), man.lines.get().state) == ("border", "withdrawn")
    assert point.duties("internal")["C9.6-decide"] == "done"
    point.offer(man, to="customs", at=NOON + 3 * MINUTE)


def test_only_the_giver_asks_and_only_the_receiver_lets_go(point):
    handover = point.offer(point.detain())
    with pytest.raises(NotTheGiver):
        offering.ask_back(handover, "ошибка", **point.by("internal"))
    offering.ask_back(handover, "ошибка", **point.by("border"))
    with pytest.raises(NotTheReceiver):
        offering.let_go(handover, **point.by("border"))


def test_what_was_asked_back_may_still_be_accepted(point):
    man = point.detain()
    handover = point.offer(man)
    offering.ask_back(handover, "ошибка", **point.by("border"))
    point.accept(lines(handover)[0], at=NOON + MINUTE)
    assert point.custodian(man) == "internal"
    with pytest.raises(AlreadyDone):
        offering.let_go(handover, **point.by("internal", at=NOON + 2 * MINUTE))


def test_the_ledger_and_the_duties_agree_with_the_tables(point):
    man, goods = point.detain(), point.seize()
    first, second = lines(point.offer(man, goods))
    point.accept(first, at=NOON + MINUTE)
    point.accept(second, at=NOON + 2 * MINUTE, quantity="118", unit="package", seal="KZ-0041")
    assert list(differences(NOON + HOUR)) == []
    for kind in KINDS:
        assert comparing.compare(registry.book(kind)).faults == [], kind
