"""What runs by itself runs as the clock: no job and no turn needs a right that PostgreSQL does not grant it.

A refusal would stop the planning of every duty of the node, and be seen by nobody but who reads the log of its worker.
"""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime

import pytest
import world as worlds
from procrastinate.contrib.django import app

from ortaq import schedule
from ortaq.duties import facts
from ortaq.duties.clock import turn_once
from ortaq.duties.planning import windows
from ortaq.rules import packs

pytestmark = pytest.mark.django_db
MONTHS = (date(2026, 5, 1), date(2026, 7, 2))
"""Every window that recurs at least each half-year opens between them."""
ITS_OWN = (schedule.rescue_stalled_jobs.name, schedule.forget_finished_jobs.name)
"""They ask procrastinate's tables alone, by its own connection."""
JOBS = {
    one.task.name: one.task.func
    for one in app.periodic_registry.periodic_tasks.values()
    if one.task.name not in ITS_OWN
}


def test_a_job_is_never_left_out():
    assert len(JOBS) >= 7
    assert not any(inspect.iscoroutinefunction(job) for job in JOBS.values()), "it would need a connection of its own"


@pytest.mark.parametrize("job", JOBS)
def test_a_job_needs_no_right_that_the_clock_has_not(job, clock, as_role):
    worlds.make()
    clock.stand(datetime(2026, 4, 30, 7, tzinfo=UTC))
    with as_role("clock"):
        JOBS[job](timestamp=0)


def test_the_turns_of_the_clock_need_no_right_that_it_has_not(clock, as_role):
    worlds.make()
    clock.stand(datetime(2026, 4, 30, 7, tzinfo=UTC))
    with as_role("clock"):
        schedule.plan_duties.func(timestamp=0)
        clock.stand(datetime(2026, 5, 31, 7, tzinfo=UTC))
        turn_once()


@pytest.mark.parametrize("read", facts._ahead, ids=lambda read: f"{read.__module__}.{read.__name__}")
def test_whoever_says_what_was_done_ahead_reads_what_the_clock_may_for_every_window(read, as_role):
    worlds.make()
    owed = list(windows(*MONTHS, datetime(2026, 5, 1, tzinfo=UTC)))
    assert {one.rule for one in owed} == {rule.id for rule in packs.load().editions[-1].duties if rule.window}
    with as_role("clock"):
        read(owed)
