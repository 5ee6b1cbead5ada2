"""Joint patrols: planned by several agencies, manned, sent out in time, ended with what was counted."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from agreeing import Parties
from forcing import HOUR, MINUTE, NOON, now

from ortaq.access.scope import acting_in
from ortaq.duties.clock import lapse_others
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import AlreadyDone, AlreadySent, NothingSaid, NotPossible, TimesDisagree
from ortaq.exchange.models import Message
from ortaq.lib.ids import uuid7
from ortaq.operations import patrol_planning, patrolling
from ortaq.operations.errors import NotParty
from ortaq.operations.forces import Commitment
from ortaq.operations.forces_errors import BadPeriod, NotFree, TooFewAgencies
from ortaq.operations.patrol_planning import Plan, Rotation, take_over, turns
from ortaq.operations.patrols import Patrol

POINTS = [{"name": "мост", "lat": "44.2100", "lon": "80.3800"}, {"name": "посёлок", "lat": "", "lon": ""}]


def planned(sides, *others, starts=NOON + HOUR, lasts=4 * HOUR, leads="border", at=NOON, id=None):
    parties = [sides.unit(one).pk for one in ("border", *(others or ("internal",)))]
    one = Plan(sides.unit(leads).pk, parties, "Посёлок у реки", starts, starts + lasts, POINTS)
    (made,) = patrol_planning.plan([one], text="Наряд", id=id, **sides.by("border", at=at))
    return made


def stands(patrol):
    return Duty.objects.get(record=patrol.pk).status


def test_a_patrol_of_two_agencies_sets_out_passes_its_points_and_comes_back_with_what_was_counted(sides, clock, whole):
    ours, theirs = sides.has("border"), sides.has("internal")
    patrol = planned(sides)
    assert Message.objects.get(relation="patrol").recipients.get().unit == sides.unit("internal")
    patrolling.man(patrol, {ours.pk: 2}, **sides.by("border"))
    patrolling.man(patrol, {theirs.pk: 1}, **sides.by("internal"))
    start, later = NOON + HOUR + 10 * MINUTE, NOON + 3 * HOUR
    patrolling.start(patrol, "ст. лейтенант Тестов", **sides.by("border", at=start))
    assert stands(patrol) == "done"
    patrolling.pass_point(patrol, 0, **sides.by("internal", at=start + 5 * MINUTE))
    with pytest.raises(AlreadyDone):
        patrolling.pass_point(patrol, 0, **sides.by("border", at=start + 6 * MINUTE))
    patrolling.note(patrol, **sides.by("border", at=start + 7 * MINUTE))
    patrolling.end(patrol, {"persons": 31, "detained": 1, "unknown": 5}, **sides.by("border", at=later))
    assert now(patrol).state == "ended"
    assert patrol.history.get(verb="end").counts == {"persons": 31, "detained": 1}
    assert set(Commitment.objects.values_list("state", flat=True)) == {"released"}, "whoever went along is free"
    clock.stand(later)
    whole()


def test_a_patrol_that_does_not_set_out_in_time_is_a_late_duty_and_may_still_set_out(sides):
    patrol = planned(sides)
    duty = Duty.objects.get(record=patrol.pk)
    assert (duty.owed_by, duty.opens_at, duty.due_at) == (
        sides.unit("border"),
        NOON + HOUR,
        NOON + HOUR + 30 * MINUTE,
    )
    lapse_others(NOON + 2 * HOUR)
    assert stands(patrol) == "overdue"
    patrolling.start(patrol, **sides.by("border", at=NOON + 2 * HOUR))
    assert stands(patrol) == "done_late"
    assert list(differences(NOON + 3 * HOUR)) == []


def test_a_patrol_of_one_agency_is_no_joint_patrol(sides):
    with pytest.raises(TooFewAgencies):
        patrol_planning.plan(
            [Plan(sides.unit("border").pk, [], "посёлок", NOON + HOUR, NOON + 2 * HOUR)], text="…", **sides.by("border")
        )
    assert Patrol.objects.count() == 0


def test_it_is_planned_by_a_party_ahead_and_not_for_more_than_a_day(sides):
    with pytest.raises(BadPeriod):
        planned(sides, starts=NOON)
    with pytest.raises(BadPeriod):
        planned(sides, lasts=30 * HOUR)
    one = Plan(
        sides.unit("border").pk, [sides.unit("border").pk, sides.unit("internal").pk], "…", NOON + HOUR, NOON + 2 * HOUR
    )
    with pytest.raises(NotParty):
        patrol_planning.plan([one], text="…", **sides.by("customs"))


def test_who_is_promised_elsewhere_cannot_go_along_and_who_goes_along_cannot_be_promised(sides):
    car = sides.has("internal", "car", name="М-1")
    patrol, other = planned(sides), planned(sides, starts=NOON + 2 * HOUR)
    patrolling.man(patrol, {car.pk: 1}, **sides.by("internal"))
    with pytest.raises(NotFree):
        patrolling.man(other, {car.pk: 1}, **sides.by("internal"))
    with pytest.raises(NotFree):
        sides.allot(sides.asked(), (car, 1))


def test_a_patrol_called_off_is_owed_no_more_and_frees_who_was_to_go(sides):
    people, patrol = sides.has("border"), planned(sides)
    patrolling.man(patrol, {people.pk: 2}, **sides.by("border"))
    with pytest.raises(NothingSaid):
        patrolling.call_off(patrol, " ", **sides.by("border"))
    patrolling.call_off(patrol, "паводок", **sides.by("internal", at=NOON + MINUTE))
    assert (now(patrol).state, stands(patrol)) == ("called_off", "void")
    assert Commitment.objects.get().state == "released"
    with pytest.raises(AlreadyDone):
        patrolling.start(patrol, **sides.by("border", at=NOON + 2 * MINUTE))
    assert list(differences(NOON + HOUR)) == []


def test_steps_keep_their_order_in_time_and_a_stranger_takes_none(sides):
    patrol = planned(sides)
    with pytest.raises(NotPossible):
        patrolling.pass_point(patrol, 0, **sides.by("border", at=NOON + HOUR))
    with pytest.raises(NotParty):
        patrolling.start(patrol, **sides.by("customs", at=NOON + HOUR))
    patrolling.start(patrol, **sides.by("border", at=NOON + HOUR))
    with pytest.raises(TimesDisagree):
        patrolling.end(patrol, {}, happened_at=NOON + MINUTE, **sides.by("border", at=NOON + 2 * HOUR))


def test_the_same_form_again_plans_once(sides):
    once = uuid7()
    assert planned(sides, id=once) == planned(sides, id=once)
    with pytest.raises(AlreadySent):
        planned(sides, id=once, lasts=HOUR)
    assert Patrol.objects.count() == 1
    assert Message.objects.filter(relation="patrol").count() == 1


def test_by_rotation_who_leads_and_the_routes_take_turns_at_the_same_local_hour(sides):
    zone = ZoneInfo("Europe/Berlin")  # its clocks go forward on 29 March
    told = Rotation(date(2026, 3, 28), date(2026, 3, 31), 1, time(20), 4 * HOUR, [1, 2], ["река", "посёлок", "рынок"])
    made = turns(told, [1, 2], zone)
    assert [one.leads for one in made] == [1, 2, 1, 2]
    assert [one.route for one in made] == ["река", "посёлок", "рынок", "река"]
    assert {one.starts_at.astimezone(zone).hour for one in made} == {20}
    assert {one.ends_at - one.starts_at.astimezone(ZoneInfo("UTC")) for one in made} == {4 * HOUR}


def test_what_an_act_in_force_schedules_is_planned_row_by_row_once(sides):
    parties = Parties(sides.world)
    row = {"route": "Трасса", "leads": "border-4", "with": "internal-4", "composition": "2+1"}
    rows = [
        {**row, "begins": (NOON + day * 24 * HOUR).isoformat(), "ends": (NOON + (day * 24 + 4) * HOUR).isoformat()}
        for day in (1, 2)
    ]
    rows.append({"route": "без времени", "leads": "border-4", "with": "internal-4"})
    version = parties.in_force("patrol", {"from": "2026-05-12", "to": "2026-05-20", "patrols": rows})
    made = take_over(version, **sides.by("border", at=NOON + HOUR))
    assert [one.route for one in made] == ["Трасса", "Трасса"]
    assert take_over(version, **sides.by("internal", at=NOON + HOUR)) == []
    assert Duty.objects.filter(rule="C9.5-begin").count() == 2
    assert list(differences(NOON + 2 * HOUR)) == []


def test_the_ground_follows_from_the_region_of_whoever_leads(sides):
    assert planned(sides).ground == "agreement"
    from ortaq.directory.models import Unit, Version

    Unit.objects.filter(pk=sides.unit("border").pk).update(region="KZ-ALM")
    Version.objects.update(number=Version.objects.get().number + 1)
    assert planned(sides, starts=NOON + 9 * HOUR).ground == "order"


def test_the_rights_of_the_web_are_enough_and_a_stranger_sees_nothing(sides, as_role):
    with as_role("web"), acting_in(sides.unit("border").pk):
        people = sides.has("border")
        patrol = planned(sides)
        patrolling.man(patrol, {people.pk: 2}, **sides.by("border"))
    with as_role("web"), acting_in(sides.unit("internal").pk):
        patrolling.start(patrol, **sides.by("internal", at=NOON + HOUR))
        patrolling.end(patrol, {}, **sides.by("internal", at=NOON + 2 * HOUR))
    assert Commitment.objects.get().state == "released", "also what the other party sent along"
    with as_role("web"), acting_in(sides.unit("customs").pk):
        assert Patrol.objects.count() == 0
    assert list(differences(NOON + 3 * HOUR)) == []
