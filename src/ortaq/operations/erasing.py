"""The words of a joint measure are erased when their term is over; the log, its hashes and every proof stay whole.

The term of each kind is the pack's, counted from its end. Only the owner of the tables may erase. With the words of the
log go its files, what was attached and never written, and the words of the messages by which it was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.erasing import erase as erase_message
from ortaq.exchange.erasing import span
from ortaq.exchange.errors import AlreadyDone, NotPossible
from ortaq.exchange.files import Upload
from ortaq.exchange.models import Message
from ortaq.exchange.uploads import delete_when_durable, drop
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many
from ortaq.operations.log import LogFile, LogWords, draft_of
from ortaq.operations.models import Operation
from ortaq.operations.telling import RELATION
from ortaq.wire.canonical import JSON


def due(at: datetime, rulebook: Rulebook) -> Iterator[Operation]:
    """Give the measures whose words are to be erased by `at`, the longest over first."""
    for kind in rulebook.edition.operations.values():
        if kind.keeps is not None:
            over = Operation.objects.filter(kind=kind.code, ended_at__lte=at - span(kind.keeps))
            yield from over.filter(pk__in=LogWords.objects.values("operation")).order_by("ended_at")


def erase(operation: Operation, *, by: Actor, at: datetime, ground: str) -> int:
    """Erase the words, salts and files of every entry of a measure that is over; return how many entries there were.

    Raises NotPossible without a ground or while it is open, AlreadyDone where nothing is left to erase.
    """
    if not ground.strip():
        raise NotPossible("the ground of an erasure must be said", step="erased")
    with transaction.atomic():
        row = Operation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
        if row.is_open:
            raise NotPossible("it is not over", step="erased")
        entries = list(LogWords.objects.filter(operation=row).values_list("entry_id", flat=True))
        if not entries:
            raise AlreadyDone("nothing is left to erase", step="erased")
        LogWords.objects.filter(operation=row).delete()
        _erase_files(row)
        facts: dict[str, JSON] = {"operation": row.pk, "ground": ground.strip()}
        record_many(("log.erased", entry, facts, by, at) for entry in entries)
        for message in Message.objects.filter(relation=RELATION, relates_to=row.pk, content__isnull=False):
            erase_message(message, by=by, at=at, ground=ground.strip())
    return len(entries)


def _erase_files(operation: Operation) -> None:
    files = LogFile.objects.filter(entry__operation=operation)
    delete_when_durable(files.values_list("blob", flat=True))
    files.delete()
    drop(Upload.objects.filter(form=draft_of(operation)))


def erase_due(*, by: Actor, at: datetime, rulebook: Rulebook, ground: str) -> list[str]:
    """Erase what is due, each in a transaction of its own; return their numbers."""
    done = []
    for one in list(due(at, rulebook)):
        erase(one, by=by, at=at, ground=ground)
        done.append(str(one))
    return done
