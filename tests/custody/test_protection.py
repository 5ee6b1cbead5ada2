"""Nobody is announced for expulsion over his request for protection, and words end when their term does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from holding import HOUR, MINUTE, NOON, PERSON, lines

from ortaq.access.scope import acting_in
from ortaq.custody import entering, erasing
from ortaq.custody.errors import Barred
from ortaq.custody.models import Entry, Words
from ortaq.custody.standing import annexed, described
from ortaq.duties.models import Duty
from ortaq.exchange import advance
from ortaq.exchange.errors import AlreadyDone, NotPossible
from ortaq.exchange.models import Content
from ortaq.exchange.planned import PlannedEvent
from ortaq.exchange.sending import Saying
from ortaq.ledger import comparing, registry
from ortaq.ledger.actor import Actor

EXPULSION = "C5.4.b"
OWNER = Actor.program("owner")


def announce(point, agency: str = "border", *, at=NOON + HOUR, clause: str = EXPULSION):
    return advance.take_down(clause, "выдворение группы", at + 90 * HOUR, **point.by(agency, at=at))


def test_no_expulsion_is_announced_while_a_request_for_asylum_is_undecided(point):
    man = point.detain(annex={"asylum": True})
    with pytest.raises(Barred) as error:
        announce(point)
    assert error.value.facts["numbers"] == (str(man),)
    announce(point, "customs")  # who holds nobody of the kind is not barred
    announce(point, clause="C5.4.a")


def test_whoever_handed_him_over_is_barred_as_well_while_the_request_is_undecided(point):
    man = point.detain(annex={"asylum": True})
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    for agency in ("border", "internal"):
        with pytest.raises(Barred) as error:
            announce(point, agency)
        assert error.value.facts["numbers"] == (str(man),)
    entering.enter(man, "spared", {"why": "в группу не входит"}, **point.by("internal", at=NOON + HOUR))
    announce(point)


def test_what_he_asked_for_after_the_hand_over_is_not_given_away_to_the_giver(point):
    man = point.detain()
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    entering.annex(man, {"asylum": True}, **point.by("internal", at=NOON + 2 * MINUTE))
    announce(point)
    with pytest.raises(Barred):
        announce(point, "internal")


def test_an_undecided_request_stays_with_somebody_who_is_taken_again(point, as_role):
    man = point.detain(annex={"asylum": True})
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    entering.enter(man, "released", {"decision": "№ 1"}, **point.by("internal", at=NOON + HOUR))
    with as_role("web"), acting_in(point.unit("border").pk):
        again = point.detain(at=NOON + 2 * HOUR, number=PERSON["number"].lower(), rights=False)
        assert annexed(again)["asylum"] is True
    with pytest.raises(Barred):
        entering.enter(again, "expelled", {"decision": "№ 2"}, **point.by("border", at=NOON + 3 * HOUR))
    assert Duty.objects.get(rule="safeguard-asylum", owed_by=point.unit("border"), status="open")
    other = point.detain(at=NOON + 2 * HOUR, number="N 1")
    assert annexed(other) == {}


def test_what_was_decided_does_not_come_back(point):
    man = point.detain(annex={"asylum": True})
    entering.safeguard(man, "asylum", {"body": "акимат, № 7"}, **point.by("border", at=NOON + MINUTE))
    entering.enter(man, "asylum_settled", {"decision": "отказано"}, **point.by("border", at=NOON + MINUTE))
    entering.enter(man, "released", {"decision": "№ 1"}, **point.by("border", at=NOON + HOUR))
    assert annexed(point.detain(at=NOON + 2 * HOUR)) == {}


def test_the_bar_falls_with_the_decision(point):
    man = point.detain(annex={"asylum": True})
    entering.safeguard(man, "asylum", {"body": "акимат, № 7"}, **point.by("border", at=NOON + MINUTE))
    entering.enter(man, "asylum_settled", {"decision": "отказано"}, **point.by("border", at=NOON + MINUTE))
    announce(point)


def test_the_bar_falls_once_it_is_written_down_that_the_notice_does_not_concern_him(point):
    man = point.detain(annex={"asylum": True})
    entering.enter(man, "spared", {"why": "в группу не входит"}, **point.by("border", at=NOON + MINUTE))
    announce(point)
    with pytest.raises(Barred):
        entering.enter(man, "expelled", {"decision": "№ 1"}, **point.by("border", at=NOON + HOUR))


def test_only_the_protected_are_spared(point):
    with pytest.raises(NotPossible):
        entering.enter(point.detain(), "spared", {"why": "так"}, **point.by("border"))


def test_what_tells_of_the_request_is_seen_like_the_annex(point):
    man = point.detain(annex={"asylum": True})
    entering.enter(man, "spared", {"why": "в группу не входит"}, **point.by("border"))
    entering.safeguard(man, "asylum", {"body": "акимат, № 7"}, **point.by("border"))
    entering.enter(man, "asylum_settled", {"decision": "отказано"}, **point.by("border"))
    assert set(Entry.objects.filter(code__in=["spared", "asylum_settled"]).values_list("is_annex", flat=True)) == {True}


# ── retention ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def released(point):
    man = point.detain(annex={"injuries": "ушиб"})
    entering.enter(man, "released", {"decision": "№ 1"}, **point.by("border", at=NOON + HOUR))
    return man


def test_words_are_due_to_be_erased_when_the_packs_term_is_over(point, released):
    book = point.world.rulebook()
    three_years = NOON + timedelta(days=3 * 365 + 2)
    assert list(erasing.due(three_years - timedelta(days=3), book)) == []
    assert list(erasing.due(three_years, book)) == [released]
    assert erasing.erase_due(by=OWNER, at=three_years, rulebook=book, ground="срок хранения") == [str(released)]
    assert list(erasing.due(three_years, book)) == []


def test_erasing_leaves_the_chain_and_every_proof_whole(point, released):
    before = Entry.objects.count()
    assert erasing.erase(released, by=OWNER, at=NOON + 2 * HOUR, ground="решение суда") == 4
    assert (described(point.now(released)), Entry.objects.count()) == ({}, before)
    found = comparing.compare(registry.book("custody.entered"))
    assert found.faults == []
    assert len(found.erased) == 4
    with pytest.raises(AlreadyDone):
        erasing.erase(released, by=OWNER, at=NOON + 3 * HOUR, ground="решение суда")


def test_the_messages_of_it_lose_their_words_as_well_an_offer_of_several_with_the_last(point):
    man, goods = point.detain(), point.seize()
    for line in lines(point.offer(man, goods)):
        point.accept(line, at=NOON + MINUTE)
    event, book = PlannedEvent.objects.get(), point.world.rulebook()
    said = Saying(event.clause, {"text": "Передан"})
    to = book.route(event.clause, point.unit("border").pk)
    advance.give_notice(said, to, event=event, **point.by("border", at=NOON + HOUR))
    entering.enter(man, "released", {"decision": "№ 1"}, **point.by("internal", at=NOON + HOUR))
    entering.enter(goods, "returned", {"to": "владельцу"}, **point.by("internal", at=NOON + HOUR))
    assert Content.objects.count() == 3, "the offer, the notice, the measure"
    erasing.erase(man, by=OWNER, at=NOON + 2 * HOUR, ground="решение суда")
    assert [one.message.clause for one in Content.objects.all()] == ["C9.6"]
    erasing.erase(goods, by=OWNER, at=NOON + 2 * HOUR, ground="решение суда")
    assert not Content.objects.exists()
    for kind in ("message.sent", "custody.entered", "handover.offered", "line.decided"):
        assert comparing.compare(registry.book(kind)).faults == [], kind


def test_what_is_held_keeps_its_words(point):
    man = point.detain()
    with pytest.raises(NotPossible):
        erasing.erase(man, by=OWNER, at=NOON + HOUR, ground="ошибка")
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    assert Words.objects.filter(charge=man).exists()


def test_the_web_cannot_erase(point, released, as_role):
    from django.db import DatabaseError, transaction

    from ortaq.access.scope import acting_in

    attempt = pytest.raises(DatabaseError, match="permission denied")
    with attempt, transaction.atomic(), as_role("web"), acting_in(point.unit("border").pk):
        Words.objects.filter(charge=released).delete()
