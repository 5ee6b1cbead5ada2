"""What acts in force make owed: plans that are called for, tasks that acts give, variants of action that run.

PlanOwed    a unit owes the plan of a group since an edition was adopted here
Task        an act in force, or a variant that runs, gives a unit something to do by a time
TaskDone    it was done
Activation  a variant of action of a plan in force was set going; Ч is its `h_at`
StandDown   it was stood down
Lesson      what a party learnt from it: a proposal to refine the plan

A task holds no words: what is to be done stands in the content of the act, in its group and row.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.directory.models import Group, Unit
from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered

MINUTE = timedelta(minutes=1)


class PlanOwed(models.Model):
    """By one adoption of an edition, from `since` on, a unit owes the plan of its group under this rule."""

    id = models.UUIDField(primary_key=True)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    rule = models.TextField()
    since = models.DateTimeField()
    at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (models.Index(fields=["group", "unit"], name="plan_owed_of_group"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.unit_id} {self.group_id}"

    def to_ledger(self) -> dict[str, Any]:
        """Return what was called for as it stands in the ledger."""
        return {
            "group": self.group_id,
            "unit": self.unit_id,
            "rule": self.rule,
            "since": self.since,
            "at": self.at,
        }


class ActivationQuerySet(models.QuerySet["Activation"]):
    """The words in which variants that were set going are asked for."""

    def running(self) -> ActivationQuerySet:
        """Those that are not stood down."""
        return self.filter(stood_down_at=None)

    def of_party(self, unit: int) -> ActivationQuerySet:
        """Those of acts to which the unit is party."""
        return self.filter(version__act__parties__contains=[unit])


class Activation(Step):
    """A variant of action that was set going. `variant` is its mark in the plan, `stood_down_at` repeats its end."""

    version = models.ForeignKey("acts.Version", models.PROTECT, related_name="activations")
    variant = models.TextField()
    h_at = models.DateTimeField()
    note = models.TextField(blank=True)
    stood_down_at = models.DateTimeField(null=True)

    objects = ActivationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["version", "variant"], condition=Q(stood_down_at=None), name="variant_runs_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.variant}"

    @property
    def is_running(self) -> bool:
        """Whether it has not been stood down."""
        return self.stood_down_at is None

    def to_ledger(self) -> dict[str, Any]:
        """Return the activation as it stands in the ledger; its end is an entry of its own."""
        return {
            "version": self.version_id,
            "variant": self.variant,
            "h_at": self.h_at,
            "note": self.note,
            **self.by_whom(),
        }


class Task(models.Model):
    """What a unit is given to do: by which act, under which rule, by when; the words stand in the act's content."""

    id = models.UUIDField(primary_key=True)
    version = models.ForeignKey("acts.Version", models.PROTECT, related_name="tasks", db_index=False)
    activation = models.ForeignKey(Activation, models.PROTECT, null=True, related_name="tasks", db_index=False)
    group = models.TextField()
    n = models.SmallIntegerField()
    rule = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    owed_to = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("due_at", "group", "n")
        indexes = (
            models.Index(fields=["version"], name="task_of_version"),
            models.Index(fields=["unit", "-due_at"], name="task_of_unit"),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.group} {self.n}"

    @property
    def minutes(self) -> int | None:
        """By which minute of Ч it is due; None for what no variant gave."""
        return (self.due_at - self.activation.h_at) // MINUTE if self.activation else None

    def to_ledger(self) -> dict[str, Any]:
        """Return the task as it stands in the ledger; that it was done is an entry of its own."""
        return {
            "version": self.version_id,
            "activation": self.activation_id,
            "group": self.group,
            "n": self.n,
            "rule": self.rule,
            "unit": self.unit_id,
            "owed_to": self.owed_to_id,
            "since": self.since,
            "due_at": self.due_at,
            "at": self.at,
        }


class TaskDone(Step):
    """A unit did what it was given to do."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="done")
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.task_id)

    def to_ledger(self) -> dict[str, Any]:
        """Return the doing as it stands in the ledger."""
        return {"task": self.task_id, "note": self.note, **self.by_whom()}


class StandDown(Step):
    """A variant that ran was stood down."""

    activation = models.OneToOneField(Activation, models.PROTECT, related_name="stand_down")
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.activation_id)

    def to_ledger(self) -> dict[str, Any]:
        """Return the end as it stands in the ledger."""
        return {"activation": self.activation_id, "reason": self.reason, **self.by_whom()}


class Lesson(Step):
    """What a party learnt from a variant that ran. It stands before whoever drafts the next version."""

    activation = models.ForeignKey(Activation, models.PROTECT, related_name="lessons", db_index=False)
    text = models.TextField()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=["activation"], name="lesson_of_activation"),)

    def __str__(self) -> str:
        return self.text

    def to_ledger(self) -> dict[str, Any]:
        """Return the lesson as it stands in the ledger."""
        return {"activation": self.activation_id, "text": self.text, **self.by_whom()}


ledgered("plan.owed", model=PlanOwed, data=PlanOwed.to_ledger)
ledgered("variant.activated", model=Activation, data=Activation.to_ledger)
ledgered("variant.stood_down", model=StandDown, data=StandDown.to_ledger)
ledgered("variant.lesson", model=Lesson, data=Lesson.to_ledger)
ledgered("task.given", model=Task, data=Task.to_ledger)
ledgered("task.done", model=TaskDone, data=TaskDone.to_ledger)
