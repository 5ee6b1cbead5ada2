"""A year's execution as it is reported: by clause and month, the worst units, who was released and what was explained.

It is counted by `counting.count` like every figure, so that it says what the pages say; it names no officer and repeats
nothing that anybody typed: a ground is the pack's, a reason stands with the duty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.oversight.asked import Asked, which
from ortaq.oversight.counting import Counts, count, summed, total
from ortaq.oversight.figures import Figures, Row
from ortaq.oversight.lens import Lens, units
from ortaq.oversight.listing import listed
from ortaq.oversight.periods import MONTH, Period, Piece
from ortaq.oversight.standing import standing

WORST = 15
LISTED = 300
"""Lines of a list that is printed; how many there are is said beside it."""


@dataclass(frozen=True)
class Released:
    """One duty from which a body released: when its term was, whose it was, on which ground, by whom and when."""

    duty: Duty
    ground: str
    by: int | None
    at: date


@dataclass(frozen=True)
class Explained:
    """One overrun that was explained: what was promised, and the figure that it is counted in now."""

    duty: Duty
    promised: date
    stands: str


@dataclass(frozen=True)
class Yearly:
    """The report. `matrix` has the months of each clause, in the order of `by_clause`."""

    year: int
    total: Counts
    by_clause: Sequence[Row]
    months: Sequence[tuple[Piece, Counts]]
    matrix: Sequence[tuple[Row, Sequence[Counts]]]
    by_agency: Sequence[Row]
    by_level: Sequence[Row]
    worst: Sequence[Row]
    released: Sequence[Released]
    released_in_all: int
    explained: Sequence[Explained]
    explained_in_all: int


def yearly(desk: Desk, lens: Lens, asked: Asked, year: int) -> Yearly:
    """Return the report of a calendar year through a lens, for what is asked besides the period."""
    asked = replace(asked, period=Period(date(year, 1, 1), date(year, 12, 31)), kind="")
    figures, pieces = Figures(desk, lens, asked), asked.period.pieces(MONTH)
    cells = count(
        which(asked, lens, desk, grain=MONTH),
        ("clause", "piece"),
        now=desk.now,
        zones=(one.zone for one in units().values()),
    )
    monthly = summed(cells, lambda key: key[1])
    by_clause = _in_order(figures.table("clause"), list(desk.rulebook.edition.clauses))
    released, explained = _released(desk, lens, asked), _explained(desk, lens, asked)
    return Yearly(
        year=year,
        total=total(cells.values()),
        by_clause=by_clause,
        months=[(piece, monthly.get(place, Counts())) for place, piece in enumerate(pieces)],
        matrix=[(row, [cells.get((row.filters["clause"], n), Counts()) for n in range(12)]) for row in by_clause],
        by_agency=figures.table("agency"),
        by_level=figures.table("level"),
        worst=[row for row in figures.table("unit") if row.counts.missing or row.counts.late][:WORST],
        released=released[:LISTED],
        released_in_all=len(released),
        explained=explained[:LISTED],
        explained_in_all=len(explained),
    )


def _in_order(rows: Sequence[Row], order: Sequence[str]) -> list[Row]:
    place = {clause: n for n, clause in enumerate(order)}
    return sorted(rows, key=lambda row: place.get(row.filters["clause"], len(place)))


def _released(desk: Desk, lens: Lens, asked: Asked) -> list[Released]:
    found = []
    for duty in _in_turn(replace(asked, kind="waived"), lens, desk, "waive"):
        step = next(move for move in duty.history.all() if move.verb == "waive")
        waiver = desk.rulebook.edition.waivers.get(step.ground)
        ground = desk.said(waiver.ground) if waiver else step.ground
        found.append(Released(duty, ground, step.unit, step.at.astimezone(desk.zone).date()))
    return found


def _explained(desk: Desk, lens: Lens, asked: Asked) -> list[Explained]:
    found = []
    for duty in _in_turn(asked, lens, desk, "explain"):
        steps = [move for move in duty.history.all() if move.verb == "explain" and move.promised_at]
        if steps and (promised := steps[-1].promised_at):
            found.append(Explained(duty, promised.astimezone(desk.zone).date(), standing(duty, desk.now)))
    return found


def _in_turn(asked: Asked, lens: Lens, desk: Desk, verb: str) -> list[Duty]:
    """Return the duties in whose life a step was taken, by their terms, with their histories."""
    rows = listed(asked, lens, desk).filter(history__verb=verb).distinct()
    return list(rows.order_by("due_at", "id").prefetch_related("history"))
