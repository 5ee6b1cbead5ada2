"""Where a duty of a joint measure is done, and what it is about: for the board and every other list of duties."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.urls import reverse

from ortaq.acts.doors import Door
from ortaq.duties.desk import Desk
from ortaq.operations.log import Assignment, LogEntry
from ortaq.operations.models import Operation, OperationStep
from ortaq.operations.rooms import inside, of_officer
from ortaq.operations.titles import texts_of, titles_of


def doors(records: Iterable[uuid.UUID], desk: Desk) -> dict[uuid.UUID, Door]:
    """Return the doors of those duties that arise from joint measures, by what stands in them as their record."""
    wanted = list(records)
    if not wanted or not desk.rulebook.edition.operations:
        return {}
    found = _doors(wanted, desk)
    missing = [pk for pk in wanted if pk not in found]
    for room in of_officer(desk.actor.officer or 0) if missing else ():
        with inside(room):
            found |= _doors(missing, desk)
    return found


def _doors(wanted: list[uuid.UUID], desk: Desk) -> dict[uuid.UUID, Door]:
    given = list(Assignment.objects.filter(pk__in=wanted).select_related("operation"))
    told = [*_rows(LogEntry, wanted), *_rows(OperationStep, wanted)]
    titles = titles_of([one.operation for one in (*given, *told)], desk)
    words = texts_of([one.entry_id for one in given], desk)
    found = {one.pk: _door(one.operation, titles, "log") for one in told}
    return found | {one.pk: _of_task(one, words.get(one.entry_id, ""), titles) for one in given}


def _rows(model: type, wanted: list[uuid.UUID]) -> Iterable:  # type: ignore[type-arg]
    return model.objects.filter(pk__in=wanted).select_related("operation")  # type: ignore[attr-defined, no-any-return]


def _of_task(task: Assignment, words: str, titles: dict[uuid.UUID, str]) -> Door:
    door = _door(task.operation, titles, "tasks")
    return Door(" · ".join(filter(None, (words, f"№ {task.operation}"))), door.url)


def _door(operation: Operation, titles: dict[uuid.UUID, str], part: str) -> Door:
    url = f"{reverse('operation', args=[operation.pk])}#{part}"
    return Door(" ".join(filter(None, (f"№ {operation}", titles.get(operation.pk, "")))), url)
