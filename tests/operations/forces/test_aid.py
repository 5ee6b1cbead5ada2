"""Aid with forces: asked, committed wholly or in part, arrived, released – and nothing is promised twice."""

from __future__ import annotations

import pytest
from forcing import HOUR, MINUTE, NOON, now

from ortaq.access.scope import acting_in
from ortaq.duties.clock import lapse_others
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import AlreadyDone, AlreadySent, NoGround, NotOnWatch, NotYours, TimesDisagree
from ortaq.exchange.models import Content, Message
from ortaq.ledger.models import Entry
from ortaq.lib.ids import uuid7
from ortaq.operations import allotting, listing
from ortaq.operations.forces import Commitment, Resource
from ortaq.operations.forces_errors import BadPeriod, NotForces, NotFree, NothingGiven, NotOurs, UnknownKind


def test_aid_is_asked_committed_there_in_time_and_released(sides, clock, whole):
    people, dog = sides.has("internal"), sides.has("internal", "dog_tracking", name="Барс")
    request = sides.asked()
    first, second = sides.allot(request, (people, 4), (dog, 1))
    assert now(request).state == "accepted", "committing takes the request"
    assert sides.duties(first) == {"arrive": "open"}
    assert Duty.objects.get(record=first.pk).due_at == NOON + HOUR
    sides.arrive(first, at=NOON + HOUR + 20 * MINUTE, happened_at=NOON + 55 * MINUTE)
    assert sides.duties(first) == {"arrive": "done", "release": "open"}, "the true time counts"
    owed = Duty.objects.get(record=first.pk, status="open")
    assert (owed.owed_by, owed.due_at) == (sides.unit("border"), NOON + 9 * HOUR)
    sides.release(first, at=NOON + 3 * HOUR)
    assert (now(first).state, sides.duties(first)) == ("released", {"arrive": "done", "release": "done"})
    assert now(second).state == "committed"
    clock.stand(NOON + 4 * HOUR)
    whole()


def test_what_is_committed_is_told_to_the_asker_in_the_matter_of_the_request(sides):
    request = sides.asked()
    sides.allot(request, (sides.has("internal"), 2))
    told = Message.objects.get(relation="allotment")
    assert (told.matter, told.relates_to) == (request.message.matter, request.message_id)
    assert "Выделяем" in Content.objects.get(message=told).body["text"]
    assert told.recipients.get().unit == sides.unit("border")


def test_a_part_is_committed_with_the_ground_why_not_the_rest(sides):
    people, request = sides.has("internal", amount=2), sides.asked()
    with pytest.raises(NoGround):
        sides.allot(request, (people, 2), rest="not_held")
    assert Commitment.objects.count() == 0, "a refusal leaves nothing"
    sides.allot(request, (people, 2), rest="no_forces")
    step = request.history.get()
    assert (step.verb, step.ground) == ("accept", "no_forces")


def test_nothing_is_committed_twice_at_one_time_and_all_of_it_again_afterwards(sides):
    car, people = sides.has("internal", "car", name="Р-12"), sides.has("internal", amount=6)
    request, again = sides.asked(), sides.asked()
    sides.allot(request, (car, 1), (people, 4))
    for what, n in ((car, 1), (people, 3)):
        with pytest.raises(NotFree) as error:
            sides.allot(again, (what, n), starts=NOON + 8 * HOUR, ends=NOON + 10 * HOUR)
        assert error.value.facts["free"] == what.amount - (1 if what == car else 4)
    sides.allot(again, (car, 1), (people, 6), starts=NOON + 9 * HOUR, ends=NOON + 12 * HOUR)


def test_what_is_released_early_is_free_at_once(sides):
    car, request = sides.has("internal", "car", name="Р-12"), sides.asked()
    (one,) = sides.allot(request, (car, 1))
    sides.release(one, at=NOON + MINUTE)
    assert sides.duties(one) == {"arrive": "void"}, "before they came nobody owes that they come"
    sides.allot(sides.asked(), (car, 1), at=NOON + 2 * MINUTE)
    assert list(differences(NOON + HOUR)) == []


def test_who_is_not_released_in_time_is_not_free_and_his_release_is_late(sides):
    car, request = sides.has("internal", "car", name="Р-12"), sides.asked()
    (one,) = sides.allot(request, (car, 1), ends=NOON + 2 * HOUR)
    sides.arrive(one, at=NOON + HOUR)
    late = NOON + 3 * HOUR
    lapse_others(late)
    assert sides.duties(one) == {"arrive": "done", "release": "overdue"}
    with pytest.raises(NotFree):
        sides.allot(sides.asked(), (car, 1), at=late, starts=late + HOUR, ends=late + 2 * HOUR)
    sides.release(one, at=late)
    assert sides.duties(one)["release"] == "done_late"
    sides.allot(sides.asked(), (car, 1), at=late, starts=late + HOUR, ends=late + 2 * HOUR)
    assert list(differences(late)) == []


def test_who_does_not_come_is_late_and_calling_back_says_why(sides):
    request = sides.asked()
    (one,) = sides.allot(request, (sides.has("internal"), 2))
    lapse_others(NOON + 2 * HOUR)
    assert sides.duties(one) == {"arrive": "overdue"}
    with pytest.raises(UnknownKind):
        sides.call_back(one, at=NOON + 2 * HOUR, ground="tired")
    sides.call_back(one, at=NOON + 2 * HOUR)
    assert (now(one).state, sides.duties(one)) == ("called_back", {"arrive": "void"})
    told = Message.objects.get(relation="recall_of_forces")
    assert told.recipients.get().alarms, "whoever counted on them hears it"
    assert list(differences(NOON + 3 * HOUR)) == []


def test_each_step_is_of_the_side_whose_it_is_and_is_taken_once(sides):
    (one,) = sides.allot(sides.asked(), (sides.has("internal"), 2))
    with pytest.raises(NotYours):
        sides.call_back(one, "border", at=NOON + MINUTE)
    with pytest.raises(NotYours):
        sides.release(one, "internal", at=NOON + MINUTE)
    with pytest.raises(NotYours):
        sides.arrive(one, "customs", at=NOON + MINUTE)
    with pytest.raises(TimesDisagree):
        sides.arrive(one, at=NOON + MINUTE, happened_at=NOON + HOUR)
    sides.arrive(one, "internal", at=NOON + MINUTE)
    with pytest.raises(AlreadyDone):
        sides.arrive(one, at=NOON + 2 * MINUTE)


def test_what_was_offered_and_accepted_is_committed_by_whoever_offered(sides):
    from ortaq.exchange.requests import accept

    dog = sides.has("customs", "dog_narcotics", name="Рекс")
    offer = sides.asked("border", kind="offer", agency="customs", urgency="ordinary")
    with pytest.raises(NotForces):
        sides.allot(offer, (dog, 1), agency="customs")
    accept(offer, **sides.by("border"))
    (one,) = sides.allot(offer, (dog, 1), agency="customs")
    assert (one.unit, one.to) == (sides.unit("customs"), sides.unit("border"))


def test_the_same_form_again_commits_once(sides):
    request, people, once = sides.asked(), sides.has("internal"), uuid7()
    first = sides.allot(request, (people, 2), id=once)
    assert sides.allot(request, (people, 2), id=once) == first
    with pytest.raises(AlreadySent):
        sides.allot(request, (people, 3), id=once)
    assert Commitment.objects.count() == 1


def test_only_the_watch_commits_and_only_what_is_its_own_to_come(sides):
    request, people, theirs = sides.asked(), sides.has("internal"), sides.has("customs")
    with pytest.raises(NotOurs):
        sides.allot(request, (theirs, 1))
    with pytest.raises(NothingGiven):
        sides.allot(request, (people, 0))
    with pytest.raises(BadPeriod):
        sides.allot(request, (people, 1), starts=NOON)
    with pytest.raises(NotForces):
        sides.allot(request, (sides.has("border"), 1), agency="border")
    who = sides.by("internal")
    who["by"] = type(who["by"])(who["by"].officer + 1000, "nobody", "duty_officer", who["by"].unit, "s")
    with pytest.raises(NotOnWatch):
        allotting.allot(request, allotting.Allotment({people.pk: 1}, NOON + HOUR, NOON + 2 * HOUR, "…"), **who)
    assert now(request).state == "asked"


def test_what_is_being_repaired_or_kept_in_reserve_is_not_free(sides):
    people = sides.has("internal", amount=6)
    kept = sides.away(people, 5, NOON, NOON + 24 * HOUR)
    assert sides.duties(kept) == {}, "a unit owes itself nothing"
    with pytest.raises(NotFree):
        sides.allot(sides.asked(), (people, 2))
    sides.release(kept, "internal", at=NOON + MINUTE)
    sides.allot(sides.asked(), (people, 6), at=NOON + 2 * MINUTE)


def test_a_list_is_kept_by_its_unit_and_what_is_lost_is_a_fact_though_it_was_promised(sides):
    people, request = sides.has("internal", amount=6), sides.asked()
    (one,) = sides.allot(request, (people, 6))
    listing.count(people, 4, "двое заболели", **sides.by("internal"))
    assert (now(people).amount, now(one).amount) == (4, 6)
    with pytest.raises(NotOurs):
        listing.count(people, 9, **sides.by("border"))
    listing.withdraw(people, "передано в город", **sides.by("internal"))
    with pytest.raises(AlreadyDone):
        listing.count(people, 9, **sides.by("internal"))
    kinds = Entry.objects.filter(record=people.pk).count()
    assert kinds == 1
    assert Entry.objects.filter(kind="resource.moved").count() == 2


def test_the_rights_of_the_web_are_enough_and_no_more(sides, as_role):
    with as_role("web"), acting_in(sides.unit("internal").pk):
        people = sides.has("internal")
    request = sides.asked()
    with as_role("web"), acting_in(sides.unit("internal").pk):
        (one,) = sides.allot(request, (people, 2))
        sides.arrive(one, "internal", at=NOON + MINUTE)
    with as_role("web"), acting_in(sides.unit("border").pk):
        assert Commitment.objects.get().amount == 2
        assert Resource.objects.count() == 0, "whoever is helped sees what came, not the other's list"
        sides.release(one, at=NOON + 2 * MINUTE)
    with as_role("web"), acting_in(sides.world.stranger.pk):
        assert Commitment.objects.count() == 0
    with as_role("web"), acting_in(sides.unit("internal", 3).pk):
        assert Resource.objects.count() == 1, "a superior sees what there is below"
    assert list(differences(NOON + HOUR)) == []
