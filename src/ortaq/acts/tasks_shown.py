"""What acts and their variants of action give to do, as a page shows it: whose, until when, in which words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ortaq.acts.doing import Task
from ortaq.acts.models import Body
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.duties.words import LATE, Shown, shown
from ortaq.rules.acts import ActKind


@dataclass(frozen=True)
class ShownTask:
    """One task. `minutes` count from Ч; `may_do`: the officer may say that it is done."""

    task: Task
    duty: Shown
    words: str
    unit: str
    minutes: int | None
    is_ours: bool
    may_do: bool

    @property
    def is_late(self) -> bool:
        """Whether its time is over and it is not done."""
        return self.duty.look == LATE


def tasks_of(desk: Desk, tasks: Any) -> list[ShownTask]:
    """Return tasks with their duties as this desk sees them, and what is to be done in words where it may be read."""
    rows = list(tasks.select_related("version__act", "activation", "done").order_by("due_at", "n"))
    duties = {duty.record: duty for duty in Duty.objects.filter(record__in=[one.pk for one in rows])}
    words = words_of(rows, desk)
    return [_shown(one, duties[one.pk], words.get(one.pk, ""), desk) for one in rows if one.pk in duties]


def words_of(tasks: Iterable[Task], desk: Desk) -> Mapping[uuid.UUID, str]:
    """Return what tasks ask, in the words of their acts, of those that this desk may read."""
    rows = list(tasks)
    if not desk.may("may_read_content"):
        return {}
    contents = Body.objects.in_bulk({one.version_id for one in rows})
    kinds = desk.rulebook.edition.act_kinds
    return {
        one.pk: _words(one, kinds.get(one.version.act.kind), contents[one.version_id])
        for one in rows
        if one.version_id in contents
    }


def _words(task: Task, kind: ActKind | None, body: Body) -> str:
    if kind is None:
        return ""
    told = {one.group: one.what for one in kind.decisions}
    if kind.variants:
        told[kind.variants.tasks.group] = kind.variants.tasks.what
    rows = body.fields.get(task.group, ())
    return str(rows[task.n].get(told.get(task.group, ""), "")) if task.n < len(rows) else ""


def _shown(task: Task, duty: Duty, words: str, desk: Desk) -> ShownTask:
    ours, is_done = task.unit_id == desk.unit.pk, hasattr(task, "done")
    return ShownTask(
        task=task,
        duty=shown(duty, desk),
        words=words,
        unit=desk.name(task.unit_id),
        minutes=task.minutes,
        is_ours=ours,
        may_do=ours and not is_done and duty.is_unfinished and desk.may("may_activate_variant"),
    )
