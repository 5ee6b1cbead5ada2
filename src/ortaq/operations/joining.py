"""Forces for a joint measure: each party sends of its own what is free, for a time, and the measure's end frees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NotPossible
from ortaq.ledger.actor import Actor
from ortaq.operations import keeping
from ortaq.operations.allotting import Allotment, chosen, row_of, write
from ortaq.operations.forces import OPERATION, Commitment
from ortaq.operations.forces_errors import BadPeriod
from ortaq.operations.forces_keeping import on_watch
from ortaq.operations.models import Operation
from ortaq.operations.moving import let_go


def join(operation: Operation, given: Allotment, *, by: Actor, at: datetime, rulebook: Rulebook) -> list[Commitment]:
    """Send so much of this unit's resources to a joint measure. What begins at once begins now.

    Raises NotOnWatch, NotParty, NotPossible for one that is over, BadPeriod, NothingGiven, NotOurs, NotFree.
    """
    on_watch(by, at)
    if given.ends_at <= max(given.starts_at, at):
        raise BadPeriod("it ends before it begins, or has passed", ends_at=given.ends_at)
    with transaction.atomic():
        held = keeping.locked(operation, by=by, at=at)
        if not held.is_open:
            raise NotPossible("it is over", step=held.state)
        told = replace(given, starts_at=max(given.starts_at, at))
        rows = [row_of(one, n, told, None, by=by, at=at) for one, n in chosen(told, by=by, at=at)]
        for row in rows:
            row.to_id, row.purpose, row.record = held.unit_id, OPERATION, held.pk
            row.visible_to = held.visible_to
        write(rows, by=by, at=at, rulebook=rulebook)
        keeping.tell(held)
    return rows


def free_all(operation: Operation, *, by: Actor, at: datetime) -> None:
    """Let go whatever was sent to a measure that is over; to be called inside the verb that ends it."""
    sent = Commitment.objects.filter(purpose=OPERATION, record=operation.pk).open()
    let_go(list(sent.select_for_update().order_by("id")), by=by, at=at, happened_at=at)
