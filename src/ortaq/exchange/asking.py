"""How a request comes to be and how it moves: the row, its step, the ledger, and the two clocks of whoever is asked.

The asked unit owes a reply and an answer, both counted from receipt. A question back is a reply; it takes the answer's
clock back, which runs anew from the clarification. What is withdrawn or sent on is no longer owed. To be called inside
the transaction of the verb that has locked the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ortaq.duties.models import Duty
from ortaq.duties.moves import explain, fulfil, lapse, void
from ortaq.duties.opening import open_new
from ortaq.duties.rulebook import Rulebook
from ortaq.duties.steps import has_run_out
from ortaq.exchange.asks import ASKED, Request, RequestStep
from ortaq.exchange.errors import AlreadyDone, NotAskable, NotPossible
from ortaq.exchange.models import Message, Recipient
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.rows import insert
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import REQUEST
from ortaq.rules.requests import ANSWER, REPLY

CLOSES = {
    "accept": (REPLY,),
    "clarify": (REPLY,),
    "refer": (REPLY,),
    "decline": (REPLY, ANSWER),
    "answer": (REPLY, ANSWER),
    "answer_in_part": (REPLY, ANSWER),
}
"""Which of the two clocks a step of the asked unit closes."""
TAKES_BACK = ("clarify", "refer", "withdraw")
"""Steps after which what is still owed is owed no longer, or not yet."""


def begin(requests: Sequence[Request], *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Write requests that were received at `at`, and open what the asked units owe."""
    rows = entries(("request.asked", one.pk, one.to_ledger(), by, at) for one in requests)
    insert(requests, rows)
    for one in requests:
        _open(one, by=by, at=at, rulebook=rulebook)


def row_of(
    recipient: Recipient, kind: str, urgency: str, wanted_at: datetime | None, at: datetime, **more: Any
) -> Request:
    """Return the request that one addressee of a request is asked, unwritten."""
    asker = recipient.message.unit_id
    made = Request(
        message_id=recipient.message_id,
        recipient=recipient,
        asker_id=asker,
        unit_id=recipient.unit_id,
        kind=kind,
        urgency=urgency,
        wanted_at=wanted_at,
        received_at=at,
        counted_from=at,
        **more,
    )
    made.clock = made.pk
    return made


def move(
    request: Request,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    message: Message | None = None,
    ground: str = "",
    reason: str = "",
    promised_at: datetime | None = None,
) -> RequestStep:
    """Take one step and let it have its consequences for what is owed; raises AlreadyDone, NotPossible."""
    assert by.unit is not None
    step = RequestStep(
        request=request,
        n=request.steps + 1,
        verb=verb,
        state=next_state(request, verb),
        message=message,
        ground=ground,
        promised_at=promised_at,
        **by.signed(at),
        visible_to=request.visible_to,
    )
    duties = owed(request)
    left: dict[str, Any] = {"state": step.state, "steps": step.n}
    left |= {"clock": step.pk, "counted_from": at} if verb == "supply" else {}
    left |= {"promised_at": promised_at} if promised_at else {}
    left |= {"ended_at": at} if step.state in REQUEST.ended else {}
    if not Request.objects.filter(pk=request.pk, steps=request.steps).update(**left):
        raise AlreadyDone("somebody was first", step=verb)
    for name, value in left.items():
        setattr(request, name, value)
    insert([step], entries([("request.moved", step.pk, step.to_ledger(), by, at)]))
    _consequences(request, step, duties, by=by, at=at, reason=reason)
    if verb == "supply":
        _open(request, by=by, at=at, rulebook=rulebook)
    return step


def take_over(recipient: Recipient, added: Recipient, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Let whoever a request was sent on to take it over; nothing where what was sent on is no request.

    A unit that was asked from the start has its own already. Raises AlreadyDone where the request has ended, NotAskable
    for the asker himself, for a unit without a console, and for one that has sent it on already: it would be nobody's.
    """
    if recipient.message.relation != ASKED:
        return
    request = Request.objects.select_for_update().filter(recipient=recipient).first()
    if request is None:
        return
    has_returned_it = added.step == "not_for_us"
    if added.unit_id == request.asker_id or has_returned_it or not rulebook.is_on_console(added.unit_id):
        raise NotAskable("a request cannot be sent on to this unit", unit=added.unit_id)
    move(request, "refer", by=by, at=at, rulebook=rulebook)
    taken = row_of(added, request.kind, request.urgency, request.wanted_at, at, via=request)
    taken.visible_to = sorted({*rulebook.visible_to([request.asker_id, added.unit_id]), request.unit_id})
    with suppress(IntegrityError), transaction.atomic():  # who was asked from the start: a row that is not ours to see
        begin([taken], by=by, at=at, rulebook=rulebook)


def owed(request: Request) -> dict[str, Duty]:
    """Return the unfinished duties of the request's present clock, by part."""
    known = Rulebook.at(request.counted_from).asked_keys(
        request.kind, request.urgency, *_between(request), request.clock
    )
    parts = {key: part for part, key in known.items()}
    return {parts[duty.key]: duty for duty in Duty.objects.filter(key__in=list(parts)).unfinished()}


def next_state(request: Request, verb: str) -> str:
    """Return where the step leads; raises AlreadyDone where it was taken or the request has ended, else NotPossible."""
    try:
        return REQUEST.move(request.state, verb)
    except NoSuchMove as error:
        was_taken = any(moves.get(verb) == request.state for moves in REQUEST.moves.values())
        kind = AlreadyDone if was_taken or not request.is_open else NotPossible
        raise kind("no such step from here", step=request.state) from error


def _open(request: Request, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Open the two clocks, seen by whoever sees the request."""
    new = rulebook.asked(request.kind, request.urgency, request.counted_from, *_between(request), request.clock)
    open_new([replace(one, visible_to=request.visible_to) for one in new], by=by, at=at)


def _between(request: Request) -> tuple[int, int]:
    return request.unit_id, request.asker_id


def _consequences(
    request: Request, step: RequestStep, duties: dict[str, Duty], *, by: Actor, at: datetime, reason: str
) -> None:
    closed = [part for part in CLOSES.get(step.verb, ()) if part in duties]
    fulfil([duties[part].key for part in closed], by=by, at=at, record=step.pk, recorded_at=at)
    for part, duty in duties.items():
        if part in closed:
            continue
        if step.verb in TAKES_BACK:
            void(_run_out(duty, at), by=by, at=at, reason=str(request.message))
        elif step.verb == "explain" and step.promised_at and _run_out(duty, at).status != "open":
            explain(duty, by=by, at=at, reason=reason, promised_at=step.promised_at)


def _run_out(duty: Duty, at: datetime) -> Duty:
    """Let a term that has ended by `at` leave its trace first, whether or not the clock has noticed yet."""
    if has_run_out(duty, at):
        lapse([duty], by=Actor.program("clock"), recorded_at=at)
        duty.refresh_from_db()
    return duty
