"""Joint measures as a list or the board shows them: what each is, with whom, how it stands, what falls due next."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.operations.log import Assignment
from ortaq.operations.models import Operation
from ortaq.operations.titles import titles_of
from ortaq.operations.words import LOOKS, state_in_words


@dataclass(frozen=True)
class Row:
    """One joint measure as the list shows it; `due` is the task of it that falls due next."""

    operation: Operation
    kind: str
    title: str
    others: Sequence[str]
    state: str
    look: str
    open_tasks: int
    due: Duty | None
    owed_by: str
    has_hour: bool


def rows_of(found: Sequence[Operation], desk: Desk) -> list[Row]:
    """Return joint measures as a list shows them, those under way first."""
    titles, kinds = titles_of(found, desk), desk.rulebook.edition.operations
    given = Assignment.objects.filter(operation__in=found)
    of = dict(given.values_list("pk", "operation"))
    duties = Duty.objects.filter(record__in=list(of)).unfinished().order_by("-due_at")
    due: dict[uuid.UUID, Duty] = {}
    count: dict[uuid.UUID, int] = {}
    for one in duties:
        assert one.record is not None
        operation = of[one.record]
        due[operation], count[operation] = one, count.get(operation, 0) + 1
    rows = [
        Row(
            operation=one,
            kind=desk.said(kinds[one.kind].name) if one.kind in kinds else one.kind,
            title=titles.get(one.pk, ""),
            others=[desk.name(unit) for unit in one.parties if unit != desk.unit.pk],
            state=state_in_words(one.state),
            look=LOOKS[one.state],
            open_tasks=count.get(one.pk, 0),
            due=due.get(one.pk),
            has_hour=one.is_under_way and one.kind in kinds and kinds[one.kind].has_hour,
            owed_by=desk.name(due[one.pk].owed_by_id) if one.pk in due else "",
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: not row.has_hour)
