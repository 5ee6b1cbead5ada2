"""What the data bank does by itself; safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from ortaq.databank.listing import sweep
from ortaq.databank.widening import widen
from ortaq.duties.errors import NothingAdopted
from ortaq.duties.rulebook import Rulebook
from ortaq.lib.clock import now


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="sweep lists of arrivals")
def sweep_lists(timestamp: int) -> None:
    """Delete the rows of lists of those who arrived, when their term is over."""
    sweep(now())


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="open materials to new units")
def open_materials(timestamp: int) -> None:
    """Let units that came since see the materials that are open to their level."""
    at = now()
    try:
        widen(at, Rulebook.at(at))
    except NothingAdopted:
        return
