"""How the owner of a difference explains it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadyDone, NothingSaid
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.figures.comparing import count, move
from ortaq.figures.errors import NotOwner
from ortaq.figures.reconciliations import Difference, DifferenceStep, Reconciliation
from ortaq.ledger.actor import Actor
from ortaq.lib import screens
from ortaq.rules.life import DIFFERENCE


def explain(difference: Difference, words: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> DifferenceStep:
    """Say why it differs; the same words again return the step that was taken, others stand beside it.

    Raises NotOwner, NothingSaid, StateSecret, AlreadyDone where it is corrected or agreed by now.
    """
    if not words.strip():
        raise NothingSaid("an explanation needs words")
    refuse_state_secrets({"text": words}, rulebook.edition)
    with transaction.atomic():
        row = Reconciliation.objects.select_for_update(of=("self",)).get(pk=difference.reconciliation_id)
        held = Difference.objects.get(pk=difference.pk)
        if held.owner_id != by.unit:
            raise NotOwner("another unit's difference", unit=held.owner_id)
        last = held.history.order_by("-n").first()
        if last and (last.verb, last.words, last.unit_id) == ("explain", words.strip(), by.unit):
            return last
        step = None if held.state in DIFFERENCE.ended else move(held, "explain", words.strip(), by=by, at=at)
        if step is None:
            raise AlreadyDone("it is settled by now", step=held.state)
        count(row)
        screens.tell("changed", row.pk, set(row.members))
    return step
