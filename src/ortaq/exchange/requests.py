"""What is done with a request: ask, accept, decline, ask back, make clear, answer, explain, withdraw.

Each verb is one transaction: the row is locked, the officer's watch and side are looked at, the words go as a message
of the same matter, the step is taken. Whoever got no answer sends the same form again and is led to the step already
taken.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.access.models import Watch
from ortaq.duties.rulebook import Addressed, Rulebook, spoken
from ortaq.exchange.asking import begin, move, next_state, owed, row_of
from ortaq.exchange.asks import ASKED, Request, RequestStep
from ortaq.exchange.errors import AlreadySent, NoGround, NotAskable, NotOnWatch, NotPossible, NotYours, TimePassed
from ortaq.exchange.models import ADDRESSEE, Message, Recipient
from ortaq.exchange.notice import tell_screens
from ortaq.exchange.receipts import acknowledge
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor
from ortaq.rules.life import RECEIPT
from ortaq.rules.reaching import ABOUT
from ortaq.rules.requests import RequestKind

ANSWERED, DECLINED, QUESTION, CLARIFICATION, WITHDRAWN = "answer", "refusal", "question", "clarification", "withdrawn"


@dataclass(frozen=True, slots=True)
class Asking:
    """What is to be asked: of which kind, how urgent, in which words and fields, wanted by when.

    `id` is the identity that the message is to have: the same form sent again asks once.
    """

    kind: str
    urgency: str
    body: Mapping[str, Any]
    wanted_at: datetime | None = None
    id: uuid.UUID | None = None
    matter: uuid.UUID | None = None


def ask(asking: Asking, addressed: Sequence[Addressed], *, by: Actor, at: datetime, rulebook: Rulebook) -> Message:
    """Ask each of these units, each by a request of its own with its own clocks; an urgent one sounds there.

    Raises NotOnWatch, NotAskable, TimePassed, NobodyAddressed, NothingSaid, AlreadySent.
    """
    assert by.unit is not None
    kind = _askable(asking, addressed, by, at, rulebook)
    saying = Saying(kind.clause, asking.body, matter=asking.matter, id=asking.id, relation=ASKED)
    with transaction.atomic():
        message = send_written(saying, addressed, by=by, at=at, rulebook=rulebook)
        earlier = list(Request.objects.filter(message=message))
        if earlier:
            _refuse_another(earlier, asking, addressed)
            return message
        rows = []
        for one in Recipient.objects.filter(message=message, role=ADDRESSEE).select_related("message"):
            row = row_of(one, asking.kind, asking.urgency, asking.wanted_at, at)
            row.visible_to = rulebook.visible_to([row.asker_id, row.unit_id])
            rows.append(row)
        begin(rows, by=by, at=at, rulebook=rulebook)
        if rulebook.edition.urgencies[asking.urgency].presses:
            Recipient.objects.filter(pk__in=[row.recipient_id for row in rows]).update(alarms=True)
    return message


def accept(request: Request, *, by: Actor, at: datetime, rulebook: Rulebook, ground: str = "") -> RequestStep:
    """Say that it will be answered; with a ground, that a part of it will not, where its kind allows that.

    Raises NotOnWatch, NotYours, AlreadyDone, NotPossible, NoGround.
    """
    if ground:
        _check_part(request, ground, rulebook)
    with transaction.atomic():
        locked = _locked(request, "accept", by.unit == request.unit_id, by=by, at=at)
        _take(locked, by=by, at=at, rulebook=rulebook)
        step = move(locked, "accept", by=by, at=at, rulebook=rulebook, ground=ground)
        _tell(locked)
    return step


def decline(
    request: Request,
    text: str,
    *,
    ground: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> RequestStep:
    """Decline it on a ground that the pack names for its kind. Raises NoGround and what `accept` raises."""
    _check_ground(request, ground, rulebook)
    body = {"text": text, "ground": ground}
    return _say(request, "decline", DECLINED, body, by=by, at=at, rulebook=rulebook, id=id, ground=ground)


def clarify(
    request: Request, text: str, *, by: Actor, at: datetime, rulebook: Rulebook, id: uuid.UUID | None = None
) -> RequestStep:
    """Say what it lacks; the clock of the answer runs anew from the clarification. Raises what `accept` raises."""
    return _say(request, "clarify", QUESTION, {"text": text}, by=by, at=at, rulebook=rulebook, id=id)


def supply(
    request: Request,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> RequestStep:
    """Make it clear to whoever asked back. Raises what `accept` raises."""
    return _say(request, "supply", CLARIFICATION, body, by=by, at=at, rulebook=rulebook, id=id)


def answer(
    request: Request,
    text: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    ground: str = "",
    in_part: bool = False,
    id: uuid.UUID | None = None,
) -> RequestStep:
    """Answer it, wholly, or in part where its kind allows that; what is not given then has its ground.

    Raises NoGround and what `accept` raises.
    """
    if in_part:
        _check_part(request, ground, rulebook)
    verb, body = ("answer_in_part", {"text": text, "ground": ground}) if in_part else ("answer", {"text": text})
    return _say(request, verb, ANSWERED, body, by=by, at=at, rulebook=rulebook, id=id, ground=ground if in_part else "")


def withdraw(
    request: Request, text: str, *, by: Actor, at: datetime, rulebook: Rulebook, id: uuid.UUID | None = None
) -> RequestStep:
    """Take it back while it is unanswered; nothing is owed any more. Raises what `accept` raises."""
    return _say(request, "withdraw", WITHDRAWN, {"text": text}, by=by, at=at, rulebook=rulebook, id=id)


def explain(
    request: Request, reason: str, *, promised_at: datetime, by: Actor, at: datetime, rulebook: Rulebook
) -> RequestStep:
    """Say why it is late and when it will be answered. Raises TimePassed, NotPossible where nothing is late."""
    if promised_at <= at:
        raise TimePassed("the promised time has passed", promised_at=promised_at)
    with transaction.atomic():
        locked = _locked(request, "explain", by.unit == request.unit_id, by=by, at=at)
        late = [duty for duty in owed(locked).values() if duty.status != "open" or not duty.is_in_time(at)]
        if not late or not reason.strip():
            raise NotPossible("nothing is late, or no reason is given", step=locked.state)
        step = move(locked, "explain", by=by, at=at, rulebook=rulebook, reason=reason, promised_at=promised_at)
        _tell(locked)
    return step


def _say(
    request: Request,
    verb: str,
    relation: str,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None,
    ground: str = "",
) -> RequestStep:
    """Send the words to the other side and take the step that they are."""
    ours = request.asker_id if verb in ("supply", "withdraw") else request.unit_id
    other = request.unit_id if ours == request.asker_id else request.asker_id
    asked = request.message
    why = spoken(ABOUT.fill(number=str(asked)))
    to = [Addressed(other, ADDRESSEE, asked.clause, why)]
    saying = Saying(asked.clause, body, matter=asked.matter, id=id, relation=relation, relates_to=asked.pk)
    if by.unit != ours:
        raise NotYours("the other side takes this step", step=verb)
    with transaction.atomic():
        earlier = RequestStep.objects.filter(request=request, message=id).first() if id else None
        if earlier is None:
            locked = _locked(request, verb, by.unit == ours, by=by, at=at)
        message = send_written(saying, to, by=by, at=at, rulebook=rulebook)
        if earlier is not None:
            return earlier
        if ours == request.unit_id:
            _take(locked, by=by, at=at, rulebook=rulebook)
        step = move(locked, verb, by=by, at=at, rulebook=rulebook, message=message, ground=ground)
        _tell(locked)
    return step


def _askable(
    asking: Asking, addressed: Sequence[Addressed], by: Actor, at: datetime, rulebook: Rulebook
) -> RequestKind:
    """Return the kind of what may be asked so; the reasons why not are raised."""
    assert by.unit is not None
    _on_watch(by, at)
    kind = rulebook.edition.requests.get(asking.kind)
    if kind is None or asking.urgency not in kind.terms:
        raise NotPossible("the pack knows no such request", step=f"{asking.kind} {asking.urgency}")
    reach = {one.unit for one in rulebook.reachable(asking.kind, by.unit)}
    for one in addressed:
        if one.unit not in reach or not rulebook.is_on_console(one.unit):
            raise NotAskable("not within reach of this kind, or without a console", unit=one.unit)
    if asking.wanted_at is not None and asking.wanted_at <= at:
        raise TimePassed("wanted by a time that has passed", wanted_at=asking.wanted_at)
    return kind


def _refuse_another(earlier: Sequence[Request], asking: Asking, addressed: Sequence[Addressed]) -> None:
    """Raise AlreadySent where the same form would ask something else, or of others, this time."""
    first = {one.unit_id for one in earlier if one.via_id is None}
    same = (earlier[0].kind, earlier[0].urgency, earlier[0].wanted_at) == (
        asking.kind,
        asking.urgency,
        asking.wanted_at,
    )
    if not same or {one.unit for one in addressed} != first:
        raise AlreadySent("the same form asks something else", number=earlier[0].message.number)


def _locked(request: Request, verb: str, is_his: bool, *, by: Actor, at: datetime) -> Request:
    """Return the row as it stands, held until the end of the transaction, if this officer may take the step now."""
    _on_watch(by, at)
    if not is_his:
        raise NotYours("the other side takes this step", step=verb)
    locked = Request.objects.select_for_update(of=("self",)).select_related("message").get(pk=request.pk)
    next_state(locked, verb)
    return locked


def _on_watch(by: Actor, at: datetime) -> None:
    if not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only the watch acts for its unit", unit=by.unit)


def _take(request: Request, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """A step of the asked watch takes the message: its alarm falls silent."""
    recipient = Recipient.objects.select_related("message").get(pk=request.recipient_id)
    if RECEIPT.allows(recipient.step, "acknowledge"):
        acknowledge(recipient, by=by, at=at, rulebook=rulebook)


def _kind(request: Request, rulebook: Rulebook) -> RequestKind:
    return rulebook.edition.requests[request.kind]


def _check_part(request: Request, ground: str, rulebook: Rulebook) -> None:
    if not _kind(request, rulebook).in_part:
        raise NotPossible("this kind is answered wholly or declined", step=request.state)
    _check_ground(request, ground, rulebook)


def _check_ground(request: Request, ground: str, rulebook: Rulebook) -> None:
    if ground not in _kind(request, rulebook).refusals:
        raise NoGround("a ground that the pack does not name for this kind", ground=ground)


def _tell(request: Request) -> None:
    tell_screens(request.message, [request.unit_id, request.asker_id], what="changed")
