"""What is owed because of acts, as the rules say it: plans called for, tasks given, lessons to be worked in.

The same functions open the duties and, from the facts, make them anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from ortaq.acts.doing import Lesson, PlanOwed, Task
from ortaq.acts.models import ActStep, Version
from ortaq.duties.opening import Owed
from ortaq.duties.rulebook import Rulebook
from ortaq.rules.acts import ActKind
from ortaq.rules.text import Text

BY_ACT = Text(
    "{clause}: срок назначен совместным актом № {number}",
    "{clause}: мерзімді № {number} бірлескен акт белгіледі",
    "{clause}: the time is set by joint act No. {number}",
)


def owed_for(task: Task, rulebook: Rulebook) -> Owed:
    """Return what a task makes its unit owe; one of a variant that runs presses."""
    rule = rulebook.edition.duty(task.rule)
    return rulebook.ruled(
        task.rule,
        task.unit_id,
        task.owed_to_id,
        task.since,
        task.pk,
        sees=task.visible_to,
        due_at=task.due_at,
        why=BY_ACT.fill(clause=rule.clause, number=task.version.act.label),
        presses=task.activation_id is not None,
    )


def owed_plan(plan: PlanOwed, rulebook: Rulebook) -> Owed:
    """Return what a plan that is called for makes its unit owe: to its superior, who is to approve it."""
    above = next(iter(rulebook.superiors(plan.unit_id)), None)
    return rulebook.ruled(plan.rule, plan.unit_id, above, plan.since, plan.pk, sees=plan.visible_to)


def refining(lesson: Lesson, rulebook: Rulebook) -> list[Owed]:
    """Return what a lesson makes the act's author owe: that it is refined, once for each variant that ran."""
    act = lesson.activation.version.act
    kind = rulebook.edition.act_kinds.get(act.kind)
    if kind is None or kind.variants is None or not kind.variants.refines or act.unit_id not in rulebook.units:
        return []
    above, refines = next(iter(rulebook.superiors(act.unit_id)), None), kind.variants.refines
    return [rulebook.ruled(refines, act.unit_id, above, lesson.at, lesson.activation_id, sees=act.visible_to)]


def keys_answered(version: Version, kind: ActKind, step: ActStep) -> list[str]:
    """Return the keys of the duties that a step fulfils: plans called for before it, and lessons worked in."""
    if not kind.answers:
        return []
    act = version.act
    plans = PlanOwed.objects.filter(group=act.group_id or 0, rule__in=kind.answers, at__lte=step.at)
    lessons = Lesson.objects.filter(activation__version__act=act.pk, activation__version__n__lt=version.n)
    learnt = lessons.filter(at__lte=step.at).select_related("activation__version__act")
    owed = [*(owed_plan(one, Rulebook.at(one.at)) for one in plans), *_refined(learnt)]
    return list(dict.fromkeys(one.key for one in owed))


def _refined(lessons: Iterable[Lesson]) -> list[Owed]:
    return [owed for lesson in lessons for owed in refining(lesson, Rulebook.at(lesson.at))]
