"""Where a duty of acts is done, and what it is about: for the board and every other list of duties."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from ortaq.acts.doing import Activation, PlanOwed, Task
from ortaq.acts.models import Act, Version
from ortaq.acts.tasks_shown import words_of
from ortaq.duties.desk import Desk


@dataclass(frozen=True, slots=True)
class Door:
    """What a duty is about, in words, and the page on which it is done."""

    story: str
    url: str


def doors(records: Iterable[uuid.UUID], desk: Desk) -> dict[uuid.UUID, Door]:
    """Return the doors of those duties that arise from acts, by what stands in them as their record."""
    wanted = list(records)
    if not wanted:
        return {}
    found = _of_tasks(wanted, desk)
    found |= {one.pk: _of_activation(one) for one in _activations(wanted)}
    found |= _of_plans(wanted, desk)
    found |= {one.pk: _of_act(one, desk) for one in Act.objects.filter(pk__in=wanted)}
    versions = Version.objects.filter(pk__in=wanted).select_related("act")
    return found | {one.pk: _of_act(one.act, desk) for one in versions}


def _of_tasks(wanted: list[uuid.UUID], desk: Desk) -> dict[uuid.UUID, Door]:
    """A task is done where it stands: on its act, or on the page of the variant that runs."""
    tasks = list(Task.objects.filter(pk__in=wanted).select_related("version__act", "activation"))
    words = words_of(tasks, desk)
    return {one.pk: _of_task(one, words, desk) for one in tasks}


def _of_task(task: Task, words: Mapping[uuid.UUID, str], desk: Desk) -> Door:
    said, act, runs = words.get(task.pk, ""), task.version.act, task.activation
    if runs:
        facts = {
            "minutes": task.minutes,
            "hour": runs.h_at.astimezone(desk.zone).strftime("%H:%M"),
            "variant": runs.variant,
            "act": act.label,
        }
        where = gettext("Ч+%(minutes)s (Ч – %(hour)s), вариант %(variant)s, № %(act)s") % facts
        return Door(_joined(said, where), reverse("variant", args=[runs.pk]))
    return Door(_joined(said, f"№ {act.label}"), f"{reverse('act', args=[act.pk])}?version={task.version.n}#tasks")


def _activations(wanted: list[uuid.UUID]) -> Iterable[Activation]:
    return Activation.objects.filter(pk__in=wanted).select_related("version__act")


def _of_activation(activation: Activation) -> Door:
    """Lessons of a variant that ran are worked into the next version of its act."""
    act = activation.version.act
    story = gettext("уточнить № %(act)s: показал вариант %(variant)s")
    return Door(story % {"act": act.label, "variant": activation.variant}, reverse("act", args=[act.pk]))


def _of_plans(wanted: list[uuid.UUID], desk: Desk) -> dict[uuid.UUID, Door]:
    """A plan that is called for is done on the group's act of such a kind, or begun where there is none."""
    owed = list(PlanOwed.objects.filter(pk__in=wanted))
    if not owed:
        return {}
    kinds = {rule: one.code for one in desk.rulebook.edition.act_kinds.values() for rule in one.answers}
    acts = Act.objects.filter(group__in={one.group_id for one in owed}, kind__in=set(kinds.values()))
    known = {(one.group_id, one.kind): one for one in acts.order_by("drafted_at")}
    return {one.pk: _of_plan(one, kinds.get(one.rule, ""), known, desk) for one in owed}


def _of_plan(plan: PlanOwed, kind: str, known: Mapping[tuple[int | None, str], Act], desk: Desk) -> Door:
    act = known.get((plan.group_id, kind))
    if act is not None:
        return _of_act(act, desk)
    return Door(gettext("ещё не начат"), f"{reverse('act-new')}?kind={kind}&group={plan.group_id}")


def _of_act(act: Act, desk: Desk) -> Door:
    kind = desk.rulebook.edition.act_kinds.get(act.kind)
    return Door(f"{desk.said(kind.name) if kind else act.kind} № {act.label}", reverse("act", args=[act.pk]))


def _joined(words: str, where: str) -> str:
    return f"{words} · {where}" if words else where
