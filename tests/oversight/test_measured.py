"""A drill ends in measured times per unit; a real node keeps no such page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from holding import NOON, Point
from world import make

from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in
from ortaq.lib import node
from ortaq.oversight.measured import measures

MINUTE = timedelta(minutes=1)


@pytest.fixture
def point(db) -> Point:
    return Point(make())


def test_each_unit_is_measured_from_the_instant_at_which_it_owed(point):
    from holding import lines

    line = lines(point.offer(point.detain()))[0]
    point.accept(line, at=NOON + 7 * MINUTE)
    receiver = point.unit("internal").pk
    found = {one.rule: one for one in measures(NOON + 10 * MINUTE) if one.unit == receiver}
    assert (found["C9.6-decide"].in_time, found["C9.6-decide"].median) == (1, 7 * MINUTE)
    assert found["alarm"].slowest == 7 * MINUTE


def test_what_a_unit_may_not_see_is_not_measured_for_it(point, as_role):
    point.offer(point.detain())
    stranger = point.world.stranger.pk
    with as_role("web"), acting_in(stranger):
        assert [one for one in measures(NOON + MINUTE) if one.unit != stranger] == []


def test_a_drill_shows_it_to_its_officers_and_a_real_node_has_no_such_page(here, sit, monkeypatch):
    screen = sit(Appointment.objects.get(unit=here.unit("border", 4), role="duty_officer"))
    assert "Итоги учения" in screen.get("/drill/").content.decode()
    assert screen.get("/drill/?format=csv")["Content-Type"].startswith("text/csv")
    monkeypatch.setattr(node, "kind", lambda: "node")
    assert screen.get("/drill/").status_code == 404


def test_only_a_node_of_the_same_host_may_show_the_alarms_aside_and_a_drill_only_those(here, sit, monkeypatch):
    screen = sit(Appointment.objects.get(unit=here.unit("border", 4), role="duty_officer"))
    aside = screen.get("/strip/aside/")
    assert "frame-ancestors http://testserver:*" in aside["Content-Security-Policy"]
    assert "X-Frame-Options" not in aside
    assert "frame-ancestors 'none'" in screen.get("/")["Content-Security-Policy"]
    monkeypatch.setattr(node, "kind", lambda: "drill")
    monkeypatch.setattr(node, "facts", lambda: {"real": "https://post.example:8000"})
    page = screen.get("/")
    assert "frame-src https://post.example:8000;" in page["Content-Security-Policy"]
    assert 'src="https://post.example:8000/strip/aside/"' in page.content.decode()
    assert "УЧЕНИЕ" in page.content.decode()
