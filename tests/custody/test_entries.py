"""The chain of custody: what is done with it is written down by its custodian, in order, and ends with its leaving."""

from __future__ import annotations

import pytest
from holding import HOUR, MINUTE, NOON, lines

from ortaq.custody import entering
from ortaq.custody.errors import IsOffered, LeftCustody, UnknownKind
from ortaq.custody.models import Charge, Holding
from ortaq.custody.standing import standing
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import AlreadySent, NothingSaid, NotOnWatch, StateSecret, TimesDisagree
from ortaq.exchange.models import Message
from ortaq.exchange.planned import PlannedEvent
from ortaq.ledger import comparing, registry
from ortaq.lib.ids import uuid7
from ortaq.rules import packs

CUSTODY = packs.load().editions[1].custody


def test_weighing_sealing_and_storing_stand_in_order(point):
    goods = point.seize()
    for code, body in [
        ("weighed", {"quantity": "119", "unit": "package"}),
        ("opened", {"why": "досмотр", "witnesses": "А., Б."}),
        ("resealed", {"seal": "KZ-9"}),
        ("stored", {"place": "сейф 2"}),
    ]:
        entering.enter(goods, code, body, **point.by("border", at=NOON + MINUTE))
        if code == "opened":
            assert standing(point.now(goods), CUSTODY).measures["seal"] == ""
    assert standing(point.now(goods), CUSTODY).measures == {
        "quantity": "119",
        "unit": "package",
        "seal": "KZ-9",
        "place": "сейф 2",
    }
    assert list(goods.entered.values_list("n", flat=True)) == [1, 2, 3, 4, 5]


def test_what_leaves_custody_has_no_custodian_and_no_more_entries(point):
    goods = point.seize()
    entering.enter(goods, "returned", {"to": "владельцу, расписка"}, **point.by("border", at=NOON + HOUR))
    assert not Holding.objects.filter(charge=goods, until=None).exists()
    with pytest.raises(LeftCustody):
        entering.enter(goods, "weighed", {"quantity": "1"}, **point.by("border", at=NOON + 2 * HOUR))
    with pytest.raises(LeftCustody):
        point.offer(goods, at=NOON + 2 * HOUR)


def test_goods_that_are_offered_go_nowhere_else(point):
    goods = point.seize()
    point.offer(goods)
    with pytest.raises(IsOffered):
        entering.enter(goods, "returned", {"to": "владельцу, расписка"}, **point.by("border", at=NOON + HOUR))


def test_an_entry_of_another_kind_or_without_words_is_refused(point):
    goods = point.seize()
    with pytest.raises(UnknownKind):
        entering.enter(goods, "released", {"decision": "№ 1"}, **point.by("border"))
    with pytest.raises(NothingSaid):
        entering.enter(goods, "weighed", {"unknown": "1"}, **point.by("border"))
    with pytest.raises(StateSecret):
        entering.enter(goods, "stored", {"place": "Секретно\nсейф"}, **point.by("border"))


def test_it_happened_while_this_unit_held_it(point):
    goods = point.seize()
    for wrong in (NOON - HOUR, NOON + 2 * HOUR):
        with pytest.raises(TimesDisagree):
            entering.enter(goods, "weighed", {"quantity": "1"}, happened_at=wrong, **point.by("border", at=NOON + HOUR))


def test_only_the_watch_writes(point):
    from ortaq.access.models import Watch

    goods = point.seize()
    Watch.objects.filter(unit=point.unit("border")).update(ends_at=NOON, relieved_at=NOON)
    with pytest.raises(NotOnWatch):
        entering.enter(goods, "weighed", {"quantity": "1"}, **point.by("border", at=NOON + HOUR))


def test_the_same_entry_sent_twice_is_one(point):
    goods, identity = point.seize(), uuid7()
    first = entering.enter(goods, "weighed", {"quantity": "1"}, id=identity, **point.by("border"))
    assert entering.enter(goods, "weighed", {"quantity": "1"}, id=identity, **point.by("border")) == first
    assert point.now(goods).entries == 2


def test_numbers_run_by_unit_and_year(point):
    assert [str(point.seize()) for _ in range(2)] == ["1/2026", "2/2026"]
    assert str(point.seize("customs")) == "1/2026"
    assert Charge.objects.count() == 3


# ── mutual notice of measures (C7.6) and the separate notice (C5.4.c) ────────────────────────────────────────────


@pytest.fixture
def received(point):
    man = point.detain()
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    return man


def test_whoever_received_somebody_owes_the_giver_and_the_third_party_word_of_it(point, received):
    owed = Duty.objects.filter(rule="C7.6-measures")
    assert {duty.owed_to.agency for duty in owed} == {"border", "customs"}
    assert {(duty.owed_by, duty.due_at) for duty in owed} == {(point.unit("internal"), NOON + MINUTE + 24 * HOUR)}


def test_a_measure_is_told_to_both_at_once_and_closes_what_is_owed(point, received):
    entering.enter(received, "decided", {"decision": "протокол № 5"}, **point.by("internal", at=NOON + HOUR))
    told = Message.objects.get(clause="C7.6")
    assert {one.unit.agency for one in told.recipients.all()} == {"border", "customs"}
    assert set(Duty.objects.filter(rule="C7.6-measures").values_list("status", flat=True)) == {"done"}
    entering.enter(received, "released", {"decision": "освобождён"}, **point.by("internal", at=NOON + 2 * HOUR))
    assert Message.objects.filter(clause="C7.6").count() == 2, "each measure is told"
    assert list(differences(NOON + 3 * HOUR)) == []
    for kind in ("custody.entered", "holding.ended", "message.sent"):
        assert comparing.compare(registry.book(kind)).faults == []


def test_a_measure_of_whoever_detained_him_itself_is_told_to_nobody(point):
    entering.enter(point.detain(), "decided", {"decision": "протокол"}, **point.by("border", at=NOON + HOUR))
    assert not Message.objects.filter(clause="C7.6").exists()


def test_the_giver_owes_the_separate_notice_once_internal_affairs_have_received_somebody(point, received):
    duty = Duty.objects.get(rule="C5.4-handed-over")
    assert (duty.owed_by, duty.status) == (point.unit("border"), "open")
    assert PlannedEvent.objects.get().unit == point.unit("border")
    assert list(differences(NOON + HOUR)) == []


def test_goods_and_other_receivers_owe_no_such_notice(point):
    point.accept(lines(point.offer(point.seize()))[0], at=NOON + MINUTE)
    point.accept(lines(point.offer(point.detain(), to="customs"))[0], "customs", at=NOON + MINUTE)
    assert not Duty.objects.filter(rule="C5.4-handed-over").exists()


def test_another_list_under_the_same_form_is_refused(point):
    man, goods, identity = point.detain(), point.seize(), uuid7()
    point.offer(man, id=identity)
    with pytest.raises(AlreadySent):
        point.offer(goods, id=identity)
