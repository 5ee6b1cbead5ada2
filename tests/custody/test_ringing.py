"""A limit that runs out is heard at two levels, stands on every page, and ends by law alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from django.test import Client
from holding import NOON, Point

from ortaq.access.testing import appoint, sit_down
from ortaq.custody import entering
from ortaq.custody.models import Charge
from ortaq.custody.ringing import ring

LATER = NOON + timedelta(hours=4)


@pytest.fixture
def point(db, clock, static_files):
    clock.stand(NOON)
    return Point(worlds.make())


def page_of(point: Point, agency: str, level: int = 4) -> str:
    officer = appoint(f"r-{agency}-{level}", point.unit(agency, level), "duty_officer", at=NOON)
    return sit_down(Client(), officer).get("/").content.decode()


def test_it_rings_once_and_again_after_a_transfer(point):
    man = point.detain(limit="general")
    assert ring(NOON + timedelta(hours=2)).moved == 0
    assert ring(LATER).moved == 1
    assert ring(LATER).moved == 0
    handover = point.offer(man, at=LATER)
    point.accept(handover.lines.get(), at=LATER)
    assert ring(LATER).moved == 1, "the receiver hears it too"


def test_the_clock_rings_with_its_own_rights(point, as_role):
    point.detain(limit="general")
    with as_role("clock"):
        assert ring(LATER).moved == 1


def test_the_time_left_stands_on_every_page_of_the_custodian(point):
    point.detain(limit="general")
    page = page_of(point, "border")
    assert "Задержаны у нас" in page
    assert "1/2026" in page
    assert "Задержаны у нас" not in page_of(point, "customs")


@pytest.mark.parametrize(
    ("agency", "level", "sees"),
    [("border", 4, True), ("border", 3, True), ("border", 2, False), ("internal", 4, False)],
)
def test_an_overrun_alarms_two_levels(point, clock, agency, level, sees):
    point.detain(limit="general")
    clock.stand(LATER)
    assert ("ВРЕМЯ ЗАДЕРЖАНИЯ ВЫШЛО" in page_of(point, agency, level)) is sees


def test_release_ends_the_alarm(point, clock):
    man = point.detain(limit="general")
    clock.stand(LATER)
    entering.enter(man, "released", {"decision": "№ 1"}, **point.by("border", at=LATER))
    assert "ВРЕМЯ ЗАДЕРЖАНИЯ" not in page_of(point, "border")
    assert not Charge.objects.get().is_held
