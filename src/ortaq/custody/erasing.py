"""The words about a charge are erased when their term is over; the chain, its hashes and every proof stay whole.

The term of each kind is the pack's, counted from when it left custody. Only the owner of the tables may erase. With the
words of its entries go those of the messages that were sent of it: offers, word of measures, the separate notice. Why
something was asked for, refused or settled stands in the ledger itself, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from ortaq.custody import photographs
from ortaq.custody.errors import CustodyError
from ortaq.custody.handovers import ACCEPTED, HandOver
from ortaq.custody.models import ENDED, Charge, Words
from ortaq.custody.notifying import event_of
from ortaq.custody.owing import custody_of
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.erasing import erase as erase_message
from ortaq.exchange.erasing import span
from ortaq.exchange.errors import AlreadyDone, NotPossible
from ortaq.exchange.models import NOTICE, Message
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many
from ortaq.wire.canonical import JSON


def due(at: datetime, rulebook: Rulebook) -> Iterator[Charge]:
    """Give the charges whose words are to be erased by `at`, the longest gone first."""
    custody = custody_of(rulebook)
    for kind in custody.kinds.values():
        if kind.keeps is None:
            continue
        gone = Charge.objects.filter(kind=kind.code, status=ENDED, ended_at__lte=at - span(kind.keeps))
        yield from gone.filter(pk__in=Words.objects.values("charge")).order_by("ended_at")


def erase(charge: Charge, *, by: Actor, at: datetime, ground: str) -> int:
    """Erase words, salts and photographs of every entry about a charge that has left custody; return how many had them.

    Raises NotPossible without a ground or while it is held, AlreadyDone where nothing is left to erase.
    """
    if not ground.strip():
        raise NotPossible("the ground of an erasure must be said", step="erased")
    with transaction.atomic():
        row = Charge.objects.select_for_update().get(pk=charge.pk)
        if row.is_held:
            raise NotPossible("it is held still", step="erased")
        entries = list(Words.objects.filter(charge=row).values_list("entry_id", flat=True))
        if not entries:
            raise AlreadyDone("nothing is left to erase", step="erased")
        photographs.erase(row)
        Words.objects.filter(charge=row).delete()
        facts: dict[str, JSON] = {"charge": row.pk, "ground": ground.strip()}
        record_many(("custody.erased", entry, facts, by, at) for entry in entries)
        for message in _told_of(row):
            erase_message(message, by=by, at=at, ground=ground.strip())
    return len(entries)


def _told_of(charge: Charge) -> QuerySet[Message]:
    """Return the messages that were sent of a charge and have words still; an offer of several keeps its own until the
    words of the last of them are erased.
    """
    lines = charge.lines.filter(state=ACCEPTED).values_list("pk", flat=True)
    kept = HandOver.objects.filter(lines__charge__in=Words.objects.values("charge"))
    offers = HandOver.objects.filter(lines__charge=charge).exclude(pk__in=kept)
    of_it = Q(pk__in=offers.values("message")) | Q(pk__in=charge.entered.exclude(message=None).values("message"))
    of_it |= Q(relation=NOTICE, relates_to__in=[event_of(pk) for pk in lines])
    return Message.objects.filter(of_it, content__isnull=False)


def erase_due(*, by: Actor, at: datetime, rulebook: Rulebook, ground: str) -> list[str]:
    """Erase what is due, each charge in a transaction of its own; return their numbers."""
    done = []
    for one in list(due(at, rulebook)):
        try:
            erase(one, by=by, at=at, ground=ground)
        except (CustodyError, AlreadyDone):
            continue
        done.append(str(one))
    return done
