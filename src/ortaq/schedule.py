"""What happens by itself at set times, and the worker that runs it and the jobs that verbs left behind.

A job is written in the transaction of its verb and run here. Every job is safe to run twice. Schedules only say *when
to look*: whether something is owed is asked of the rules each time, with the program's own clock.
"""

from __future__ import annotations

import asyncio

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from ortaq.lib.setup import django_setup

DAYS_KEPT = 14
SILENT = 30
"""Seconds without a heartbeat after which a worker is taken for dead."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="rescue stalled jobs", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give back to the queue what a killed worker was doing; it would stay `doing` for ever.

    Where the same work waits in the queue already, one that waits is enough: the stalled one is given up.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, Status.ABORTED, delete_job=False)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget finished jobs", pass_context=True)
async def forget_finished_jobs(context: JobContext, timestamp: int) -> None:
    """Remove jobs done long ago; failed ones stay for a person to look at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=24 * DAYS_KEPT)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="plan duties", retry=RetryStrategy(max_attempts=5, wait=10))
def plan_duties(timestamp: int) -> None:
    """Open the duties of the coming windows; what stands already is left alone."""
    from ortaq.duties.health import planned
    from ortaq.duties.planning import plan
    from ortaq.lib.clock import now

    plan(now())
    planned(now())


@app.periodic(cron="43 * * * *")
@app.task(queueing_lock="tidy access")
def tidy_access(timestamp: int) -> None:
    """Forget sessions that have expired and tries to sign in that count no longer."""
    from ortaq.access.tasks import tidy

    tidy()


@app.periodic(cron="53 * * * *")
@app.task(queueing_lock="forget kept answers")
def forget_kept_answers(timestamp: int) -> None:
    """Forget the answers that no program will ask for again."""
    from ortaq.api.once import forget
    from ortaq.lib.clock import now

    forget(now())


def work() -> None:
    """Run jobs and schedules until INT or TERM."""
    django_setup("clock")
    from ortaq.duties.health import planned
    from ortaq.lib.clock import now

    planned(now())
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()):
        asyncio.run(_work())


async def _work() -> None:
    async with app.open_async():
        await app.run_worker_async(name="jobs", concurrency=2, delete_jobs="never", shutdown_graceful_timeout=5)
