"""The watch: one officer answers for it, a hand-over overlaps a quarter of an hour at most, a gap is plain to see."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world
from django.db import IntegrityError, transaction

from ortaq.access import watches
from ortaq.access.errors import AlreadySettled, NotAllowed, NotYourWatch, NoWatchHere, ShiftsOverlap, WatchTaken
from ortaq.access.models import Shift, Watch
from ortaq.access.testing import actor, appoint
from ortaq.directory.models import Unit
from ortaq.ledger.models import Entry

AT = world.NOON
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def unit(cast):
    """The border unit, its watch ended an hour ago with no relief."""
    Watch.objects.filter(unit=cast.officer.unit).update(relieved_at=AT - HOUR, ends_at=AT - HOUR)
    return cast.officer.unit


@pytest.fixture
def relief(cast):
    return appoint("relief", cast.officer.unit, "duty_officer", at=AT - HOUR)


def take(appointment, at=AT, **more):
    return watches.take(appointment.unit, by=actor(appointment), at=at, **more)


def on(unit, at):
    return {each.officer.login for each in Watch.objects.of_unit(unit).on_at(at)}


def test_an_officer_takes_the_watch_of_his_unit(cast, unit):
    take(cast.officer)
    assert Watch.objects.is_on(cast.officer.officer_id, unit.pk, at=AT)


def test_nobody_takes_the_watch_of_another_unit(cast, unit):
    with pytest.raises(NotAllowed):
        watches.take(unit, by=actor(cast.counterpart), at=AT)


@pytest.mark.parametrize("who", ["inspector", "administrator"])
def test_a_post_without_a_watch_takes_none(cast, who):
    with pytest.raises(NotAllowed):
        take(getattr(cast, who))


def test_two_do_not_answer_for_one_watch(cast, unit, relief):
    take(cast.officer)
    with pytest.raises(WatchTaken):
        take(relief, AT + MINUTE)


def test_a_senior_stands_beside_the_duty_officer(cast, unit):
    take(cast.officer)
    take(cast.lead)
    assert on(unit, AT) == {"officer", "lead"}


def test_a_watch_does_not_end_by_itself(cast, unit):
    take(cast.officer, due_off_at=AT + 12 * HOUR)
    assert on(unit, AT + 13 * HOUR) == {"officer"}


def test_the_relief_answers_at_once_and_both_are_on_watch_during_the_hand_over(cast, unit, relief):
    former = take(cast.officer)
    take(relief, AT + 12 * HOUR, relieves=former)
    assert on(unit, AT + 12 * HOUR) == {"officer", "relief"}
    assert [w.officer.login for w in Watch.objects.of_unit(unit).answering(AT + 12 * HOUR)] == ["relief"]


def test_the_hand_over_ends_after_a_quarter_of_an_hour_at_the_latest(cast, unit, relief):
    former = take(cast.officer)
    take(relief, AT + 12 * HOUR, relieves=former)
    assert on(unit, AT + 12 * HOUR + 15 * MINUTE) == {"relief"}


def test_the_hand_over_ends_when_the_relieved_officer_says_so(cast, unit, relief):
    former = take(cast.officer)
    take(relief, AT + 12 * HOUR, relieves=former)
    watches.hand_over(former, by=actor(cast.officer), at=AT + 12 * HOUR + 5 * MINUTE, note="всё спокойно")
    assert on(unit, AT + 12 * HOUR + 5 * MINUTE) == {"relief"}


def test_a_watch_that_nobody_relieved_is_not_handed_over(cast, unit):
    going = take(cast.officer)
    with pytest.raises(AlreadySettled):
        watches.hand_over(going, by=actor(cast.officer), at=AT + HOUR)


def test_two_reliefs_at_once_do_not_both_take_it(cast, unit, relief):
    former = take(cast.officer)
    take(relief, AT + HOUR, relieves=former)
    with pytest.raises(AlreadySettled):
        take(cast.officer, AT + HOUR, relieves=former)


@pytest.mark.parametrize("overlap", [16 * MINUTE, HOUR])
def test_postgresql_refuses_a_longer_hand_over(cast, unit, overlap):
    going = take(cast.officer)
    with pytest.raises(IntegrityError, match="handover"), transaction.atomic():
        Watch.objects.filter(pk=going.pk).update(relieved_at=AT + HOUR, ends_at=AT + HOUR + overlap)


def test_postgresql_refuses_a_second_who_answers(cast, unit, relief):
    take(cast.officer)
    with pytest.raises(IntegrityError, match="one_answers"), transaction.atomic():
        Watch.objects.create(unit=unit, post="duty_officer", officer=relief.officer, starts_at=AT + MINUTE)


def test_only_who_stands_it_or_his_senior_ends_a_watch(cast, unit, relief):
    going = take(cast.officer)
    with pytest.raises(NotYourWatch):
        watches.end(going, by=actor(relief), at=AT + HOUR)
    watches.end(going, by=actor(cast.lead), at=AT + HOUR)
    assert on(unit, AT + HOUR) == set()


def test_an_ended_watch_leaves_a_gap_that_shows(cast, unit):
    watches.end(take(cast.officer), by=actor(cast.officer), at=AT + HOUR)
    gaps = Watch.objects.gaps(unit, AT - 2 * HOUR, AT + 3 * HOUR, now=AT + 2 * HOUR)
    assert gaps == [(AT - HOUR, AT), (AT + HOUR, AT + 3 * HOUR)]


def test_a_planned_shift_covers_what_is_to_come_and_not_what_is_past(cast, unit):
    plan(cast, AT + HOUR, AT + 5 * HOUR)
    to_come = Watch.objects.gaps(unit, AT, AT + 6 * HOUR, now=AT)
    assert to_come == [(AT, AT + HOUR), (AT + 5 * HOUR, AT + 6 * HOUR)]
    assert Watch.objects.gaps(unit, AT, AT + 5 * HOUR, now=AT + 3 * HOUR) == [(AT, AT + 3 * HOUR)]


def test_a_going_watch_covers_until_its_relief_is_due_and_until_now_when_that_is_late(cast, unit):
    take(cast.officer, due_off_at=AT + 12 * HOUR)
    assert Watch.objects.gaps(unit, AT, AT + 13 * HOUR, now=AT) == [(AT + 12 * HOUR, AT + 13 * HOUR)]
    late = AT + 14 * HOUR
    assert Watch.objects.gaps(unit, AT, AT + 15 * HOUR, now=late) == [(late, AT + 15 * HOUR)]


def test_a_level_5_post_is_filled_by_the_watch_of_its_unit(cast, unit):
    post = Unit.objects.create(
        code="shift", parent=unit, level=5, agency=unit.agency, kind="shift", zone=unit.zone, standing="post"
    )
    take(cast.officer, due_off_at=AT + 12 * HOUR)
    assert on(post, AT) == {"officer"}
    assert Watch.objects.gaps(post, AT, AT + HOUR, now=AT) == []
    own = appoint("poster", post, "duty_officer", at=AT)
    with pytest.raises(NoWatchHere):
        take(own)


def plan(cast, starts, ends, who=None, by=None):
    who = who or cast.officer
    return watches.plan(
        who.unit, who.officer, who.role, starts_at=starts, ends_at=ends, by=actor(by or cast.lead), at=AT
    )


def test_the_senior_plans_his_units_roster(cast, unit):
    assert plan(cast, AT, AT + 12 * HOUR) in Shift.objects.standing().of_unit(unit)


@pytest.mark.parametrize("who", ["officer", "counterpart", "administrator"])
def test_others_do_not(cast, unit, who):
    with pytest.raises(NotAllowed):
        plan(cast, AT, AT + HOUR, by=getattr(cast, who))


def test_an_officer_without_the_post_is_not_planned_for_it(cast, unit):
    with pytest.raises(NotAllowed):
        watches.plan(
            unit, cast.stranger.officer, "duty_officer", starts_at=AT, ends_at=AT + HOUR, by=actor(cast.lead), at=AT
        )


def test_two_are_not_planned_for_the_same_time(cast, unit, relief):
    plan(cast, AT, AT + 12 * HOUR)
    with pytest.raises(ShiftsOverlap):
        plan(cast, AT + 11 * HOUR, AT + 23 * HOUR, relief)


def test_a_dropped_shift_makes_room(cast, unit, relief):
    watches.drop(plan(cast, AT, AT + 12 * HOUR), by=actor(cast.lead), at=AT)
    assert plan(cast, AT, AT + 12 * HOUR, relief)


def test_a_watch_taken_by_the_roster_knows_when_its_relief_is_due(cast, unit):
    shift = plan(cast, AT + HOUR, AT + 13 * HOUR)
    taken = take(cast.officer)
    assert (taken.shift, taken.due_off_at) == (shift, AT + 13 * HOUR)


def test_each_step_of_a_watch_stands_in_the_ledger(cast, unit, relief):
    former = take(cast.officer)
    take(relief, AT + HOUR, relieves=former)
    watches.hand_over(former, by=actor(cast.officer), at=AT + HOUR + MINUTE)
    kinds = list(Entry.objects.filter(record=former.pk).order_by("id").values_list("kind", flat=True))
    assert kinds == ["watch.taken", "watch.relieved", "watch.handed_over"]


def test_the_pages_lead_from_one_watch_to_the_next(cast, unit, relief, sign_in):
    first, second = sign_in(cast.officer), sign_in(relief)
    assert "Никого." in first.get("/watch/").content.decode()
    first.post("/watch/taking/", {"due_off_at": "2026-05-13T00:00"})
    going = Watch.objects.get(officer=cast.officer.officer)
    assert going.due_off_at == AT + 12 * HOUR
    page = second.get("/watch/").content.decode()
    assert f'name="relieves" value="{going.pk}"' in page
    second.post("/watch/taking/", {"relieves": going.pk})
    first.post(f"/watch/{going.pk}/handover/", {"note": "спокойно"})
    assert on(unit, AT) == {"relief"}


def test_a_watch_taken_meanwhile_is_told_in_words(cast, unit, relief, sign_in):
    take(relief)
    page = sign_in(cast.officer).post("/watch/taking/", follow=True).content.decode()
    assert "Смену уже несёт другой." in page


def test_the_roster_shows_its_gaps_and_lets_the_senior_plan(cast, unit, sign_in):
    lead = sign_in(cast.lead)
    assert "никого" in lead.get("/roster/").content.decode()
    row = {
        "officer": cast.officer.officer_id,
        "post": "duty_officer",
        "starts_at": "2026-05-12T20:00",
        "ends_at": "2026-05-13T08:00",
    }
    assert lead.post("/roster/", row).status_code == 302
    shift = Shift.objects.get()
    assert shift.starts_at == AT + 8 * HOUR
    lead.post(f"/roster/{shift.pk}/dropping/")
    assert not Shift.objects.standing().exists()


def test_a_duty_officer_sees_the_roster_and_plans_nothing(cast, unit, sign_in):
    screen = sign_in(cast.officer)
    assert screen.get("/roster/").context["form"] is None
    row = {
        "officer": cast.officer.officer_id,
        "post": "duty_officer",
        "starts_at": "2026-05-12T20:00",
        "ends_at": "2026-05-13T08:00",
    }
    assert screen.post("/roster/", row).status_code == 403
