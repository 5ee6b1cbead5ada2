"""The Instruction as one page: our wording in reading order, and beside each point how it is being executed now."""

from __future__ import annotations

from dataclasses import dataclass

from ortaq.console import official
from ortaq.duties.desk import Desk
from ortaq.oversight.asked import Asked
from ortaq.oversight.counting import Counts
from ortaq.oversight.figures import Figures
from ortaq.oversight.lens import OVERSIGHT, Lens, body_of, lens_of, oversees
from ortaq.oversight.periods import Period


@dataclass(frozen=True)
class Point:
    """One point: its number, our wording, whether the official one is stored, its execution and where that is seen."""

    number: str
    depth: int
    title: str
    text: str
    has_official: bool
    counts: Counts
    query: str

    @property
    def bar(self) -> list[tuple[str, float, float]]:
        """The pieces of the bar: its look, where it begins, how long it is, of a hundred; what is waived has none."""
        counts, pieces, at = self.counts, [], 0.0
        late = counts.late + counts.explained + counts.missing
        shown = counts.on_time + late + counts.open
        for look, count in (("done", counts.on_time), ("late", late), ("open", counts.open)):
            length = 100 * count / shown if shown else 0.0
            if count:
                pieces.append((look, round(at, 2), round(length, 2)))
            at += length
        return pieces


def points(desk: Desk) -> list[Point]:
    """Return the whole Instruction of the adopted edition with this month's execution for this unit or this body."""
    stored, asked = official.numbers(), _asked(desk)
    counted = {row.filters["clause"]: row.counts for row in Figures(desk, _lens(desk), asked).table("clause")}
    return [
        Point(
            number=clause.number,
            depth=clause.number.count("."),
            title=desk.said(getattr(clause, "title", None)),
            text=desk.said(clause.text),
            has_official=clause.number in stored,
            counts=counted.get(clause.number, Counts()),
            query=asked.query(clause=clause.number),
        )
        for clause in desk.rulebook.edition.clauses.values()
    ]


def overseen(desk: Desk) -> str:
    """Return the agency whose execution an oversight body sees here; empty for everybody else."""
    agency = desk.rulebook.edition.agencies.get(_asked(desk).agency)
    return desk.said(agency.short) if agency else ""


def _lens(desk: Desk) -> Lens:
    """An oversight body looks at the agency that it oversees, everybody else at his own unit alone."""
    return lens_of(desk, OVERSIGHT) if oversees(desk) else Lens("record", frozenset({desk.unit.pk}))


def _asked(desk: Desk) -> Asked:
    month = Period.month_of(desk.today)
    if not oversees(desk):
        return Asked(month, unit=desk.unit.pk)
    body = body_of(desk)
    return Asked(month, agency=body.agency if body else desk.unit.agency)
