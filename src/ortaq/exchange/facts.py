"""The facts of the exchange from which duties follow: what became known, was told, was written, was disputed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ortaq.duties.facts import Arisen, Disputed, Done, Fact, Reported, ahead, source
from ortaq.duties.opening import DoneAlready, Owed
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.correcting import closers
from ortaq.exchange.documents import EARLY, Filing
from ortaq.exchange.models import (
    ADDRESSEE,
    AFTERWARDS,
    WITHDRAWAL,
    WRITTEN,
    Answer,
    Binding,
    Call,
    Message,
    Receipt,
    Recipient,
)
from ortaq.exchange.relations import earlier
from ortaq.exchange.sending import AWARENESS, ORAL_MESSAGE


@source
def known() -> Iterator[Fact]:
    """What became known makes a unit owe its addressees the telling."""
    addressed = Recipient.objects.filter(role=ADDRESSEE, message__known_at__isnull=False).select_related("message")
    for one in addressed.order_by("message__entered_at").iterator():
        message = one.message
        book = Rulebook.at(message.entered_at)
        assert message.known_at is not None
        yield Arisen(
            message.entered_at,
            book.triggered(message.clause, AWARENESS, message.known_at, message.unit_id, one.unit_id, message.pk),
        )


@source
def told() -> Iterator[Fact]:
    """A call closes the duty to tell and opens the duty to write; or it closes the duty of its window."""
    for call in Call.objects.select_related("message").order_by("entered_at").iterator():
        message, parties = call.message, (call.by_unit_id, call.unit_id)
        if not message.answers_window:
            if message.relation == WITHDRAWAL:
                yield Done(call.entered_at, call.told_at, call.pk, _keys_of_withdrawn(message, call.unit_id))
            continue
        if message.known_at is None:
            yield Reported(call.entered_at, call.told_at, call.pk, call.by_unit_id, message.regime, [call.unit_id])
            continue
        book = Rulebook.at(call.entered_at)
        keys = book.keys_of(message.clause, AWARENESS, *parties, message.pk)
        yield Done(call.entered_at, call.told_at, call.pk, keys)
        yield Arisen(call.entered_at, book.triggered(message.clause, ORAL_MESSAGE, call.told_at, *parties, call.pk))


@source
def written() -> Iterator[Fact]:
    """A writing closes the calls that it is bound to; one bound to none answers the window of its regime."""
    for bound in Binding.objects.select_related("call", "message").order_by("message__entered_at").iterator():
        call, message = bound.call, bound.message
        keys = Rulebook.at(message.entered_at).keys_of(
            message.clause, ORAL_MESSAGE, call.by_unit_id, call.unit_id, call.pk
        )
        yield Done(message.entered_at, message.entered_at, message.pk, keys)
    reports = Message.objects.filter(form=WRITTEN, bindings=None, filing=None).exclude(relation__in=AFTERWARDS)
    reports = reports.prefetch_related("recipients")
    for message in reports.order_by("entered_at").iterator(chunk_size=500):
        units = [one.unit_id for one in message.recipients.all() if one.via_id is None]
        yield Reported(message.entered_at, message.entered_at, message.pk, message.unit_id, message.regime, units)


@source
def disputed() -> Iterator[Fact]:
    """A dispute reopens what the call had closed."""
    for answer in Answer.objects.filter(confirmed=False).order_by("at").iterator():
        yield Disputed(answer.at, answer.call_id, answer.pk, answer.reason)


@source
def filed() -> Iterator[Fact]:
    """A report that says which window it is about closes that one; an early one only where the pack lets it count."""
    filings = Filing.objects.filter(counts=True).select_related("message").prefetch_related("message__recipients")
    for one in filings.order_by("sent_at").iterator(chunk_size=500):
        told = [to.unit_id for to in one.message.recipients.all() if to.via_id is None]
        entered_at, parties = one.message.entered_at, (one.message_id, one.unit_id)
        yield Reported(entered_at, one.sent_at, *parties, one.regime, told, opens_at=one.opens_at)


@ahead
def filed_ahead(owed: Sequence[Owed]) -> Mapping[str, DoneAlready]:
    """What was reported before its window was made, where that counts."""
    early = Filing.objects.filter(counts=True, standing=EARLY, opens_at__in={one.opens_at for one in owed})
    done = {(one.unit_id, one.rule, one.opens_at): DoneAlready(one.sent_at, one.message_id) for one in early}
    keys = {one.key: (one.owed_by, one.rule, one.opens_at) for one in owed}
    return {key: done[window] for key, window in keys.items() if window in done}


@source
def withdrawn() -> Iterator[Fact]:
    """A withdrawn report reports nothing: what it or its calls had closed opens again."""
    for said in Message.objects.filter(relation=WITHDRAWAL).order_by("entered_at").iterator():
        report = earlier(said)
        if report and report.known_at is None and not Binding.objects.filter(message=report).exists():
            yield from (Disputed(said.entered_at, one, said.pk, f"№ {said}") for one in closers(report))


@source
def told_by_withdrawal() -> Iterator[Fact]:
    """Who takes a withdrawal has been told of the matter, by any means and in writing."""
    taken = Receipt.objects.filter(step="acknowledged", message__relation=WITHDRAWAL).select_related("message")
    for receipt in taken.order_by("at").iterator():
        yield Done(receipt.at, receipt.at, receipt.pk, _keys_of_withdrawn(receipt.message, receipt.unit_id))


def _keys_of_withdrawn(said: Message, unit: int) -> list[str]:
    """Return the keys of the duty to tell this unit of what was withdrawn."""
    matter = earlier(said)
    assert matter is not None
    book = Rulebook.at(matter.entered_at)
    return book.keys_of(matter.clause, AWARENESS, matter.unit_id, unit, matter.pk)
