"""What an act does by coming into force, by being submitted, and by its end. The kind tells it; see `rules.acts`.

decided   each row of a group of decisions is a task of the unit that it names, by its day
answered  submitting a plan fulfils what its parties owed of it
arranged  terms of the parties' own, who controls a sector, the coordinating role: dated overrides of the directory
printed   the paper is made and kept
after     what the packages above registered for the acts that they draw up

To be called inside the transaction of the step.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from ortaq.acts import after
from ortaq.acts.arranging import arranged_by
from ortaq.acts.doing import Task
from ortaq.acts.models import ActStep, Body, Version
from ortaq.acts.owing import keys_answered, owed_for
from ortaq.directory.arranging import arrange, take_back
from ortaq.duties.models import Duty
from ortaq.duties.moves import fulfil, lapse, void
from ortaq.duties.opening import open_new
from ortaq.duties.rulebook import Rulebook
from ortaq.duties.steps import has_run_out
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid_of
from ortaq.lib.rows import insert
from ortaq.rules.acts import ActKind

ENDED, REPLACED = "the act has ended", "the act was replaced"
"""Why what an act gave to do is void."""
DAY = timedelta(days=1)


def enacted(
    version: Version,
    former: Version | None,
    kind: ActKind,
    step: ActStep,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> None:
    """Let a version that came into force do what its kind says, in the place of the former one."""
    fields = Body.objects.get(version=version).fields
    kept = _carried_over(version, kind, fields) if former else {}
    if former is not None:
        take_back(version.act_id, by=by, at=at)
        _take_back(former, but=set(kept.values()), reason=REPLACED, by=by, at=at)
    arrange(arranged_by(version, kind, fields, rulebook), by=by, at=at)
    new = [one for one in _tasks(version, kind, fields, at, rulebook) if (one.group, one.n) not in kept]
    give(new, by=by, at=at, rulebook=rulebook)
    if not version.approvers:
        answered(version, kind, step, by=by, at=at, rulebook=rulebook)
    _print(version, kind, by=by, at=at, rulebook=rulebook)
    after.follow(version, step, by=by, at=at, rulebook=rulebook)


def _print(version: Version, kind: ActKind, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Make the paper. Where the key that seals is not at hand the act holds all the same; it is made when asked for."""
    from ortaq.acts import papers  # brings the libraries of paper, which most processes never use
    from ortaq.lib.pades import NoKey

    with suppress(NoKey):
        papers.keep(version, papers.OFFICIAL, kind, by=by, at=at, rulebook=rulebook)


def answered(version: Version, kind: ActKind, step: ActStep, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Close what the parties owed by this act: its plan, or that it be refined."""
    keys = keys_answered(version, kind, step)
    if keys:
        fulfil(keys, by=by, at=at, record=step.pk, recorded_at=at)


def ended(version: Version, *, by: Actor, at: datetime) -> None:
    """Take back what an act that has ended had arranged and given to do."""
    take_back(version.act_id, by=by, at=at)
    _take_back(version, but=set(), reason=ENDED, by=by, at=at)


def give(tasks: list[Task], *, by: Actor, at: datetime, rulebook: Rulebook) -> list[Duty]:
    """Write tasks and open the duties that they are."""
    insert(tasks, entries(("task.given", one.pk, one.to_ledger(), by, at) for one in tasks))
    return open_new([owed_for(one, rulebook) for one in tasks], by=by, at=at)


def _tasks(
    version: Version, kind: ActKind, fields: Mapping[str, Any], at: datetime, rulebook: Rulebook
) -> Iterator[Task]:
    """Give a task for each decision whose owner is still open; nobody owes for a unit that was closed meanwhile."""
    units = {unit.code: unit.pk for unit in rulebook.units.values()}
    for told in kind.decisions:
        for n, row in enumerate(fields.get(told.group, ())):
            if (unit := units.get(row[told.owner])) is None:
                continue
            yield Task(
                id=_task_id(version.pk, told.group, n),
                version=version,
                group=told.group,
                n=n,
                rule=told.rule,
                unit_id=unit,
                owed_to_id=version.act.unit_id if unit != version.act.unit_id else None,
                since=at,
                due_at=max(at, _end_of(row[told.due], unit, rulebook)),
                at=at,
                visible_to=version.visible_to,
            )


def _task_id(of: uuid.UUID, group: str, n: int) -> uuid.UUID:
    return uuid_of("task", str(of), group, str(n))


def _end_of(day: str, unit: int, rulebook: Rulebook) -> datetime:
    """Return the 24:00 of a day by the unit's own clock."""
    return datetime.combine(date.fromisoformat(day) + DAY, time(), tzinfo=rulebook.zone_of(unit))


def _carried_over(version: Version, kind: ActKind, fields: Mapping[str, Any]) -> dict[tuple[str, int], uuid.UUID]:
    """Return which rows stood in the same words before: what they gave to do stays given, by the same task."""
    given = set(Task.objects.filter(version__act=version.act_id, activation=None).values_list("pk", flat=True))
    before = Version.objects.filter(act=version.act_id, in_force_from__isnull=False, n__lt=version.n).order_by("n")
    standing: list[tuple[str, Any, uuid.UUID]] = []
    for one in before.select_related("content"):
        matched = _matched(standing, kind, one.content.fields)
        own = ((group, n, row, _task_id(one.pk, group, n)) for group, n, row in _rows(kind, one.content.fields))
        standing = [
            (group, row, task) for group, n, row, fresh in own if (task := matched.get((group, n), fresh)) in given
        ]
    return _matched(standing, kind, fields)


def _matched(
    standing: list[tuple[str, Any, uuid.UUID]], kind: ActKind, fields: Mapping[str, Any]
) -> dict[tuple[str, int], uuid.UUID]:
    left, found = list(standing), dict[tuple[str, int], uuid.UUID]()
    for group, n, row in _rows(kind, fields):
        same = next((one for one in left if one[:2] == (group, row)), None)
        if same is not None:
            left.remove(same)
            found[group, n] = same[2]
    return found


def _rows(kind: ActKind, fields: Mapping[str, Any]) -> Iterator[tuple[str, int, Any]]:
    for told in kind.decisions:
        yield from ((told.group, n, row) for n, row in enumerate(fields.get(told.group, ())))


def _take_back(version: Version, *, but: set[uuid.UUID], reason: str, by: Actor, at: datetime) -> None:
    """Void what is still owed; a term that had run out leaves its trace and stays late."""
    tasks = Task.objects.filter(version__act=version.act_id, activation=None).exclude(pk__in=but)
    for duty in Duty.objects.filter(record__in=[one.pk for one in tasks]).unfinished():
        if has_run_out(duty, at):
            lapse([duty], by=Actor.program("clock"), recorded_at=at)
        else:
            void(duty, by=by, at=at, reason=reason)
