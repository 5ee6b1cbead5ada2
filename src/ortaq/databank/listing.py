"""A list of those who arrive at the point, looked up row by row while its officer watches; and kept for a day.

Each row is a look-up like any other, written down with its purpose before it is answered; only the pace of an officer's
own look-ups does not count them, for the pack says how many rows a list may have.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from ortaq.databank import common, looking
from ortaq.databank.errors import UnknownRegister
from ortaq.databank.models import Asked, Batch, BatchRows, LookUp
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.erasing import span
from ortaq.exchange.errors import NotAddressed, NothingSaid
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries, record_many
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.rules.databank import ListRule
from ortaq.rules.manifest import Arrival

AT_ONCE = 20
"""So many rows in one step: short enough that progress is seen."""
GROUND = "term"
"""Why the rows of a list are deleted: their term is over."""


def rule_of(rulebook: Rulebook, unit: int) -> ListRule:
    """Return how the unit's lists are looked up; raises UnknownRegister where the pack has none."""
    found = common.bank_of(rulebook, unit).arrivals
    if found is None:
        raise UnknownRegister("this pack knows no lists")
    return found


def take_in(
    rows: Sequence[Arrival], *, by: Actor, at: datetime, rulebook: Rulebook, id: uuid.UUID | None = None
) -> Batch:
    """Take a list in; nobody is looked up yet. Taken in before under the same id, it is returned.

    Raises NotOnWatch, NothingSaid for an empty list or one longer than the pack allows.
    """
    assert by.unit is not None
    common.on_watch(by, at)
    rule = rule_of(rulebook, by.unit)
    if not 0 < len(rows) <= rule.rows:
        raise NothingSaid("an empty list, or too long a one", rows=len(rows))
    with transaction.atomic():
        only_one_at_a_time(identity := id or uuid7())
        if earlier := Batch.objects.filter(pk=identity, unit=by.unit).first():
            return earlier
        batch = Batch(
            id=identity,
            rows=len(rows),
            erased_at=at + span(rule.keeps),
            **by.signed(at),
            visible_to=rulebook.visible_to([by.unit]),
        )
        words = BatchRows(batch=batch, body=[asdict(row) for row in rows], visible_to=[by.unit])
        insert([batch], [words], entries([("databank.listed", batch.pk, batch.to_ledger(), by, at)]))
    return batch


def go_on(batch: Batch, *, by: Actor, at: datetime, rulebook: Rulebook) -> Batch:
    """Look up the next rows; nothing where all are done, or the list was deleted. Two who go on take turns.

    Raises NotOnWatch, NotAddressed for another unit's list.
    """
    common.on_watch(by, at)
    purpose = rule_of(rulebook, batch.unit_id).purpose
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(pk=batch.pk)
        if row.unit_id != by.unit:
            raise NotAddressed("another unit's list")
        words = BatchRows.objects.filter(batch=row).first()
        if words is None or row.is_done or row.erased_at <= at:
            return row
        first = row.done
        told = [Arrival(**one) for one in words.body[first : first + AT_ONCE]]
        looks = [
            looking.of_row(row, n, one, purpose, by=by, at=at, rulebook=rulebook)
            for n, one in enumerate(told, first + 1)
        ]
        looking.write([look for look, _ in looks], by=by, at=at)
        for look, question in looks:
            looking.answer(look, question, by=by, at=at)
        row.done = first + len(told)
        Batch.objects.filter(pk=row.pk, done=first).update(done=row.done)
    return row


def over(at: datetime) -> QuerySet[Batch]:
    """Return the lists whose term is over and whose rows are still there."""
    return Batch.objects.filter(erased_at__lte=at, words__isnull=False)


def sweep(at: datetime) -> int:
    """Delete the rows of lists whose term is over, and what was asked of the unfound; return how many lists."""
    by, lists = Actor.program("clock"), list(over(at))
    for batch in lists:
        with transaction.atomic():
            BatchRows.objects.filter(batch=batch).delete()
            unfound = LookUp.objects.filter(batch=batch, hits=None, words__isnull=False)
            ids = list(unfound.values_list("pk", flat=True))
            Asked.objects.filter(look_up__in=ids).delete()
            record_many(("databank.forgotten", pk, {"ground": GROUND}, by, at) for pk in ids)
    return len(lists)
