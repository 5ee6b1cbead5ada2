"""Jobs of the duties: each one calls a verb that is safe to repeat."""

from __future__ import annotations

from procrastinate.contrib.django import app

from ortaq.duties.planning import plan
from ortaq.lib.clock import now


@app.periodic(cron="*/20 * * * *")
@app.task(queueing_lock="duties.plan", pass_context=False)
def plan_duties(timestamp: int) -> None:
    """Open the duties of the coming windows."""
    plan(now())
