"""What the exchange does by itself; safe to run twice."""

from __future__ import annotations

import uuid
from datetime import datetime

from procrastinate.contrib.django import app

from ortaq.exchange.outside.delivering import deliver
from ortaq.exchange.uploads import sweep
from ortaq.lib.clock import now


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="sweep files")
def sweep_files(timestamp: int) -> None:
    """Remove the bytes of files that no row names for a day."""
    sweep()


@app.task(name="deliver outside")
def deliver_outside(delivery: str, handed_at: str) -> None:
    """Try once to bring a notice out of the console; the clock engine hands it out again where it failed."""
    deliver(uuid.UUID(delivery), handed_at=datetime.fromisoformat(handed_at), now=now())
