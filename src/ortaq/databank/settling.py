"""Settling a hit: an officer says that it is the same, or that it is not, and why. The program never does."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ortaq.databank import common
from ortaq.databank.errors import Settled, UnknownRegister
from ortaq.databank.models import Hit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NotAddressed
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.rules.life import HIT

CONFIRM, REJECT = "confirm", "reject"


def settle(hit: Hit, answer: str, *, note: str = "", by: Actor, at: datetime, rulebook: Rulebook) -> Hit:
    """Confirm or reject a hit with an answer of the pack; the same answer again changes nothing.

    Raises NotOnWatch, UnknownRegister for an answer that the pack does not know, NotAddressed for another unit's hit,
    Settled where it was settled otherwise.
    """
    common.on_watch(by, at)
    told = common.bank_of(rulebook).answers.get(answer)
    if told is None:
        raise UnknownRegister("the pack knows no such answer", answer=answer)
    refuse_state_secrets({"note": note}, rulebook.edition)
    with transaction.atomic():
        row = Hit.objects.select_for_update().get(pk=hit.pk)
        if row.unit_id != by.unit:
            raise NotAddressed("another unit looked this up")
        if not row.is_open:
            if (row.answer, row.note) == (answer, note.strip()):
                return row
            raise Settled("it was settled otherwise", by=row.settled_by_name)
        row.state = HIT.move(row.state, CONFIRM if told.confirms else REJECT)
        row.answer, row.note = answer, note.strip()
        row.settled_at, row.settled_by, row.settled_by_name = at, by.officer, by.name
        Hit.objects.filter(pk=row.pk, state=HIT.start).update(**row.settled_facts())
        record("databank.settled", row.pk, row.settled_facts(), by=by, at=at)
    return row
