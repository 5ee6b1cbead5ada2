"""The facts of acts from which duties follow: plans called for, tasks given and done, lessons to be worked in."""

from __future__ import annotations

from collections.abc import Iterator

from ortaq.acts.doing import Lesson, PlanOwed, Task, TaskDone
from ortaq.acts.models import ActStep
from ortaq.acts.owing import keys_answered, owed_for, owed_plan, refining
from ortaq.duties.facts import Arisen, Done, Fact, source
from ortaq.duties.rulebook import Rulebook


@source
def called_for() -> Iterator[Fact]:
    """An edition that was adopted here makes the members of each group owe its plan."""
    for plan in PlanOwed.objects.order_by("at").iterator():
        yield Arisen(plan.at, [owed_plan(plan, Rulebook.at(plan.at))])


@source
def given() -> Iterator[Fact]:
    """An act in force, and a variant that runs, give units something to do."""
    for task in Task.objects.select_related("version__act").order_by("at").iterator():
        yield Arisen(task.at, [owed_for(task, Rulebook.at(task.at))])


@source
def done() -> Iterator[Fact]:
    """What was given is done."""
    for one in TaskDone.objects.select_related("task__version__act").order_by("at").iterator():
        key = owed_for(one.task, Rulebook.at(one.task.at)).key
        yield Done(one.at, one.at, one.pk, [key])


@source
def learnt() -> Iterator[Fact]:
    """What was learnt from a variant that ran makes the plan's author owe that it is refined."""
    for lesson in Lesson.objects.select_related("activation__version__act").order_by("at").iterator():
        yield Arisen(lesson.at, refining(lesson, Rulebook.at(lesson.at)))


@source
def answered() -> Iterator[Fact]:
    """Submitting a plan, or bringing one into force that nobody has to approve, fulfils what was owed of it."""
    steps = ActStep.objects.filter(verb__in=("submit", "enact")).select_related("version__act").order_by("at", "n")
    for step in steps.iterator():
        kind = Rulebook.at(step.at).edition.act_kinds.get(step.version.act.kind)
        if kind is None or (step.verb == "enact" and step.version.approvers):
            continue
        if keys := keys_answered(step.version, kind, step):
            yield Done(step.at, step.at, step.pk, keys)
