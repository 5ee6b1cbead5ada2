"""What a commitment makes owed: to arrive by the promised time, and to let go when the time is over.

The same functions open the duties and, from the facts, make them anew. To be called inside the verb's transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from ortaq.duties.models import Duty
from ortaq.duties.moves import lapse, void
from ortaq.duties.opening import Owed
from ortaq.duties.rulebook import Rulebook
from ortaq.duties.steps import has_run_out
from ortaq.ledger.actor import Actor
from ortaq.operations.forces import REQUEST, Commitment
from ortaq.operations.forces_keeping import forces_of
from ortaq.rules.text import Text

BY_PROMISE = Text(
    "{clause}: время обещано при выделении",
    "{clause}: уақыт бөлу кезінде уәде етілген",
    "{clause}: the time was promised when it was committed",
)
CALLED_BACK, RELEASED = "the forces were called back", "the forces were released before they came"
PROLONGED = "the forces stay longer"
"""Why what was owed of a commitment is void."""


def is_owed(one: Commitment) -> bool:
    """Whether anybody owes anything for it: only what is promised on a request."""
    return one.purpose == REQUEST


def arriving(one: Commitment, book: Rulebook) -> Owed:
    """Return what whoever committed owes: to be there by the promised time."""
    rule = book.edition.duty(forces_of(book).arrive)
    return _owed(one, rule.id, one.unit_id, one.to_id, one.at, one.starts_at, rule.clause, book)


def releasing(
    one: Commitment, since: datetime, book: Rulebook, *, until: datetime, prolonged_by: uuid.UUID | None = None
) -> Owed:
    """Return what whoever they came to owes since then: to let them go when their time is over, which is `until`.

    `prolonged_by` is the step that said so, if not the promise itself.
    """
    rule = book.edition.duty(forces_of(book).release)
    ends = max(until, since)
    return _owed(one, rule.id, one.to_id, one.unit_id, since, ends, rule.clause, book, record=prolonged_by)


def _owed(
    one: Commitment,
    rule: str,
    by: int,
    to: int,
    since: datetime,
    due: datetime,
    clause: str,
    book: Rulebook,
    record: uuid.UUID | None = None,
) -> Owed:
    why = BY_PROMISE.fill(clause=clause)
    return book.ruled(rule, by, to, since, record or one.pk, sees=one.visible_to, due_at=due, why=why)


def owed_of(one: Commitment) -> list[Duty]:
    """Return what is still owed of a commitment, however often it was prolonged."""
    return of_record(one.pk, *one.history.filter(verb="prolong").values_list("pk", flat=True))


def of_record(*records: uuid.UUID) -> list[Duty]:
    """Return what is still owed of these: a commitment's promise and its steps, or a patrol."""
    return list(Duty.objects.filter(record__in=records).unfinished().select_for_update().order_by("id"))


def take_back(duties: Iterable[Duty], *, by: Actor, at: datetime, reason: str) -> None:
    """Void what is owed no longer; a term that had run out leaves its trace first."""
    for duty in duties:
        if has_run_out(duty, at):
            lapse([duty], by=Actor.program("clock"), recorded_at=at)
            duty.refresh_from_db()
        void(duty, by=by, at=at, reason=reason)
