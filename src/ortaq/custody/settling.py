"""How a discrepancy or a refusal is settled: one side says how, the other agrees; what was found stays as found."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ortaq.custody import keeping
from ortaq.custody.deciding import settled_keys
from ortaq.custody.errors import NotTheReceiver
from ortaq.custody.handovers import Discrepancy, DiscrepancyStep, HandOver
from ortaq.duties.moves import fulfil
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadyDone, NeedsAnother, NothingSaid, NotPossible
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.rows import insert
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import DISCREPANCY


def propose(discrepancy: Discrepancy, words: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> DiscrepancyStep:
    """Say how it is settled; the other side is asked whether it agrees, and may propose otherwise.

    Raises NotOnWatch, NotTheReceiver for a third unit, NothingSaid, StateSecret, AlreadyDone, NotPossible.
    """
    if not words.strip():
        raise NothingSaid("how it is settled must be said")
    refuse_state_secrets({"text": words}, rulebook.edition)
    with transaction.atomic():
        row, _handover = _locked(discrepancy, by=by, at=at)
        return _move(row, "propose", words.strip(), by=by, at=at)


def agree(
    discrepancy: Discrepancy, *, n: int | None = None, by: Actor, at: datetime, rulebook: Rulebook
) -> DiscrepancyStep:
    """Agree with what the other side proposed last: it is settled, and its clock stops.

    `n` is the step that was read: where another proposal came meanwhile, nothing is agreed. Raises what `propose`
    raises, NeedsAnother for the side that proposed, AlreadyDone where other words stand there by now.
    """
    with transaction.atomic():
        row, handover = _locked(discrepancy, by=by, at=at)
        last = row.history.order_by("-n").first()
        if last is not None and n is not None and last.n != n:
            raise AlreadyDone("other words were proposed meanwhile", step=row.state)
        if last is not None and row.state == "proposed" and last.unit_id == by.unit:
            raise NeedsAnother("the other side agrees")
        step = _move(row, "agree", "", by=by, at=at)
        fulfil(settled_keys(handover, row), by=by, at=at, record=step.pk, recorded_at=at)
    return step


def _locked(discrepancy: Discrepancy, *, by: Actor, at: datetime) -> tuple[Discrepancy, HandOver]:
    keeping.on_watch(by, at)
    row = Discrepancy.objects.select_for_update(of=("self",)).select_related("line__handover").get(pk=discrepancy.pk)
    handover = row.line.handover
    if by.unit not in (handover.unit_id, handover.receiver_id):
        raise NotTheReceiver("giver and receiver settle it", unit=by.unit)
    return row, handover


def _move(row: Discrepancy, verb: str, words: str, *, by: Actor, at: datetime) -> DiscrepancyStep:
    assert by.unit is not None
    try:
        state = DISCREPANCY.move(row.state, verb)
    except NoSuchMove as error:
        kind = AlreadyDone if row.state in DISCREPANCY.ended else NotPossible
        raise kind("no such step from here", step=row.state) from error
    step = DiscrepancyStep(
        discrepancy=row,
        n=row.steps + 1,
        verb=verb,
        state=state,
        words=words,
        **by.signed(at),
        visible_to=row.visible_to,
    )
    if not Discrepancy.objects.filter(pk=row.pk, steps=row.steps).update(state=state, steps=step.n):
        raise AlreadyDone("somebody was first", step=verb)
    row.state, row.steps = state, step.n
    insert([step], entries([("discrepancy.moved", step.pk, step.to_ledger(), by, at)]))
    keeping.tell(row.line.charge, [row.line.handover.unit_id, row.line.handover.receiver_id])
    return step
