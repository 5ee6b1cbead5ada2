"""A hand-over: one side offers a list, and from then on the other side alone decides.

The giver may ask to have it back; a term that runs out is an alarm and moves nothing. The offer goes as a message that
sounds at the receiver and climbs while nobody takes it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ortaq.access.scope import acting_in
from ortaq.custody import keeping, owing, saying
from ortaq.custody.errors import (
    IsOffered,
    LeftCustody,
    NotCustodian,
    NotReceivable,
    NotTheGiver,
    NotTheReceiver,
    SafeguardsMissing,
)
from ortaq.custody.handovers import HandOver, HandOverStep, Line
from ortaq.custody.models import Charge
from ortaq.custody.standing import Standing, described, standing
from ortaq.custody.taking import day_there
from ortaq.duties.moves import fulfil
from ortaq.duties.opening import open_new
from ortaq.duties.rulebook import Addressed, Rulebook, spoken
from ortaq.exchange.errors import AlreadyDone, AlreadySent, NothingSaid, NotPossible
from ortaq.exchange.models import ADDRESSEE, Message, local_year
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import Saying, only_one_at_a_time, send_written
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid7, uuid_of
from ortaq.lib.rows import insert
from ortaq.rules.custody import ChargeKind, Custody
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import HAND_OVER, LINE
from ortaq.rules.text import Text

OFFERED = "offered"
"""The trigger of what the receiver owes to the giver."""
HANDOVER = "hand_over"
"""How the message stands to the hand-over that it `relates_to`, and what the numbers run by."""
WHY = Text("принимает передаваемое", "тапсырылғанды қабылдайды", "receives what is handed over")
OFFER = Text("Передача № {number}: {what}", "№ {number} тапсыру: {what}", "Hand-over No. {number}: {what}")


def receivers(unit: int, rulebook: Rulebook) -> list[int]:
    """Return to whom the unit may hand over from this console: its counterparts, its superiors, its subordinates."""
    below = [one for one in rulebook.units if rulebook.superiors(one)[:1] == (unit,)]
    found = [*rulebook.counterparts(unit), *rulebook.superiors(unit), *below]
    return [one for one in dict.fromkeys(found) if one != unit and rulebook.is_on_console(one)]


def offer(
    charges: Sequence[Charge],
    receiver: int,
    *,
    words: str = "",
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> HandOver:
    """Offer what this unit holds to another; until that one accepts, this unit stays the custodian.

    Offered before under the same id, it is returned. Raises NotOnWatch, NothingSaid for an empty list, NotReceivable,
    NotCustodian, LeftCustody, IsOffered, SafeguardsMissing, AlreadySent.
    """
    assert by.unit is not None
    keeping.on_watch(by, at)
    custody = owing.custody_of(rulebook)
    if not charges:
        raise NothingSaid("nothing is offered")
    if receiver not in receivers(by.unit, rulebook):
        raise NotReceivable("not a unit to which this one can hand over", unit=receiver)
    identity = id or uuid7()
    with transaction.atomic():
        only_one_at_a_time(identity)
        if earlier := HandOver.objects.filter(pk=identity).first():
            return _same(earlier, charges, receiver, by)
        held = keeping.lock_all(charges)
        stands = {one.pk: _offerable(one, custody, by) for one in held}
        _let_see(held, receiver, rulebook)
        handover, lines = _rows(identity, held, stands, receiver, words, by=by, at=at, rulebook=rulebook)
        rows = [("handover.offered", handover.pk, handover.to_ledger(), by, at)]
        rows += [("line.offered", one.pk, one.to_ledger(), by, at) for one in lines]
        insert([handover])  # before its lines: PostgreSQL asks of each whose it is
        insert(lines, entries(rows))
        decide = rulebook.between(OFFERED, at, receiver, [by.unit], handover.pk)
        open_new(decide, by=by, at=at)
        for one in held:
            keeping.tell(one, [by.unit, receiver])
    return handover


def ask_back(handover: HandOver, reason: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> HandOverStep:
    """Ask to have it back: the receiver decides on that, too.

    Raises NotOnWatch, NotTheGiver, NothingSaid without a reason, AlreadyDone, NotPossible.
    """
    _refuse_no_reason(reason, rulebook)
    with transaction.atomic():
        row = _locked(handover, by=by, at=at)
        if by.unit != row.unit_id:
            raise NotTheGiver("only the giver asks to have it back", unit=row.unit_id)
        return move(row, "ask_back", by=by, at=at, reason=reason.strip())


def keep(handover: HandOver, reason: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> HandOverStep:
    """Say that it is not let go: deciding goes on. Raises what `let_go` raises, NothingSaid without a reason."""
    _refuse_no_reason(reason, rulebook)
    with transaction.atomic():
        row = _locked(handover, by=by, at=at)
        _of_the_receiver(row, by)
        return move(row, "keep", by=by, at=at, reason=reason.strip())


def let_go(handover: HandOver, *, by: Actor, at: datetime, rulebook: Rulebook) -> HandOverStep:
    """Let what is undecided go back, as the giver asked; what was accepted meanwhile stays with the receiver.

    Raises NotOnWatch, NotTheReceiver, AlreadyDone, NotPossible where nobody asked.
    """
    with transaction.atomic():
        undecided = handover.lines.filter(state=LINE.start)
        keeping.lock_all(Charge.objects.filter(pk__in=undecided.values("charge")))  # before it, as who accepts does
        row = _locked(handover, by=by, at=at)
        _of_the_receiver(row, by)
        step = move(row, "let_go", by=by, at=at)
        for line in row.lines.filter(state=LINE.start).select_for_update().order_by("n"):
            decided(line, "withdraw", by=by, at=at)
            unsee(line.charge, row.unit_id)
        close_decision(row, step.pk, by=by, at=at, rulebook=rulebook)
    return step


def _refuse_no_reason(reason: str, rulebook: Rulebook) -> None:
    if not reason.strip():
        raise NothingSaid("the reason must be said")
    refuse_state_secrets({"text": reason}, rulebook.edition)


def move(handover: HandOver, verb: str, *, by: Actor, at: datetime, reason: str = "") -> HandOverStep:
    """Take one step of a hand-over that is locked; raises AlreadyDone where somebody was first, else NotPossible."""
    assert by.unit is not None
    try:
        state = HAND_OVER.move(handover.state, verb)
    except NoSuchMove as error:
        kind = AlreadyDone if not handover.is_open else NotPossible
        raise kind("no such step from here", step=handover.state) from error
    step = HandOverStep(
        handover=handover,
        n=handover.steps + 1,
        verb=verb,
        state=state,
        reason=reason,
        **by.signed(at),
        visible_to=handover.visible_to,
    )
    left: dict[str, Any] = {"state": state, "steps": step.n} | ({"ended_at": at} if state in HAND_OVER.ended else {})
    if not HandOver.objects.filter(pk=handover.pk, steps=handover.steps).update(**left):
        raise AlreadyDone("somebody was first", step=verb)
    for name, value in left.items():
        setattr(handover, name, value)
    insert([step], entries([("handover.moved", step.pk, step.to_ledger(), by, at)]))
    return step


def decided(line: Line, verb: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Let a line that is locked stand as decided; raises AlreadyDone where it was decided before."""
    try:
        state = LINE.move(line.state, verb)
    except NoSuchMove as error:
        raise AlreadyDone("it was decided before", step=line.state) from error
    who = {"decided_at": at, "decided_by": by.officer, "decided_by_name": by.name, "decided_in": by.session or ""}
    left = {"state": state, **facts, **who}
    if not Line.objects.filter(pk=line.pk, state=line.state).update(**left):
        raise AlreadyDone("somebody was first", step=verb)
    for name, value in left.items():
        setattr(line, name, value)
    insert(entries([("line.decided", line.pk, line.decided_facts(), by, at)]))


def unsee(charge: Charge, holder: int) -> None:
    """Let whoever did not become its custodian see no more of a charge than its number and its own hand-over."""
    with acting_in(holder, instead=True):
        sees = Rulebook.at(charge.taken_at).visible_to(keeping.holders(charge))
        Charge.objects.filter(pk=charge.pk).update(chain_to=sees)


def close_decision(handover: HandOver, record: uuid.UUID, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Close what the receiver owed: to decide."""
    book = Rulebook.at(handover.at)
    keys = book.between_keys(OFFERED, handover.receiver_id, [handover.unit_id], handover.pk)
    fulfil(keys, by=by, at=at, record=record, recorded_at=at)
    for line in handover.lines.select_related("charge"):
        keeping.tell(line.charge, [handover.unit_id, handover.receiver_id])


def _same(earlier: HandOver, charges: Sequence[Charge], receiver: int, by: Actor) -> HandOver:
    """Return what was offered under this identity; raises AlreadySent where it was something else."""
    offered = set(earlier.lines.values_list("charge_id", flat=True))
    same = (earlier.unit_id, earlier.receiver_id) == (by.unit, receiver)
    if not same or offered != {one.pk for one in charges}:
        raise AlreadySent("the same form offers something else", number=earlier.number)
    return earlier


def _offerable(charge: Charge, custody: Custody, by: Actor) -> Standing:
    """Return how a locked charge stands, if this unit may offer it now."""
    if not charge.is_held:
        raise LeftCustody("it has left custody", number=str(charge))
    if charge.custodian_id != by.unit:
        raise NotCustodian("another unit is its custodian", unit=charge.custodian_id)
    if charge.lines.filter(state=LINE.start).exists():
        raise IsOffered("it is offered already", number=str(charge))
    stands = standing(charge, custody)
    if missing := stands.missing(custody, before="offer"):
        raise SafeguardsMissing(
            "safeguards are missing", number=str(charge), missing=tuple(one.code for one in missing)
        )
    return stands


def _let_see(charges: Sequence[Charge], receiver: int, rulebook: Rulebook) -> None:
    """Let the receiver see what it is to decide on; the rows about a charge follow it."""
    for one in charges:
        more = rulebook.visible_to([receiver])
        one.visible_to, one.chain_to = sorted({*one.visible_to, *more}), sorted({*one.chain_to, *more})
        Charge.objects.filter(pk=one.pk).update(visible_to=one.visible_to, chain_to=one.chain_to)


def _rows(
    identity: uuid.UUID,
    charges: Sequence[Charge],
    stands: dict[uuid.UUID, Standing],
    receiver: int,
    words: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> tuple[HandOver, list[Line]]:
    assert by.unit is not None
    year = local_year(at, rulebook.zone_of(by.unit))
    number = keeping.number(by.unit, year, HANDOVER)
    matter = next((one.matter for one in charges if one.matter), None) or identity
    message = _tell_receiver(identity, charges, receiver, f"{number}/{year}", words, matter, by, at, rulebook)
    seen = rulebook.visible_to([by.unit, receiver])
    handover = HandOver(
        id=identity,
        receiver_id=receiver,
        year=year,
        number=number,
        edition=rulebook.edition.id,
        message=message,
        matter=matter,
        **by.signed(at),
        visible_to=seen,
    )
    lines = [
        Line(handover=handover, charge=one, n=n, offered=stands[one.pk].measures, visible_to=[by.unit, receiver])
        for n, one in enumerate(sorted(charges, key=lambda one: (one.year, one.number)), 1)
    ]
    return handover, lines


def _tell_receiver(
    identity: uuid.UUID,
    charges: Sequence[Charge],
    receiver: int,
    number: str,
    words: str,
    matter: uuid.UUID,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Message:
    """Send the offer as a message that sounds at the receiver, until its watch takes it and then decides."""
    custody = owing.custody_of(rulebook)
    kinds = custody.kinds
    assert by.unit is not None
    on = day_there(at, by.unit, rulebook)
    named = [_named(one, kinds[one.kind], on) for one in charges]
    text = keeping.in_our_words(OFFER.fill(number=number, what="; ".join(named)))
    saying = Saying(
        custody.clause,
        {"text": f"{text}. {words.strip()}".strip(". ") + "."},
        expects_act=True,
        matter=matter,
        id=uuid_of("hand-over", str(identity)),
        relation=HANDOVER,
        relates_to=identity,
    )
    to = [Addressed(receiver, ADDRESSEE, custody.clause, spoken(WHY))]
    return send_written(saying, to, by=by, at=at, rulebook=rulebook, alarms=[receiver])


def _named(charge: Charge, kind: ChargeKind, on: date) -> str:
    """Return what a charge is called in the message of its offer: of a person nothing but the number."""
    said = f"{keeping.in_our_words(kind.name)} № {charge}"
    if kind.is_person:
        return said
    return f"{said} – {keeping.in_our_words(saying.title(kind, described(charge), on))}"


def _locked(handover: HandOver, *, by: Actor, at: datetime) -> HandOver:
    keeping.on_watch(by, at)
    return HandOver.objects.select_for_update().get(pk=handover.pk)


def _of_the_receiver(handover: HandOver, by: Actor) -> None:
    if by.unit != handover.receiver_id:
        raise NotTheReceiver("the receiver decides", unit=handover.receiver_id)
