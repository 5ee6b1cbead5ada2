"""The hand-over of a watch, signed by both: who leaves draws up what is open, his relief reads it and takes the watch.

The watch changes hands with the second signature, in one transaction with it. Where nobody is there to sign, the node
draws up the list itself: "unsigned" where the relief takes it from one who did not sign, "gap" where it was empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from ortaq.access import watches
from ortaq.access.errors import AlreadySettled, NotYourWatch, OwnHandOver
from ortaq.access.handovers import GAP, GAVE, SIGNED, TOOK, UNSIGNED, HandOver, Signature, canonical_list
from ortaq.access.models import Watch
from ortaq.access.open_matters import Matter
from ortaq.access.querysets import watched_by
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record

FORMAT = "ortaq-handover-1"


def draw(
    watch: Watch,
    matters: Sequence[Matter],
    *,
    by: Actor,
    at: datetime,
    means: str,
    notes: Mapping[str, str] | None = None,
    words: str = "",
) -> HandOver:
    """Sign what is open, each matter with the officer's note; he answers on until his relief has signed too.

    Signing again draws up a new list in place of the former one. Raises NotYourWatch, AlreadySettled once relieved.
    """
    if watch.officer_id != by.officer:
        raise NotYourWatch
    with transaction.atomic():
        if Watch.objects.select_for_update(no_key=True).get(pk=watch.pk).relieved_at is not None:
            raise AlreadySettled
        drawn = _listed(watch.unit, SIGNED, matters, by=by, at=at, watch=watch, notes=notes or {}, words=words)
        _sign(drawn, GAVE, watch, by=by, at=at, means=means)
    return drawn


def accept(
    drawn: HandOver,
    came: Sequence[Matter],
    *,
    by: Actor,
    at: datetime,
    means: str,
    due_off_at: datetime | None = None,
) -> Watch:
    """Read the list, sign it and take the watch; `came` is what has come since it was drawn up.

    The former officer leaves at once: both have signed. Raises OwnHandOver, AlreadySettled for a list that a newer
    one replaced, and whatever taking a watch raises.
    """
    former = drawn.watch
    if former is None or newest(former) != drawn:
        raise AlreadySettled
    if former.officer_id == by.officer:
        raise OwnHandOver
    with transaction.atomic():
        taken = watches.take(drawn.unit, by=by, at=at, relieves=former, due_off_at=due_off_at)
        watches.leave(former, by=by, at=at)
        _sign(drawn, TOOK, taken, by=by, at=at, means=means, came=came)
    return taken


def take(
    unit: Unit,
    matters: Sequence[Matter],
    *,
    by: Actor,
    at: datetime,
    relieves: Watch | None = None,
    due_off_at: datetime | None = None,
) -> tuple[Watch, HandOver | None]:
    """Take the watch with no signed list: the node draws it up, and says whether the post had stood empty.

    None where another of the unit stands watch and nothing is handed over: a senior who comes beside the duty officer.
    """
    last = empty_since(unit, at) if relieves is None else None
    stands_beside = relieves is None and Watch.objects.of_unit(unit).answering(at).exists()
    with transaction.atomic():
        taken = watches.take(unit, by=by, at=at, relieves=relieves, due_off_at=due_off_at)
        if stands_beside:
            return taken, None
        kind = UNSIGNED if relieves else GAP
        return taken, _listed(unit, kind, matters, by=by, at=at, watch=relieves, since=last)


def empty_since(unit: Unit, at: datetime) -> datetime | None:
    """Return since when nobody answers for the unit; None while somebody does, or where nobody ever did."""
    stood = Watch.objects.of_unit(unit)
    if stood.answering(at).exists():
        return None
    last = stood.filter(relieved_at__lte=at).order_by("-relieved_at").first()
    return last.relieved_at if last else None


def newest(watch: Watch) -> HandOver | None:
    """Return the list of this watch that counts: the one drawn up last."""
    return HandOver.objects.filter(watch=watch, kind=SIGNED).order_by("-at", "-id").first()


def _listed(
    unit: Unit,
    kind: str,
    matters: Sequence[Matter],
    *,
    by: Actor,
    at: datetime,
    watch: Watch | None = None,
    since: datetime | None = None,
    notes: Mapping[str, str] | None = None,
    words: str = "",
) -> HandOver:
    told = {
        "format": FORMAT,
        "unit": unit.code,
        "by": by.name,
        "at": at,
        "from": watch.starts_at if watch else since,
        "open": [one.facts((notes or {}).get(str(one.id), "").strip()) for one in matters],
        "words": words.strip(),
    }
    drawn = HandOver(
        unit_id=watched_by(unit),
        post=watch.post if watch else by.post,
        kind=kind,
        watch=watch,
        since=watch.starts_at if watch else since,
        at=at,
        body=canonical_list(told),
        visible_to=[watched_by(unit)],
    )
    drawn.save(force_insert=True)
    record("handover.drawn", drawn.pk, drawn.to_ledger(), by=by, at=at)
    return drawn


def _sign(
    drawn: HandOver, side: str, watch: Watch, *, by: Actor, at: datetime, means: str, came: Sequence[Matter] = ()
) -> None:
    signed = Signature(
        handover=drawn,
        side=side,
        officer_id=by.officer,  # type: ignore[misc]  # who stands a watch always is an officer
        officer_name=by.name,
        post=by.post,
        session=by.session or "",
        means=means,
        at=at,
        watch=watch,
        came=canonical_list([one.facts() for one in came]) if came else "",
        visible_to=drawn.visible_to,
    )
    signed.save(force_insert=True)
    record("handover.signed", signed.pk, signed.to_ledger(), by=by, at=at)
