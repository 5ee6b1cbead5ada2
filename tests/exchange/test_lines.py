"""Permanent communication (C3.2): each watch checks its lines, the other end confirms, a broken one is restored."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.access import posts, watches
from ortaq.access.models import Officer, Watch
from ortaq.access.scope import acting_in
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import AlreadyDone, NotAddressed, NothingSaid, NotOnWatch, NotPossible, TimesDisagree
from ortaq.exchange.lines import LineCheck, Outage, check, confirm
from ortaq.ledger import comparing, registry
from ortaq.ledger.actor import Actor

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def relieve(world, agency="border", at=NOON, post="duty_officer"):
    """Let a fresh officer of the unit take its watch from the one who stands it; return him as an actor."""
    unit, by = world.unit(agency), Actor.program("test")
    officer = Officer.objects.enrol(f"{post[:4]}-{agency}-{at:%H%M}", "Новый", password=None, at=at)
    posts.found(officer, unit, post, at=at - MINUTE, by=by)
    going = Watch.objects.filter(unit=unit, post=post, relieved_at=None).first()
    actor = Actor(officer.pk, str(officer), post, unit.pk, "s2")
    watches.take(unit, by=actor, at=at, relieves=going)
    return actor


def tried(world, by, to="customs", at=NOON + 5 * MINUTE, works=True, **more):
    more = {"answered_by": "Петров" if works else "", "means": "telephone", "at": at} | more
    return check(world.unit(to).pk, works=works, by=by, rulebook=world.rulebook(), **more)


def owed(world, to="customs", by="border", rule="C3.2-line"):
    return Duty.objects.filter(owed_by=world.unit(by), owed_to=world.unit(to), rule=rule)


def test_taking_the_watch_makes_it_owe_a_check_to_each_counterpart_in_its_first_hour(world):
    relieve(world)
    for agency in ("customs", "internal"):
        duty = owed(world, agency).get()
        assert (duty.opens_at, duty.due_at, duty.status) == (NOON, NOON + HOUR, "open")


def test_a_senior_who_comes_beside_the_duty_officer_owes_no_second_check(world):
    relieve(world)
    relieve(world, at=NOON + MINUTE, post="senior")
    assert owed(world).count() == 1


def test_a_senior_who_stands_alone_owes_it(world):
    Watch.objects.filter(unit=world.unit("border")).update(relieved_at=NOON - HOUR, ends_at=NOON - HOUR)
    relieve(world, post="senior")
    assert owed(world).count() == 1


@pytest.mark.parametrize(("minutes", "status"), [(0, "done"), (60, "done"), (61, "done_late")])
def test_a_check_closes_the_duty_in_time_or_late(world, minutes, status):
    by = relieve(world)
    tried(world, by, at=NOON + minutes * MINUTE)
    assert owed(world).get().status == status
    assert owed(world, "internal").get().status == "open"


def test_a_check_made_in_time_and_entered_later_counts_as_in_time(world):
    by = relieve(world)
    made = tried(world, by, at=NOON + 3 * HOUR, tried_at=NOON + 10 * MINUTE)
    assert (made.at, made.entered_at) == (NOON + 10 * MINUTE, NOON + 3 * HOUR)
    assert owed(world).get().status == "done"


def test_the_next_watchs_check_closes_late_what_the_former_watch_left_undone(world):
    relieve(world)
    by = relieve(world, at=NOON + 12 * HOUR)
    tried(world, by, at=NOON + 12 * HOUR + MINUTE)
    assert sorted(owed(world).values_list("status", flat=True)) == ["done", "done_late"]


def test_a_check_stands_as_the_callers_word_until_the_other_end_confirms(world):
    made = tried(world, relieve(world))
    assert not hasattr(LineCheck.objects.get(), "confirmed")
    confirm(made, by=world.by("customs"), at=NOON + 6 * MINUTE, rulebook=world.rulebook())
    assert LineCheck.objects.get().confirmed.officer == world.by("customs").officer


def test_a_confirmed_check_counts_for_the_confirming_watch_too(world):
    by, theirs = relieve(world), relieve(world, "customs")
    made = tried(world, by)
    assert owed(world, "border", by="customs").get().status == "open"
    confirm(made, by=theirs, at=NOON + 6 * MINUTE, rulebook=world.rulebook())
    assert owed(world, "border", by="customs").get().status == "done"


def test_only_the_checked_watch_confirms_and_only_once(world):
    made = tried(world, relieve(world))
    for who in (world.by("border"), world.by("internal")):
        with pytest.raises(NotOnWatch):
            confirm(made, by=who, at=NOON + HOUR, rulebook=world.rulebook())
    confirm(made, by=world.by("customs"), at=NOON + HOUR, rulebook=world.rulebook())
    with pytest.raises(AlreadyDone):
        confirm(made, by=world.by("customs"), at=NOON + HOUR, rulebook=world.rulebook())


def test_a_broken_line_is_owed_restoring_and_the_check_counts_as_made(world):
    by = relieve(world)
    tried(world, by, works=False)
    duty = owed(world, rule="C3.2-restore").get()
    assert (duty.due_at, duty.status) == (NOON + 5 * MINUTE + 2 * HOUR, "open")
    assert owed(world).get().status == "done"
    assert Duty.objects.filter(rule="C3.2-restore").count() == 1


def test_a_line_that_stays_broken_is_one_outage_however_often_it_is_tried_from_either_end(world):
    by = relieve(world)
    tried(world, by, works=False)
    tried(world, by, works=False, at=NOON + 20 * MINUTE)
    tried(world, world.by("customs"), "border", works=False, at=NOON + 25 * MINUTE)
    assert Outage.objects.count() == Duty.objects.filter(rule="C3.2-restore").count() == 1


@pytest.mark.parametrize("who", ["border", "customs"])
def test_the_first_check_that_works_again_restores_it_whoever_makes_it(world, who):
    by = relieve(world)
    tried(world, by, works=False)
    other = {"border": "customs", "customs": "border"}[who]
    tried(world, by if who == "border" else world.by("customs"), other, at=NOON + HOUR)
    assert Outage.objects.get().restored_at == NOON + HOUR
    assert owed(world, rule="C3.2-restore").get().status == "done"


def test_the_console_that_works_does_not_mend_the_telephone(world):
    by = relieve(world)
    tried(world, by, works=False)
    tried(world, by, means="console", at=NOON + HOUR)
    assert Outage.objects.get().restored_at is None


def test_a_check_before_the_line_broke_does_not_restore_it(world):
    by = relieve(world)
    tried(world, by, works=False, at=NOON + HOUR)
    tried(world, by, at=NOON + 2 * HOUR, tried_at=NOON + MINUTE)
    assert Outage.objects.get().restored_at is None


def test_what_cannot_be_is_refused_and_changes_nothing(world):
    by = relieve(world)
    for fault, more in (
        (NothingSaid, {"answered_by": " "}),
        (TimesDisagree, {"tried_at": NOON + HOUR}),
        (NotOnWatch, {"by": Actor(0, "x", "duty_officer", world.unit("border").pk, None)}),
    ):
        with pytest.raises(fault):
            tried(world, **({"by": by} | more))
    with pytest.raises(NotAddressed):
        check(
            world.stranger.pk,
            works=True,
            means="telephone",
            answered_by="x",
            by=by,
            at=NOON,
            rulebook=world.rulebook(),
        )
    assert not LineCheck.objects.exists()


def test_a_broken_line_has_nobody_to_confirm_it(world):
    made = tried(world, relieve(world), works=False)
    with pytest.raises(NotPossible):
        confirm(made, by=world.by("customs"), at=NOON + HOUR, rulebook=world.rulebook())


def test_the_same_click_twice_is_one_check(world):
    by = relieve(world)
    first = tried(world, by)
    assert tried(world, by, id=first.pk) == first
    assert LineCheck.objects.count() == 1


def test_a_stranger_sees_neither_checks_nor_outages(world, as_role):
    tried(world, relieve(world), works=False)
    with as_role("web"), acting_in(world.stranger.pk):
        assert not LineCheck.objects.exists()
        assert not Outage.objects.exists()
    with as_role("web"), acting_in(world.unit("customs", 3).pk):
        assert Outage.objects.exists()


def test_duties_rebuilt_from_the_facts_are_the_live_ones(world):
    by, theirs = relieve(world), relieve(world, "customs")
    tried(world, by, works=False)
    tried(world, theirs, "border", at=NOON + 3 * HOUR)
    confirm(LineCheck.objects.latest("entered_at"), by=by, at=NOON + 3 * HOUR, rulebook=world.rulebook())
    later = relieve(world, at=NOON + 12 * HOUR)
    tried(world, later, "internal", at=NOON + 12 * HOUR + MINUTE)
    assert list(differences(NOON + 13 * HOUR)) == []
    Duty.objects.filter(rule="C3.2-restore").update(done_at=NOON)
    assert list(differences(NOON + 13 * HOUR)) != []


@pytest.mark.parametrize("kind", ["line.checked", "line.confirmed", "outage.found", "outage.restored"])
def test_everything_about_the_lines_stands_in_the_ledger(world, kind):
    by = relieve(world)
    tried(world, by, works=False)
    made = tried(world, by, at=NOON + HOUR)
    confirm(made, by=world.by("customs"), at=NOON + HOUR, rulebook=world.rulebook())
    found = comparing.compare(registry.book(kind))
    assert (found.rows[kind] > 0, found.faults) == (True, [])
