"""The running log of a joint measure: what happened, what was decided, who was given what, how things stand.

LogEntry    one entry: of which sort, when it happened, when it was written, by whom; it commits to its words
LogWords    the words of an entry, for the parties alone
LogFile     a file that goes with those words, and is named in them
Assignment  what an entry gives a unit to do, by when; the words stand in the entry, the end is a duty
Link        what an entry puts to it: a message, a request, a charge, a hand-over, an act, another joint measure

Entries are only ever added: what was wrong is corrected by a further entry that names it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.directory.models import Unit
from ortaq.exchange.files import FILES, File
from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered, words_of
from ortaq.operations.models import Operation
from ortaq.rules.operations import SORTS


class LogEntry(Step):
    """One entry. `at` is when it happened, `recorded_at` when it was written down.

    `answers` is the assignment that it reports as done, `corrects` the entry whose words it puts right, `hashes` are
    those of its files: in the ledger without a name, they outlive words and files.
    """

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="log", db_index=False)
    n = models.IntegerField()
    sort = models.TextField()
    recorded_at = models.DateTimeField()
    answers = models.ForeignKey("Assignment", models.PROTECT, null=True, related_name="reports", db_index=False)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections", db_index=False)
    commitment = models.BinaryField(max_length=32)
    hashes = ArrayField(models.TextField(), default=list)

    class Meta:
        ordering = ("operation", "n")
        indexes = (
            models.Index(fields=["answers"], name="log_answers", condition=Q(answers__isnull=False)),
            models.Index(fields=["corrects"], name="log_corrects", condition=Q(corrects__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(fields=["operation", "n"], name="log_entry_in_order"),
            models.CheckConstraint(name="log_sort_known", condition=Q(sort__in=sorted(SORTS))),
        )

    def __str__(self) -> str:
        return f"{self.operation_id} {self.n} {self.sort}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the entry as it stands in the ledger."""
        return {
            "operation": self.operation_id,
            "n": self.n,
            "sort": self.sort,
            "recorded_at": self.recorded_at,
            "answers": self.answers_id,
            "corrects": self.corrects_id,
            "commitment": bytes(self.commitment).hex(),
            **({FILES: list(self.hashes)} if self.hashes else {}),
            **self.by_whom(),
        }


class LogWords(models.Model):
    """The words of an entry: `text`, or what the pack asks for."""

    entry = models.OneToOneField(LogEntry, models.PROTECT, primary_key=True, related_name="words")
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField()
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return str(self.entry_id)


def draft_of(operation: Operation) -> str:
    """Return the name of the form with which an officer's files wait until the line is written."""
    return f"log-{operation.pk}"


class LogFile(File):
    """A file of an entry, in the order in which its words name it; seen by whoever sees them, erased with them."""

    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="files", db_index=False)
    n = models.SmallIntegerField()

    class Meta:
        ordering = ("entry", "n")
        constraints = (models.UniqueConstraint(fields=["entry", "n"], name="operations_logfile_in_order"),)


class Assignment(models.Model):
    """What a unit is given to do, under which duty rule, by when."""

    id = models.UUIDField(primary_key=True)
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="assignments", db_index=False)
    entry = models.OneToOneField(LogEntry, models.PROTECT, related_name="assignment")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    rule = models.TextField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("due_at", "at", "id")
        indexes = (models.Index(fields=["operation"], name="assignment_of_operation"),)

    def __str__(self) -> str:
        return f"{self.operation_id} {self.unit_id} {self.due_at:%d.%m %H:%M}"

    def to_ledger(self) -> dict[str, Any]:
        """Return what was given to do as it stands in the ledger."""
        return {
            "operation": self.operation_id,
            "entry": self.entry_id,
            "unit": self.unit_id,
            "rule": self.rule,
            "at": self.at,
            "due_at": self.due_at,
        }


class Link(models.Model):
    """Something that belongs to it, by its kind and identity; who sees it is the business of its own table."""

    id = models.UUIDField(primary_key=True)
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="links", db_index=False)
    entry = models.OneToOneField(LogEntry, models.PROTECT, related_name="link")
    what = models.TextField()
    target = models.UUIDField()
    at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=["operation", "what", "target"], name="link_of_operation_once"),)
        indexes = (models.Index(fields=["target"], name="link_of_target"),)

    def __str__(self) -> str:
        return f"{self.operation_id} {self.what} {self.target}"

    def to_ledger(self) -> dict[str, Any]:
        """Return what was put to it as it stands in the ledger."""
        return {
            "operation": self.operation_id,
            "entry": self.entry_id,
            "what": self.what,
            "target": self.target,
            "at": self.at,
        }


ledgered(
    "log.entered",
    model=LogEntry,
    data=LogEntry.to_ledger,
    rows=lambda: LogEntry.objects.select_related("words"),
    content=words_of,
    erased_by="log.erased",
)
ledgered("assignment.given", model=Assignment, data=Assignment.to_ledger)
ledgered("link.put", model=Link, data=Link.to_ledger)
