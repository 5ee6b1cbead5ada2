"""What the exchange does by itself; safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from ortaq.exchange.uploads import sweep


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="sweep files")
def sweep_files(timestamp: int) -> None:
    """Remove the bytes of files that no row names for a day."""
    sweep()
