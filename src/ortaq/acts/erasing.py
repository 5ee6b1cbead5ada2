"""The words of a joint document are erased when its term is over; numbers, hashes, signatures and every proof stay.

The term is that of its kind, as it stood when the act was drafted, counted from the end of its last version; of a kind
that records what has happened, from the day on which it was signed. Only the owner of the tables may erase. With the
content go the drafts that led to it and the bytes of its papers; whoever holds a copy can still have it verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from ortaq.acts.models import PROPOSE, Act, ActStep, Body, Edit, Version
from ortaq.acts.printed import Printed
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.erasing import span
from ortaq.exchange.errors import AlreadyDone, NotPossible
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many
from ortaq.rules.parsing_terms import amount
from ortaq.wire.canonical import JSON

BATCH = 500


def due(at: datetime, rulebook: Rulebook) -> Iterator[Act]:
    """Give the acts whose words are to be erased by `at`, the oldest first."""
    with_words = Act.objects.filter(versions__content__isnull=False).exclude(keeps="").distinct()
    for act in with_words.prefetch_related("versions__history").order_by("drafted_at", "pk").iterator(BATCH):
        over = over_since(act, rulebook)
        if over is not None and over + span(amount(act.keeps)) <= at:
            yield act


def over_since(act: Act, rulebook: Rulebook) -> datetime | None:
    """Return since when an act is over; None while a version of it holds, or is on its way."""
    versions, kind = list(act.versions.all()), rulebook.edition.act_kinds.get(act.kind)
    records = kind is not None and not kind.may_end
    if any(one.is_working or (one.state == "in_force" and not records) for one in versions):
        return None
    return max((one.ended_at or one.in_force_from or _last(one) for one in versions), default=None)


def erase(act: Act, *, by: Actor, at: datetime, rulebook: Rulebook, ground: str) -> int:
    """Erase the content of every version of an act that is over; return how many there were.

    Raises NotPossible without a ground or while it holds, AlreadyDone where nothing is left to erase.
    """
    if not ground.strip():
        raise NotPossible("the ground of an erasure must be said", step="erased")
    with transaction.atomic():
        row = Act.objects.select_for_update().get(pk=act.pk)
        if over_since(row, rulebook) is None:
            raise NotPossible("it holds still", step="erased")
        versions = list(Body.objects.filter(version__act=row).values_list("version", flat=True))
        if not versions:
            raise AlreadyDone("nothing is left to erase", step="erased")
        Body.objects.filter(version__in=versions).delete()
        Edit.objects.filter(version__act=row).delete()
        Printed.objects.filter(version__in=versions).update(pdf=b"")
        frozen = ActStep.objects.filter(version__in=versions, verb=PROPOSE).values_list("pk", flat=True)
        facts: dict[str, JSON] = {"act": row.pk, "ground": ground.strip()}
        record_many(("act.erased", step, facts, by, at) for step in frozen)
    return len(versions)


def erase_due(*, by: Actor, at: datetime, rulebook: Rulebook, ground: str) -> list[str]:
    """Erase what is due, each act in a transaction of its own; return their numbers."""
    done = []
    for one in list(due(at, rulebook)):
        erase(one, by=by, at=at, rulebook=rulebook, ground=ground)
        done.append(one.label)
    return done


def _last(version: Version) -> datetime:
    return max((step.at for step in version.history.all()), default=version.begun_at)
