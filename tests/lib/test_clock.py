"""The program's one clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ortaq.lib import clock as ortaq_clock
from ortaq.lib import node

EVE = datetime(2013, 12, 31, 18, 0, tzinfo=UTC)


def test_it_shows_the_true_time_in_utc_unless_moved():
    before = datetime.now(UTC)
    assert before <= ortaq_clock.now() <= datetime.now(UTC)
    assert ortaq_clock.shift() == timedelta()


def test_it_stands_where_it_is_put(clock):
    clock.stand(EVE)
    assert ortaq_clock.now() == EVE == ortaq_clock.now()


def test_it_is_moved_on_from_where_it_stands(clock):
    clock.stand(EVE)
    clock.advance(timedelta(hours=6))
    assert ortaq_clock.now() == EVE + timedelta(hours=6)


def test_it_runs_on_after_it_has_travelled(clock):
    clock.travel(EVE)
    first = ortaq_clock.now()
    assert EVE <= first < ortaq_clock.now() < EVE + timedelta(minutes=1)


def test_two_moves_in_one_tick_are_both_seen(clock):
    for hour in range(50):
        clock.stand(EVE + timedelta(hours=hour))
        assert ortaq_clock.now() == EVE + timedelta(hours=hour)


def test_a_real_node_refuses_to_have_its_clock_moved(tmp_path, monkeypatch):
    monkeypatch.setenv("ORTAQ_HOME", str(tmp_path))
    node.write_facts(tmp_path, kind="node")
    with pytest.raises(PermissionError):
        ortaq_clock.travel(EVE)
    (tmp_path / "clock").write_text(f"={EVE.isoformat()}")
    assert ortaq_clock.now() > EVE
