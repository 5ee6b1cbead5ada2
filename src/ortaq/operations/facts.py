"""The facts of joint measures from which duties follow: begun, word given, something to do given and done."""

from __future__ import annotations

from collections.abc import Iterator

from ortaq.duties.facts import Arisen, Done, Fact, source
from ortaq.duties.rulebook import Rulebook
from ortaq.operations.log import Assignment, LogEntry
from ortaq.operations.models import OperationStep
from ortaq.operations.owing import after_word, at_the_beginning, before_word, owed_for
from ortaq.rules.operations import SITUATION


@source
def begun() -> Iterator[Fact]:
    """That it has begun makes every party owe word of the situation."""
    for step in OperationStep.objects.filter(verb="begin").select_related("operation").order_by("at").iterator():
        if owed := at_the_beginning(step.operation, step, Rulebook.at(step.at)):
            yield Arisen(step.at, owed)


@source
def word_given() -> Iterator[Fact]:
    """Word of the situation closes what was owed, and the next is owed from then on."""
    rows = LogEntry.objects.filter(sort=SITUATION).select_related("operation").order_by("operation", "n")
    for entry in rows.iterator():
        if key := before_word(entry):
            yield Done(entry.recorded_at, entry.recorded_at, entry.pk, [key])
            yield Arisen(entry.recorded_at, after_word(entry, Rulebook.at(entry.recorded_at)))


@source
def given() -> Iterator[Fact]:
    """What was given to do is owed; that it was done is a further entry of the log."""
    rows = Assignment.objects.select_related("operation").order_by("at").prefetch_related("reports")
    for one in rows.iterator(chunk_size=500):
        owed = owed_for(one, Rulebook.at(one.at))
        yield Arisen(one.at, [owed])
        for entry in sorted(one.reports.all(), key=lambda report: report.n):
            yield Done(entry.recorded_at, entry.at, entry.pk, [owed.key])
