"""A demonstration has several crossing points with consoles; each has the story of its kind, told in its own time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import world as worlds

from ortaq.directory.models import CrossingPoint
from ortaq.exchange.demo_scene import scenes
from ortaq.rules import packs

pytestmark = pytest.mark.django_db
NOON = worlds.NOON


def test_each_crossing_point_with_officers_of_several_agencies_is_a_scene_of_its_own():
    world = worlds.make()
    second = worlds.another_region(world)
    CrossingPoint.objects.filter(code="second").update(kind="rail")
    found = scenes(NOON)
    assert [scene.kind for scene in found] == ["road", "rail"]
    for scene, there in zip(found, (world, second), strict=True):
        assert scene.units == {agency: there.unit(agency) for agency in worlds.KINDS}
    assert [scene.kind for scene in scenes(NOON, most=1)] == ["road"]


def test_what_happens_nowhere_in_the_pack_is_not_told():
    worlds.make()
    (scene,) = scenes(NOON)
    assert scene.told(packs.load().folder, "custody")
    assert scene.told(packs.load().folder, "weather") is None


def test_an_instant_is_told_in_minutes_before_the_start_or_by_the_day_and_the_hour_there():
    worlds.make()
    (scene,) = scenes(NOON)
    assert scene.time_of({"ago": 90}) == NOON - timedelta(minutes=90)
    assert scene.time_of({"days": 2, "at": "08:15"}) == datetime(2026, 5, 10, 3, 15, tzinfo=UTC)


def test_before_the_first_watch_of_a_unit_an_invented_officer_stands_it():
    second = worlds.another_region(worlds.make(), at=NOON)
    unit = second.unit("border")
    _, scene = scenes(NOON)
    by = scene.who("border", NOON - timedelta(days=9))["by"]
    assert by.unit == unit.pk
    assert by.officer != second.officers[unit.pk].pk
    assert scene.who("border", NOON)["by"].officer == second.officers[unit.pk].pk
