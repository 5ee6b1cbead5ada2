"""What a killed worker was doing is done after all, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, connections
from procrastinate.contrib.django import app

from ortaq.schedule import plan_duties, rescue_stalled_jobs, tidy_access

pytestmark = pytest.mark.django_db(transaction=True)


def left_behind(task):
    """A job that a worker had begun when it was killed, long ago."""
    job = task.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job])
    return job


def rescue():
    """In a thread of its own, as in the worker: a browser of other tests may keep an event loop in this one."""

    def work():
        async_to_sync(rescue_stalled_jobs.func)(SimpleNamespace(app=app), timestamp=0)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def states():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status FROM procrastinate_jobs")
        return dict(cursor.fetchall())


def test_a_job_whose_worker_was_killed_waits_in_the_queue_again():
    job = left_behind(plan_duties)
    rescue()
    assert states()[job] == "todo"


def test_a_job_that_waits_already_is_enough_and_holds_up_no_other_rescue():
    planning, tidying = left_behind(plan_duties), left_behind(tidy_access)
    waiting = plan_duties.defer(timestamp=1)
    rescue()
    assert states() == {planning: "aborted", waiting: "todo", tidying: "todo"}
