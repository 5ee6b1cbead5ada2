"""What people change: each change names its author in the ledger and holds from a day on."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from ortaq.directory import changes, loading, view
from ortaq.directory.errors import NotSo
from ortaq.directory.models import Adoption, Contact, Group, Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.models import Entry

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY, YESTERDAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 22), date(2026, 11, 24)
SENIOR = Actor(officer=7, name="Ахметова А. Б.", post="старший смены", unit=None, session="s1")


@pytest.fixture
def post(loaded: loading.Report) -> Unit:
    return Unit.objects.get(code="tp-road-khorgos")


def last_entry() -> dict[str, object]:
    entry = Entry.objects.exclude(kind="directory.loaded").latest("id")
    body: dict[str, object] = json.loads(entry.body)
    return body


def test_a_new_duty_line_holds_from_its_day_on(post: Unit) -> None:
    changes.add_contact(post, "duty_line", "вн. 12-35", TODAY, by=SENIOR, at=AT)
    assert not Contact.objects.open_on(YESTERDAY).filter(unit=post).exists()
    assert Contact.objects.open_on(TODAY).get(unit=post).value == "вн. 12-35"


def test_a_change_stands_in_the_ledger_under_the_unit_with_its_author(post: Unit) -> None:
    changes.add_contact(post, "duty_line", "вн. 12-35", TODAY, by=SENIOR, at=AT)
    body = last_entry()
    assert (body["kind"], body["record"]) == ("directory.contact_added", str(changes.ledger_id(post)))
    assert body["data"] == {"kind": "duty_line", "on": "2026-11-23", "unit": "tp-road-khorgos", "value": "вн. 12-35"}
    assert isinstance(body["by"], dict)
    assert body["by"]["name"] == SENIOR.name


def test_an_ended_line_is_no_longer_shown_but_not_forgotten(post: Unit) -> None:
    line = changes.add_contact(post, "duty_line", "вн. 12-35", YESTERDAY, by=SENIOR, at=AT)
    changes.end_contact(line, TODAY, by=SENIOR, at=AT)
    assert not Contact.objects.open_on(TODAY).filter(unit=post).exists()
    assert Contact.objects.open_on(YESTERDAY).filter(unit=post).exists()


def test_the_same_line_is_not_added_twice(post: Unit) -> None:
    changes.add_contact(post, "duty_line", "вн. 12-35", TODAY, by=SENIOR, at=AT)
    with pytest.raises(NotSo):
        changes.add_contact(post, "duty_line", "вн. 12-35", TODAY, by=SENIOR, at=AT)


def test_a_post_without_a_console_is_reached_by_telephone_only(post: Unit) -> None:
    changes.set_reach(post, "telephone", by=SENIOR, at=AT)
    assert Unit.objects.by_telephone_only().filter(pk=post.pk).exists()
    with pytest.raises(NotSo):
        changes.set_reach(post, "telephone", by=SENIOR, at=AT)


def test_there_is_no_third_reach(post: Unit) -> None:
    with pytest.raises(NotSo):
        changes.set_reach(post, "pigeon", by=SENIOR, at=AT)


def test_a_unit_with_subordinates_is_not_closed_over_their_heads(post: Unit) -> None:
    with pytest.raises(NotSo, match="snt-road-khorgos"):
        changes.close_unit(post, TODAY, by=SENIOR, at=AT)


def test_a_closed_unit_leaves_its_groups_and_the_rules_see_it_closed(post: Unit) -> None:
    changes.close_unit(Unit.objects.get(code="snt-road-khorgos"), TOMORROW, by=SENIOR, at=AT)
    changes.close_unit(post, TOMORROW, by=SENIOR, at=AT)
    group = "4:kz-road-khorgos"
    today = next(one for one in view.snapshot(TODAY).groups if one.code == group)
    tomorrow = next(one for one in view.snapshot(TOMORROW).groups if one.code == group)
    assert today.members - tomorrow.members == {post.code}
    assert view.snapshot(TODAY).units[post.code].is_open
    assert not view.snapshot(TOMORROW).units[post.code].is_open


def test_a_unit_closes_once(post: Unit) -> None:
    watch = Unit.objects.get(code="snt-road-khorgos")
    changes.close_unit(watch, TODAY, by=SENIOR, at=AT)
    with pytest.raises(NotSo):
        changes.close_unit(watch, TOMORROW, by=SENIOR, at=AT)


def test_a_unit_joins_a_group_as_a_counterpart_from_a_day_on(post: Unit) -> None:
    group = Group.objects.get(code="4:kz-road-dostyk")
    changes.join_group(group, post, TODAY, by=SENIOR, at=AT)
    facing = Unit.objects.counterparts_of(post, TODAY).values_list("code", flat=True)
    assert "opk-road-dostyk" in facing
    assert not group.members.open_on(YESTERDAY).filter(unit=post).exists()
    with pytest.raises(NotSo):
        changes.join_group(group, post, TODAY, by=SENIOR, at=AT)


def test_a_unit_leaves_only_a_group_that_it_is_in(post: Unit) -> None:
    with pytest.raises(NotSo):
        changes.leave_group(Group.objects.get(code="4:kz-road-dostyk"), post, TODAY, by=SENIOR, at=AT)


def test_a_substitute_answers_while_the_official_is_away_and_not_after(post: Unit) -> None:
    official = changes.name_standing_contact(post, "Примеров А. Б.", "инспектор", "вн. 1", YESTERDAY, by=SENIOR, at=AT)
    changes.name_substitute(official, "Образцова В. М.", "вн. 2", TODAY, TOMORROW, by=SENIOR, at=AT)
    assert official.acting_on(YESTERDAY).name == "Примеров А. Б."
    assert official.acting_on(TODAY).name == "Образцова В. М."
    assert official.acting_on(TOMORROW).name == "Примеров А. Б."


def test_two_do_not_replace_one_official_on_the_same_day(post: Unit) -> None:
    official = changes.name_standing_contact(post, "Примеров А. Б.", "инспектор", "", TODAY, by=SENIOR, at=AT)
    changes.name_substitute(official, "Образцова В. М.", "", TODAY, TOMORROW, by=SENIOR, at=AT)
    with pytest.raises(NotSo):
        changes.name_substitute(official, "Мысалов Д. К.", "", TODAY, TOMORROW, by=SENIOR, at=AT)


def test_a_deployment_adopts_an_edition_from_a_day_of_its_own(loaded: loading.Report) -> None:
    changes.adopt("kz_2002", "kz_2002-2", TODAY, "приказ № 1", by=SENIOR, at=AT)
    changes.adopt("kz_2002", "kz_2002-2", TODAY, "приказ № 1", by=SENIOR, at=AT)
    assert Adoption.objects.count() == 1
    with pytest.raises(NotSo):
        changes.adopt("kz_2002", "kz_2002-1", TODAY, "приказ № 2", by=SENIOR, at=AT)


def test_days_between_two_changes_are_one_state_and_the_day_of_a_change_begins_another(post: Unit) -> None:
    watch = Unit.objects.get(code="snt-road-khorgos")
    changes.close_unit(watch, TOMORROW, by=SENIOR, at=AT)
    assert view.state_on(YESTERDAY) == view.state_on(TODAY) != view.state_on(TOMORROW)
    assert view.day(YESTERDAY) is view.day(TODAY)
    assert not view.day(TOMORROW).directory.units[watch.code].is_open


def test_a_change_made_today_is_another_state_of_every_day(post: Unit) -> None:
    before = view.state_on(TODAY)
    changes.adopt("kz_2002", "kz_2002-2", TOMORROW, "приказ", by=SENIOR, at=AT)
    assert view.state_on(TODAY)[0] != before[0]
    assert view.state_on(TOMORROW)[1] == TOMORROW
