"""Variants of action of a plan in force: set going at a change of the situation, done task by task, stood down.

Setting one going sounds at all parties and opens its tasks as duties of each, by Ч and so many minutes. Standing it
down takes back what is not done yet and asks what was learnt; a lesson makes the author owe that the plan is refined.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ortaq.acts.between import kind_of
from ortaq.acts.checking import mark
from ortaq.acts.doing import Activation, Lesson, StandDown, Task, TaskDone
from ortaq.acts.drafting import refuse_state_secrets
from ortaq.acts.effects import give
from ortaq.acts.errors import NoReason, NotParty, NotPossible, NotRunning
from ortaq.acts.models import Body, Version
from ortaq.acts.owing import owed_for, refining
from ortaq.acts.starting import started
from ortaq.acts.stepping import as_party, locked, tell
from ortaq.acts.telling import tell_begun, tell_over
from ortaq.duties.models import Duty
from ortaq.duties.moves import fulfil, lapse, void
from ortaq.duties.opening import open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.duties.steps import has_run_out
from ortaq.exchange.sending import SKEW, only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid7, uuid_of
from ortaq.lib.rows import insert
from ortaq.rules.acts import Variants

STOOD_DOWN = "the variant was stood down"
EARLIEST = timedelta(hours=24)
"""How far back Ч may lie: what began a day ago is told otherwise."""


def activate(
    version: Version,
    variant: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    h_at: datetime | None = None,
    note: str = "",
    id: uuid.UUID | None = None,
) -> Activation:
    """Set a variant going: its tasks are owed from now on, Ч being `h_at`, or now. Running already, it is returned.

    Raises NotParty, StateSecret, NotPossible for an act that is not in force, has no such variant, or for a Ч that
    cannot be.
    """
    as_party(version.act, by)
    refuse_state_secrets(note, rulebook.edition)
    kind, moment = kind_of(version.act.kind, rulebook), h_at or at
    told = kind.variants
    if told is None or not at - EARLIEST <= moment <= at + SKEW:
        raise NotPossible("no variants of action, or Ч lies elsewhere", step="activate")
    with transaction.atomic():
        held = locked(version)
        row = _variant(held, told, variant)
        code = str(row[told.code])
        running = Activation.objects.running().filter(version=held, variant=code).first()
        if running is not None:
            return running
        made = Activation(
            id=id or uuid7(),
            version=held,
            variant=code,
            h_at=moment,
            note=note.strip(),
            visible_to=held.visible_to,
            **by.signed(at),
        )
        insert([made], entries([("variant.activated", made.pk, made.to_ledger(), by, at)]))
        give(list(_tasks(held, told, made, at, rulebook)), by=by, at=at, rulebook=rulebook)
        situation = str(row.get(told.situation) or "")
        tell_begun(made, situation, kind, by=by, at=at, rulebook=rulebook)
        started(made, situation, by=by, at=at, rulebook=rulebook)
        tell(held)
    return made


def done(task: Task, *, by: Actor, at: datetime, note: str = "") -> TaskDone:
    """Say that the unit has done what it was given to do; said before, that is returned.

    Raises NotParty, and NotRunning for what was taken back.
    """
    if by.unit != task.unit_id:
        raise NotParty("another unit's task", unit=by.unit)
    with transaction.atomic():
        only_one_at_a_time(task.pk)
        earlier = TaskDone.objects.filter(task=task).first()
        if earlier is not None:
            return earlier
        key = owed_for(task, Rulebook.at(task.at)).key
        if not Duty.objects.filter(key=key).unfinished().exists():
            raise NotRunning("it was taken back", task=str(task.pk))
        made = TaskDone(task=task, note=note.strip(), visible_to=task.version.visible_to, **by.signed(at))
        insert([made], entries([("task.done", made.pk, made.to_ledger(), by, at)]))
        fulfil([key], by=by, at=at, record=made.pk, recorded_at=at)
        tell(task.version)
    return made


def stand_down(
    activation: Activation, *, by: Actor, at: datetime, rulebook: Rulebook, reason: str = "", lesson: str = ""
) -> StandDown:
    """Stand a variant down; what is not done yet is owed no longer. Stood down before, that is returned.

    `lesson` is what the officer's unit has learnt; other parties add theirs by `learn`. Raises NotParty, StateSecret.
    """
    refuse_state_secrets([reason, lesson], rulebook.edition)
    with transaction.atomic():
        held = Activation.objects.select_for_update(of=("self",)).select_related("version__act").get(pk=activation.pk)
        as_party(held.version.act, by)
        earlier = StandDown.objects.filter(activation=held).first()
        if earlier is not None:
            return earlier
        made = StandDown(activation=held, reason=reason.strip(), visible_to=held.version.visible_to, **by.signed(at))
        Activation.objects.filter(pk=held.pk).update(stood_down_at=at)
        insert([made], entries([("variant.stood_down", made.pk, made.to_ledger(), by, at)]))
        _take_back(held, by=by, at=at)
        tell_over(made, kind_of(held.version.act.kind, rulebook), by=by, at=at, rulebook=rulebook)
        if lesson.strip():
            learn(held, lesson, by=by, at=at, rulebook=rulebook)
        tell(held.version)
    activation.stood_down_at = at
    return made


def learn(
    activation: Activation, text: str, *, by: Actor, at: datetime, rulebook: Rulebook, id: uuid.UUID | None = None
) -> Lesson:
    """Say what a party has learnt from a variant: it stands before whoever drafts the next version of the plan.

    Its author owes to refine the plan where the pack names him among those who do. Raises NoReason, NotParty,
    StateSecret.
    """
    if not text.strip():
        raise NoReason("a lesson has words")
    refuse_state_secrets(text, rulebook.edition)
    version = activation.version
    as_party(version.act, by)
    with transaction.atomic():
        same = Lesson.objects.filter(activation=activation, unit=by.unit or 0, text=text.strip()).first()
        if same is not None:
            return same
        seen = sorted(version.act.parties)
        made = Lesson(id=id or uuid7(), activation=activation, text=text.strip(), visible_to=seen, **by.signed(at))
        insert([made], entries([("variant.lesson", made.pk, made.to_ledger(), by, at)]))
        open_duties(refining(made, rulebook), by=by, at=at)
        tell(version)
    return made


def _variant(version: Version, told: Variants, named: str) -> Mapping[str, Any]:
    """Return the variant as the plan writes it; raises NotPossible."""
    if version.state != "in_force":
        raise NotPossible("the plan is not in force", step="activate", state=version.state)
    for row in Body.objects.get(version=version).fields.get(told.group, ()):
        if mark(row.get(told.code)) == mark(named):
            found: Mapping[str, Any] = row
            return found
    raise NotPossible("the plan has no such variant", step="activate", variant=named)


def _tasks(
    version: Version, told: Variants, activation: Activation, at: datetime, rulebook: Rulebook
) -> Iterator[Task]:
    units = {unit.code: unit.pk for unit in rulebook.units.values()}
    rows: list[Mapping[str, Any]] = Body.objects.get(version=version).fields.get(told.tasks.group, [])
    for n, row in enumerate(rows):
        if mark(row.get(told.tasks.variant)) == mark(activation.variant) and row[told.tasks.unit] in units:
            yield Task(
                id=uuid_of("task", str(activation.pk), told.tasks.group, str(n)),
                version=version,
                activation=activation,
                group=told.tasks.group,
                n=n,
                rule=told.tasks.rule,
                unit_id=units[row[told.tasks.unit]],
                since=min(activation.h_at, at),
                due_at=activation.h_at + timedelta(minutes=row[told.tasks.minutes]),
                at=at,
                visible_to=version.visible_to,
            )


def _take_back(activation: Activation, *, by: Actor, at: datetime) -> None:
    """Void what is still owed of a variant; a term that had run out leaves its trace first."""
    tasks = Task.objects.filter(activation=activation).values_list("pk", flat=True)
    for duty in Duty.objects.filter(record__in=list(tasks)).unfinished():
        if has_run_out(duty, at):
            lapse([duty], by=Actor.program("clock"), recorded_at=at)
            duty.refresh_from_db()
        void(duty, by=by, at=at, reason=STOOD_DOWN)
