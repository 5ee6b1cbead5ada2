"""What acts do by themselves; safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from ortaq.acts.calling import call_for_plans as call
from ortaq.lib.clock import now


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="call for plans")
def call_for_plans(timestamp: int) -> None:
    """Open the duties of the plans that an adopted edition asks of each group."""
    call(now())
