"""Interaction groups: who faces whom at which level, and who stands in where an agency has nobody (C8)."""

from __future__ import annotations

from datetime import date

from ortaq.directory import loading, view
from ortaq.directory.models import Group, Unit

TODAY = date(2026, 11, 23)


def members(code: str) -> set[str]:
    found = Group.objects.get(code=code).members.open_on(TODAY)
    return {f"{'~' if member.stands_in else ''}{member.unit.code}" for member in found.select_related("unit")}


def test_the_units_that_share_a_crossing_point_face_each_other(loaded: loading.Report) -> None:
    assert members("4:kz-road-khorgos") == {"opk-road-khorgos", "pmk-road-khorgos", "tp-road-khorgos"}


def test_above_the_point_their_superiors_face_each_other(loaded: loading.Report) -> None:
    group = Group.objects.get(code="3:gro-alm+po-alm+tam-khorgos")
    assert members(group.code) == {"gro-alm", "po-alm", "tam-khorgos"}
    assert {"kz-road-khorgos"} <= set(group.crossing_points.values_list("code", flat=True))


def test_one_detachment_faces_several_customs_houses(loaded: loading.Report) -> None:
    detachment = Unit.objects.get(code="po-alm")
    assert Group.objects.at_level(3).of_unit(detachment, TODAY).count() > 1
    facing = set(Unit.objects.counterparts_of(detachment, TODAY).values_list("code", flat=True))
    assert {"tam-khorgos", "tam-dostyk", "gro-alm"} <= facing


def test_where_an_agency_has_no_unit_at_a_level_its_next_one_up_stands_in(loaded: loading.Report) -> None:
    assert members("3:dtk-ast+opk-astana-air+uvd-ast") == {"opk-astana-air", "~uvd-ast", "~dtk-ast"}
    assert members("2:dtk-ast+ps+uvd-ast") == {"~ps", "uvd-ast", "dtk-ast"}


def test_at_the_top_the_three_parties_face_each_other_and_nobody_else(loaded: loading.Report) -> None:
    assert members("1:top") == {"mvd", "ps", "ktk"}


def test_there_is_a_group_for_each_point_and_one_for_each_circle_of_superiors(loaded: loading.Report) -> None:
    assert [Group.objects.at_level(level).count() for level in (1, 2, 3, 4)] == [1, 15, 15, 69]


def test_a_circle_of_superiors_outlives_the_crossing_points_under_it(loaded: loading.Report) -> None:
    group = Group.objects.get(code="2:dtk-kzy+ps-ru-kzy+uvd-kzy")
    assert not group.crossing_points.exists()
    assert members(group.code) == {"dtk-kzy", "ps-ru-kzy", "uvd-kzy"}


def test_a_watch_is_in_no_group_of_its_own(loaded: loading.Report) -> None:
    assert not Group.objects.at_level(5).exists()
    assert not Group.objects.of_unit(Unit.objects.get(code="ssm-road-khorgos"), TODAY).exists()


def test_the_chain_of_superiors_ends_with_the_last_party(loaded: loading.Report) -> None:
    day = view.day(TODAY)
    chain = [day.codes[one] for one in view.superiors(day.ids["tp-road-khorgos"], TODAY)]
    assert chain == ["tam-khorgos", "dtk-alm", "ktk"]
    assert [day.codes[one] for one in view.superiors(day.ids["opk-road-khorgos"], TODAY)] == [
        "po-alm",
        "ps-ru-alm",
        "ps",
    ]
    assert view.superiors(day.ids["ktk-lab"], TODAY) == [day.ids["ktk"]]


def test_a_header_is_seen_by_its_units_and_their_superiors(loaded: loading.Report) -> None:
    day = view.day(TODAY)
    seen = view.visible_to([day.ids["opk-road-khorgos"], day.ids["tp-road-khorgos"]], TODAY)
    assert {day.codes[one] for one in seen} == {
        *("opk-road-khorgos", "po-alm", "ps-ru-alm", "ps"),
        *("tp-road-khorgos", "tam-khorgos", "dtk-alm", "ktk"),
    }
    assert seen == sorted(seen)
