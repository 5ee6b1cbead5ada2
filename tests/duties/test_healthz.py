"""What a watcher outside the node is told, who has no login."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ortaq.duties.clock import _beat
from ortaq.duties.health import planned
from ortaq.lib.clock import now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


def test_a_node_whose_clock_runs_is_well_to_whoever_asks(client, as_role):
    _beat(now(), timedelta(seconds=2), 1)
    with as_role("web"):
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["clock"] | {"beat_age_s": 0} == {
        "alive": True,
        "beat_age_s": 0,
        "waiting_s": 0,
        "last_late_s": 2,
        "worst_late_s": 2,
        "planned_s": None,
    }


def test_a_node_whose_clock_stands_still_is_not(client):
    _beat(now() - timedelta(minutes=1), timedelta(), 0)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["well"]) == (503, False)


def test_a_node_whose_clock_never_ran_is_not(client):
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize(("minutes", "code"), [(29, 200), (31, 503)])
def test_a_node_whose_planner_fails_three_times_is_not_well(client, as_role, minutes, code):
    at = now()
    _beat(at, timedelta(), 0)
    with as_role("clock"):
        planned(at - timedelta(minutes=minutes))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["clock"]["planned_s"] // 60) == (code, minutes)
