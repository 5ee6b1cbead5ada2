"""The roster: made by rotation in local times, changed by hand, and every change names who made it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import world
from django.db import IntegrityError, transaction

from ortaq.access import rostering, watches
from ortaq.access.ahead import ahead
from ortaq.access.errors import AlreadySettled, NotAllowed, NothingToPlan, OfficerTwice
from ortaq.access.models import Officer, Rotation, Shift, Watch
from ortaq.access.rostering import ELSEWHERE, NEW, TAKEN, THERE, Turns
from ortaq.access.testing import actor, appoint
from ortaq.ledger.models import Entry

AT = world.NOON
HOUR = timedelta(hours=1)
REST = 12 * HOUR
TOMORROW = date(2026, 5, 13)
BERLIN = ZoneInfo("Europe/Berlin")


def turns(*officers, first=TOMORROW, last=TOMORROW, hours=12, starts=time(8)):
    return Turns("duty_officer", tuple(officers), hours, starts, first, last)


def walls(laid, zone):
    return [(o, b.astimezone(zone).strftime("%d %H:%M"), (e - b) / HOUR) for o, b, e in laid]


def test_officers_take_turns_in_their_order_from_the_local_time():
    laid = list(turns(1, 2, 3, last=date(2026, 5, 14)).laid_out(ZoneInfo("Asia/Almaty")))
    assert walls(laid, ZoneInfo("Asia/Almaty")) == [
        (1, "13 08:00", 12),
        (2, "13 20:00", 12),
        (3, "14 08:00", 12),
        (1, "14 20:00", 12),
    ]


def test_where_the_clocks_go_forward_the_watch_changes_at_its_wall_time_and_is_an_hour_shorter():
    laid = list(turns(1, 2, first=date(2026, 3, 28), last=date(2026, 3, 29)).laid_out(BERLIN))
    assert walls(laid, BERLIN)[1:3] == [(2, "28 20:00", 11), (1, "29 08:00", 12)]


def test_where_the_clocks_go_back_it_is_an_hour_longer():
    laid = list(turns(1, 2, first=date(2026, 10, 24), last=date(2026, 10, 25)).laid_out(BERLIN))
    assert walls(laid, BERLIN)[1:3] == [(2, "24 20:00", 13), (1, "25 08:00", 12)]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("hours", [1, 2, 3, 8, 24])
def test_on_a_day_of_23_or_25_hours_turns_follow_each_other_without_a_gap_or_an_overlap(day, hours):
    laid = list(turns(1, 2, 3, first=day, last=day, hours=hours, starts=time(0)).laid_out(BERLIN))
    assert all(one[2] == other[1] for one, other in zip(laid, laid[1:], strict=False))
    assert laid[-1][2] - laid[0][1] == instant(day + timedelta(days=1)) - instant(day)


def instant(day):
    return rostering.instant(datetime.combine(day, time()), BERLIN)


def test_the_country_s_change_of_zone_of_2024_makes_one_watch_an_hour_longer():
    almaty = ZoneInfo("Asia/Almaty")
    laid = list(turns(1, 2, first=date(2024, 2, 29), last=date(2024, 2, 29)).laid_out(almaty))
    assert [(end - begin) / HOUR for _, begin, end in laid] == [12, 13]


@pytest.fixture
def unit(cast):
    return cast.officer.unit


@pytest.fixture
def relief(cast):
    return appoint("relief", cast.officer.unit, "duty_officer", at=AT - HOUR)


def rotate(cast, made, **more):
    return rostering.rotate(cast.lead.unit, made, by=actor(cast.lead), at=AT, rest=REST, **more)


def preview(cast, made):
    return [row.state for row in rostering.preview(cast.lead.unit, made, at=AT, rest=REST)]


def test_a_rotation_is_shown_before_it_is_saved_and_saved_as_shown(cast, unit, relief):
    made = turns(cast.officer.officer_id, relief.officer_id, last=date(2026, 5, 19))
    shown = rostering.preview(unit, made, at=AT, rest=REST)
    assert not Shift.objects.exists()
    saved = rotate(cast, made)
    assert [(s.officer_id, s.starts_at, s.ends_at) for s in saved] == [
        (p.officer, p.starts_at, p.ends_at) for p in shown
    ]
    assert len(saved) == 14


def test_the_same_rotation_again_adds_nothing(cast, unit, relief):
    made = turns(cast.officer.officer_id, relief.officer_id)
    rotate(cast, made)
    assert preview(cast, made) == [THERE, THERE]
    with pytest.raises(NothingToPlan):
        rotate(cast, made)
    assert (Shift.objects.count(), Rotation.objects.count()) == (2, 1)


def test_a_rotation_made_longer_adds_only_what_is_new(cast, relief):
    officers = cast.officer.officer_id, relief.officer_id
    rotate(cast, turns(*officers))
    rotate(cast, turns(*officers, last=date(2026, 5, 14)))
    assert Shift.objects.standing().count() == 4


def test_what_a_person_put_on_the_roster_stays_and_a_rotation_fills_around_it(cast, unit, relief):
    night = datetime(2026, 5, 13, 15, tzinfo=UTC)  # 20:00 in Almaty
    by_hand = watches.plan(
        unit,
        relief.officer,
        "duty_officer",
        starts_at=night,
        ends_at=night + 12 * HOUR,
        by=actor(cast.lead),
        at=AT,
    )
    made = turns(cast.officer.officer_id, last=TOMORROW)
    assert preview(cast, made) == [NEW, TAKEN]
    rotate(cast, made)
    assert by_hand in Shift.objects.standing()


def test_what_is_over_already_is_not_planned(cast):
    made = turns(cast.officer.officer_id, first=date(2026, 5, 10), last=date(2026, 5, 12))
    assert [row.ends_at > AT for row in rostering.preview(cast.lead.unit, made, at=AT, rest=REST)] == [True, True]


def test_an_officer_never_stands_in_two_places_at_once(cast, unit):
    other = cast.counterpart.unit
    appoint("officer", other, "duty_officer", at=AT - HOUR)
    day = datetime(2026, 5, 13, 3, tzinfo=UTC)
    Shift.objects.create(
        unit=other, post="duty_officer", officer=cast.officer.officer, starts_at=day, ends_at=day + HOUR, planned_at=AT
    )
    assert preview(cast, turns(cast.officer.officer_id)) == [ELSEWHERE, NEW]
    with pytest.raises(OfficerTwice):
        watches.plan(
            unit,
            cast.officer.officer,
            "duty_officer",
            starts_at=day,
            ends_at=day + HOUR,
            by=actor(cast.lead),
            at=AT,
        )
    with pytest.raises(IntegrityError, match="officer_once"), transaction.atomic():
        Shift.objects.create(
            unit=unit,
            post="duty_officer",
            officer=cast.officer.officer,
            starts_at=day,
            ends_at=day + HOUR,
            planned_at=AT,
        )


def test_less_rest_than_asked_for_is_warned_of_and_not_refused(cast, relief):
    made = turns(cast.officer.officer_id, last=TOMORROW)
    rows = rostering.preview(cast.lead.unit, made, at=AT, rest=REST)
    assert [row.rest for row in rows] == [None, timedelta()]
    assert len(rotate(cast, made)) == 2
    enough = turns(cast.officer.officer_id, relief.officer_id, first=date(2026, 5, 20), last=date(2026, 5, 21))
    assert {row.rest for row in rostering.preview(cast.lead.unit, enough, at=AT, rest=REST)} == {None}


@pytest.mark.parametrize("who", ["officer", "counterpart", "administrator", "inspector"])
def test_nobody_but_the_senior_plans_a_rotation(cast, who):
    one = getattr(cast, who)
    with pytest.raises(NotAllowed):
        rostering.rotate(cast.lead.unit, turns(cast.officer.officer_id), by=actor(one), at=AT, rest=REST)


def test_nobody_takes_turns_in_a_post_that_he_does_not_hold(cast):
    with pytest.raises(NotAllowed):
        rotate(cast, turns(cast.officer.officer_id, cast.stranger.officer_id))


@pytest.fixture
def two(cast, relief):
    return rotate(cast, turns(cast.officer.officer_id, relief.officer_id))


def test_one_officer_stands_in_for_another_and_both_rows_stay(cast, relief, two):
    new = rostering.substitute(two[0], relief.officer, why="болен", by=actor(cast.lead), at=AT)
    two[0].refresh_from_db()
    assert (new.officer, new.replaces, new.why, new.starts_at) == (relief.officer, two[0], "болен", two[0].starts_at)
    assert two[0].dropped_by_id == cast.lead.officer_id


def test_two_officers_change_places(cast, relief, two):
    rostering.swap(*two, why="по просьбе", by=actor(cast.lead), at=AT)
    standing = Shift.objects.standing().order_by("starts_at")
    assert [one.officer_id for one in standing] == [relief.officer_id, cast.officer.officer_id]


def test_who_holds_no_post_stands_in_for_nobody(cast, two):
    with pytest.raises(NotAllowed):
        rostering.substitute(two[0], cast.stranger.officer, why="", by=actor(cast.lead), at=AT)
    assert Shift.objects.standing().count() == 2


def test_a_row_that_was_dropped_or_is_over_is_changed_no_more(cast, relief, two):
    with pytest.raises(AlreadySettled):
        rostering.substitute(two[0], relief.officer, why="", by=actor(cast.lead), at=two[0].ends_at)
    watches.drop(two[0], by=actor(cast.lead), at=AT)
    with pytest.raises(AlreadySettled):
        rostering.swap(two[1], two[0], why="", by=actor(cast.lead), at=AT)
    assert Shift.objects.standing().count() == 1


def test_goalert_left_no_audit_of_roster_changes(cast, relief, two, sign_in):
    new = rostering.substitute(two[0], relief.officer, why="болен", by=actor(cast.lead), at=AT)
    kinds = Entry.objects.filter(record__in=[two[0].pk, new.pk]).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["shift.planned", "shift.dropped", "shift.planned"]
    said = Entry.objects.filter(record=new.pk).get().body
    assert all(part in said for part in (str(two[0].pk), "болен", '"name":"Lead"'))
    page = sign_in(cast.officer).get("/roster/changes/").content.decode()
    assert "вместо" in page
    assert "Lead" in page
    assert "болен" in page


def test_grafana_oncall_left_empty_schedules_unseen(cast, unit, sign_in):
    Watch.objects.filter(unit=unit).update(relieved_at=AT - HOUR, ends_at=AT - HOUR)
    found = ahead(unit, AT)
    assert found.is_empty
    assert found.gaps == [(AT, AT + timedelta(days=7))]
    for page in ("/roster/", "/our-unit/"):
        assert "График пуст." in sign_in(cast.officer).get(page).content.decode()


def test_a_hole_in_the_week_is_seen_before_its_day_comes(cast, unit, relief):
    Watch.objects.filter(unit=unit).update(relieved_at=AT - HOUR, ends_at=AT - HOUR)
    watches.take(unit, by=actor(cast.officer), at=AT, due_off_at=datetime(2026, 5, 13, 3, tzinfo=UTC))  # until 08:00
    rotate(cast, turns(cast.officer.officer_id, relief.officer_id, last=date(2026, 5, 20)))
    hole = Shift.objects.order_by("starts_at")[3]
    watches.drop(hole, by=actor(cast.lead), at=AT)
    found = ahead(unit, AT)
    assert (found.gaps, found.is_empty) == ([(hole.starts_at, hole.ends_at)], False)


def test_an_officer_without_a_telephone_is_named_until_he_writes_it_down(cast, unit, sign_in):
    assert cast.officer.officer in ahead(unit, AT).unreachable
    sign_in(cast.officer).post("/account/telephone/", {"telephone": "12-34"})
    assert Officer.objects.get(pk=cast.officer.officer_id).telephone == "12-34"
    assert cast.officer.officer not in ahead(unit, AT).unreachable
    assert Entry.objects.filter(kind="officer.telephone_told").count() == 1


def test_a_planned_officer_whose_post_has_ended_is_named(cast, unit, two):
    cast.officer.valid_to = cast.officer.ended_at = AT
    cast.officer.save()
    assert [one.officer for one in ahead(unit, AT).without_post] == [cast.officer.officer]


def form_of(cast, relief):
    return {
        "post": "duty_officer",
        "starts": "08:00",
        "hours": "12",
        "rest": "12",
        "first_day": "2026-05-13",
        "last_day": "2026-05-14",
        "officer1": cast.officer.officer_id,
        "officer2": relief.officer_id,
    }


def test_the_page_shows_first_and_saves_by_its_second_button(cast, relief, sign_in):
    lead = sign_in(cast.lead)
    page = lead.post("/roster/rotation/", form_of(cast, relief) | {"preview": "1"})
    assert (page.status_code, page.context["new"], Shift.objects.count()) == (200, 4, 0)
    assert lead.post("/roster/rotation/", form_of(cast, relief) | {"save": "1"}).status_code == 302
    assert Shift.objects.count() == 4
    assert "Вносить нечего" in lead.post("/roster/rotation/", form_of(cast, relief) | {"save": "1"}).content.decode()


def test_a_row_is_given_to_another_on_its_page(cast, relief, two, sign_in):
    lead = sign_in(cast.lead)
    page = lead.get(f"/roster/{two[0].pk}/")
    assert "Заменить" in page.content.decode()
    answer = lead.post(f"/roster/{two[0].pk}/", {"verb": "substitute", "officer": relief.officer_id, "why": "болен"})
    assert answer.status_code == 302
    swapped = Shift.objects.standing().order_by("starts_at")
    assert {one.officer_id for one in swapped} == {relief.officer_id}


def test_two_rows_change_places_on_a_page_and_a_foreign_row_has_none(cast, relief, two, sign_in):
    lead = sign_in(cast.lead)
    lead.post(f"/roster/{two[0].pk}/", {"verb": "swap", "other": str(two[1].pk), "why": "по просьбе"})
    assert Shift.objects.standing().order_by("starts_at").first().officer_id == relief.officer_id
    stranger = appoint("other-lead", cast.stranger.unit, "senior", at=AT - HOUR)
    assert sign_in(stranger).get(f"/roster/{two[0].pk}/").status_code == 404


def test_a_duty_officer_opens_no_rotation(cast, sign_in):
    assert sign_in(cast.officer).get("/roster/rotation/").status_code == 403
