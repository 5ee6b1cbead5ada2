"""The facts of custody from which duties follow: what happened to each charge, what was offered, decided, settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ortaq.custody import measures
from ortaq.custody.deciding import DISPUTED, settled_keys
from ortaq.custody.handovers import Discrepancy, HandOver, Line
from ortaq.custody.models import Charge, Entry, Holding, Override
from ortaq.custody.offering import OFFERED
from ortaq.custody.owing import Mark, custody_of, does, owed
from ortaq.custody.standing import Event, Standing, events
from ortaq.duties.facts import Arisen, Done, Fact, source
from ortaq.duties.rulebook import Rulebook
from ortaq.rules.life import HAND_OVER


@source
def held() -> Iterator[Fact]:
    """Whatever happens to somebody held opens and closes what the custodian owes; what is void was said by a person."""
    for charge in Charge.objects.order_by("taken_at").iterator():
        stands, keys = Standing(charge.kind), dict[Mark, str]()
        for event in events(charge):
            at = _taken_down(charge, event)
            book = Rulebook.at(at)
            stands.take(event, custody_of(book))
            now = owed(stands, book)
            for mark in keys.keys() - now.keys():
                key = keys.pop(mark)
                if isinstance(event, Entry) and does(event, mark[0], book):
                    yield Done(at, event.at, event.pk, [key])
            if new := {mark: one for mark, one in now.items() if mark not in keys}:
                yield Arisen(at, list(new.values()))
                keys |= {mark: one.key for mark, one in new.items()}


def _taken_down(charge: Charge, event: Event) -> datetime:
    """Return when an event was taken down: the first holding may have begun before anybody wrote."""
    match event:
        case Entry():
            return event.recorded_at
        case Holding():
            return max(event.since, charge.taken_at)
        case Override():
            assert event.settled_at is not None
            return event.settled_at
        case _:
            return event.at


@source
def offered() -> Iterator[Fact]:
    """An offer makes the receiver owe a decision; deciding or letting go closes it."""
    for one in HandOver.objects.prefetch_related("history").order_by("at").iterator(chunk_size=500):
        book = Rulebook.at(one.at)
        parties = (one.receiver_id, [one.unit_id])
        yield Arisen(one.at, book.between(OFFERED, one.at, *parties, one.pk))
        for step in one.history.all():
            if step.state in HAND_OVER.ended:
                yield Done(step.at, step.at, step.pk, book.between_keys(OFFERED, *parties, one.pk))


@source
def received() -> Iterator[Fact]:
    """Whoever received somebody owes word of what is done with him; a measure told closes it."""
    lines = Line.objects.filter(state="accepted").select_related("handover", "charge", "holding")
    for line in lines.order_by("decided_at").iterator():
        assert line.decided_at is not None
        book, unit = Rulebook.at(line.decided_at), line.handover.receiver_id
        if not custody_of(book).kinds[line.charge.kind].is_person:
            continue
        towards = measures.others(line.handover.unit_id, unit, book)
        yield Arisen(line.decided_at, book.between(measures.RECEIVED, line.decided_at, unit, towards, line.pk))
        told = line.charge.entered.filter(unit=unit, message__isnull=False, recorded_at__gte=line.decided_at)
        if line.holding.until is not None:
            told = told.filter(recorded_at__lte=line.holding.until)
        for entry in told.order_by("n"):
            keys = book.between_keys(measures.RECEIVED, unit, towards, line.pk)
            assert entry.message_id is not None
            yield Done(entry.recorded_at, entry.recorded_at, entry.message_id, keys)


@source
def disputed() -> Iterator[Fact]:
    """What was refused or found otherwise is to be settled; that both sides agree closes it."""
    rows = Discrepancy.objects.select_related("line__handover").prefetch_related("history").order_by("arisen_at")
    for one in rows.iterator(chunk_size=500):
        handover = one.line.handover
        book = Rulebook.at(one.arisen_at)
        owes = book.between(DISPUTED, one.arisen_at, handover.unit_id, [handover.receiver_id], one.pk)
        yield Arisen(one.arisen_at, owes)
        for step in one.history.all():
            if step.verb == "agree":
                yield Done(step.at, step.at, step.pk, settled_keys(handover, one))
