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
"""Why what was owed of a commitment is void."""


def is_owed(one: Commitment) -> bool:
    """Whether anybody owes anything for it: only what is promised on a request."""
    return one.purpose == REQUEST


def arriving(one: Commitment, book: Rulebook) -> Owed:
    """Return what whoever committed owes: to be there by the promised time."""
    rule = book.edition.duty(forces_of(book).arrive)
    return _owed(one, rule.id, one.unit_id, one.to_id, one.at, one.starts_at, rule.clause, book)


def releasing(one: Commitment, arrived_at: datetime, book: Rulebook) -> Owed:
    """Return what whoever they came to owes: to let them go when their time is over."""
    rule = book.edition.duty(forces_of(book).release)
    ends = max(one.ends_at, arrived_at)
    return _owed(one, rule.id, one.to_id, one.unit_id, arrived_at, ends, rule.clause, book)


def _owed(
    one: Commitment, rule: str, by: int, to: int, since: datetime, due: datetime, clause: str, book: Rulebook
) -> Owed:
    why = BY_PROMISE.fill(clause=clause)
    return book.ruled(rule, by, to, since, one.pk, sees=one.visible_to, due_at=due, why=why)


def of_record(record: uuid.UUID) -> list[Duty]:
    """Return what is still owed of a commitment, or a patrol."""
    return list(Duty.objects.filter(record=record).unfinished().select_for_update().order_by("id"))


def take_back(duties: Iterable[Duty], *, by: Actor, at: datetime, reason: str) -> None:
    """Void what is owed no longer; a term that had run out leaves its trace first."""
    for duty in duties:
        if has_run_out(duty, at):
            lapse([duty], by=Actor.program("clock"), recorded_at=at)
            duty.refresh_from_db()
        void(duty, by=by, at=at, reason=reason)
