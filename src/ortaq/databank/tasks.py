"""What the data bank does by itself; safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from ortaq.databank.listing import sweep
from ortaq.lib.clock import now


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="sweep lists of arrivals")
def sweep_lists(timestamp: int) -> None:
    """Delete the rows of lists of those who arrived, when their term is over."""
    sweep(now())
