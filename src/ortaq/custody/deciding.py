"""The receiver decides, item by item. Acceptance makes it the custodian at that very instant; nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.access.scope import acting_in
from ortaq.custody import amounts, keeping, measures, notifying, owing
from ortaq.custody.detaining import lapse_overrides
from ortaq.custody.drawing_up import draw_up
from ortaq.custody.errors import IsOffered, LeftCustody, NotTheReceiver, SafeguardsMissing, UnknownKind
from ortaq.custody.handovers import REFUSED, Discrepancy, HandOver, Line
from ortaq.custody.models import RECEIVED, Charge, Entry, Holding
from ortaq.custody.offering import close_decision, decided, move, unsee
from ortaq.custody.standing import standing
from ortaq.duties.opening import open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.correcting import withdraw
from ortaq.exchange.errors import AlreadyDone, TimesDisagree
from ortaq.exchange.models import Recipient
from ortaq.exchange.receipts import acknowledge, act
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid_of
from ortaq.lib.rows import insert
from ortaq.rules.life import LINE, RECEIPT

DISPUTED = "disputed"
"""The trigger of what the giver owes once something was refused or found otherwise."""


def accept(
    line: Line,
    found: Mapping[str, str] | None = None,
    *,
    note: str = "",
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Line:
    """Accept one item: from `at` on this unit is the custodian, and the clock of somebody held runs on unchanged.

    `found` is what the receiver measured, by field, where it looked; what differs from the offer is a discrepancy and
    overwrites nothing. Accepted before by this unit, it is returned. Raises NotOnWatch, NotTheReceiver, AlreadyDone,
    LeftCustody.
    """
    with transaction.atomic():
        handover, row, charge = _locked(line, by=by, at=at)
        if row.state == LINE.move(LINE.start, "accept"):
            return row
        custody = owing.custody_of(rulebook)
        before = standing(charge, custody)  # while the annex can be read: deciding takes it away for a moment
        if missing := before.missing(custody, before="offer"):
            raise SafeguardsMissing("safeguards are missing", missing=tuple(one.code for one in missing))
        refuse_state_secrets({"text": note}, rulebook.edition)
        seen = keeping.measured(found or {})
        decided(row, "accept", by=by, at=at, found=seen, note=note.strip())
        lapse_overrides(charge, handover.unit_id, by=by, at=at)
        passed = _pass_on(charge, row, by=by, at=at)
        after = before.then(custody, passed, *_write_down(charge, row, by=by, at=at, rulebook=rulebook))
        owing.follow(before, after, by=by, at=at, book=rulebook, reason=f"№ {handover}")
        Charge.objects.filter(pk=charge.pk).update(**owing.clocked(charge, after, rulebook))
        _owe_word(charge, handover, row, by=by, at=at, rulebook=rulebook)
        _differences(handover, row, by=by, at=at, rulebook=rulebook)
        _finish(handover, by=by, at=at, rulebook=rulebook)
    return row


def refuse(
    line: Line,
    reason: str,
    *,
    note: str = "",
    found: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Line:
    """Refuse one item on a ground of the pack: the giver stays the custodian, and a dispute clock runs.

    Refused before by this unit on this ground, it is returned. Raises what `accept` raises, UnknownKind.
    """
    if reason not in owing.custody_of(rulebook).refusals:
        raise UnknownKind("the pack knows no such ground to refuse", ground=reason)
    refuse_state_secrets({"text": note}, rulebook.edition)
    with transaction.atomic():
        handover, row, charge = _locked(line, by=by, at=at)
        if row.state == LINE.move(LINE.start, "refuse") and row.reason == reason:
            return row
        seen = keeping.measured(found or {})
        decided(row, "refuse", by=by, at=at, found=seen, note=note.strip(), reason=reason)
        _dispute(handover, row, REFUSED, "", reason, by=by, at=at, rulebook=rulebook)
        _differences(handover, row, by=by, at=at, rulebook=rulebook)
        unsee(charge, handover.unit_id)
        _finish(handover, by=by, at=at, rulebook=rulebook)
    return row


def take_out(charge: Charge, why: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Take whoever is let go out of the hand-over in which he is offered: nobody is held for want of an answer.

    The charge is locked. It is the one thing that the giver may move of what the receiver was offered. On what is left
    the receiver decides; where nothing is, the hand-over is over, and one of which nothing was decided is withdrawn.
    """
    row = charge.lines.filter(state=LINE.start).first()
    if row is None:
        return
    handover = HandOver.objects.select_for_update().select_related("message").get(pk=row.handover_id)
    with acting_in(handover.receiver_id, instead=True):
        decided(Line.objects.select_for_update().get(pk=row.pk), "withdraw", by=by, at=at)
    unsee(charge, handover.unit_id)
    charge.refresh_from_db(fields=["chain_to"])
    if handover.lines.filter(state=LINE.start).exists():
        return
    _conclude(handover, by=by, at=at, rulebook=rulebook)
    if not handover.lines.exclude(state=LINE.move(LINE.start, "withdraw")).exists():
        withdraw(handover.message, why=why, by=by, at=at, rulebook=rulebook)


def _locked(line: Line, *, by: Actor, at: datetime) -> tuple[HandOver, Line, Charge]:
    """Lock the charge, then the hand-over, then the line: the order in which every verb takes them."""
    keeping.on_watch(by, at)
    charge = Charge.objects.select_for_update().get(pk=line.charge_id)
    handover = HandOver.objects.select_for_update().select_related("message").get(pk=line.handover_id)
    row = Line.objects.select_for_update().get(pk=line.pk)
    if by.unit != handover.receiver_id:
        raise NotTheReceiver("the receiver decides", unit=handover.receiver_id)
    if row.state == LINE.start and not charge.is_held:
        raise LeftCustody("it has left custody", number=str(charge))
    if row.state == LINE.start and at < max(handover.at, charge.since):
        raise TimesDisagree("decided before it was offered", decided_at=at)
    if row.state == LINE.start and charge.custodian_id != handover.unit_id:
        raise IsOffered("its giver is no longer its custodian", unit=charge.custodian_id)
    return handover, row, charge


def _pass_on(charge: Charge, line: Line, *, by: Actor, at: datetime) -> Holding:
    """End the giver's holding and begin the receiver's at one instant; return that."""
    assert by.unit is not None
    last = Holding.objects.select_for_update().get(charge=charge, until=None)
    if not Holding.objects.filter(pk=last.pk, until=None).update(until=at):
        raise AlreadyDone("somebody was first", step="accept")
    last.until = at
    now = Holding(charge=charge, n=last.n + 1, unit_id=by.unit, since=at, line=line, visible_to=charge.chain_to)
    rows = [
        ("holding.ended", last.pk, last.ended_facts(), by, at),
        ("holding.begun", now.pk, now.to_ledger(), by, at),
    ]
    insert([now], entries(rows))
    left: dict[str, Any] = {"custodian_id": by.unit, "since": at, "holdings": now.n}
    Charge.objects.filter(pk=charge.pk).update(**left)
    for name, value in left.items():
        setattr(charge, name, value)
    return now


def _write_down(charge: Charge, line: Line, *, by: Actor, at: datetime, rulebook: Rulebook) -> list[Entry]:
    """What the receiver found is its own first entry, so that the next hand-over is compared with it; return it."""
    if not (line.found or line.note):
        return []
    body = line.found | ({"note": line.note} if line.note else {})
    row, words = keeping.entry_of(charge, RECEIVED, body, line.found, by=by, at=at, rulebook=rulebook)
    keeping.write([(row, words)], by=by, at=at)
    return [row]


def _owe_word(charge: Charge, handover: HandOver, line: Line, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Of somebody received, the receiver owes word of the measures taken, and the giver the notice of the pack."""
    custody = owing.custody_of(rulebook)
    if not custody.kinds[charge.kind].is_person:
        return
    receiver, giver = handover.receiver_id, handover.unit_id
    towards = measures.others(giver, receiver, rulebook)
    open_duties(rulebook.between(measures.RECEIVED, at, receiver, towards, line.pk), by=by, at=at)
    measures.hand_on(charge, giver, by=by, at=at, reason=f"№ {handover}")
    notifying.owe(charge, line, rulebook)


def _differences(handover: HandOver, line: Line, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    for field, offered, found in amounts.differences(line.offered, line.found):
        _dispute(handover, line, field, offered, found, by=by, at=at, rulebook=rulebook)


def _dispute(
    handover: HandOver, line: Line, field: str, offered: str, found: str, *, by: Actor, at: datetime, rulebook: Rulebook
) -> None:
    """Record what differs and start its clock; both sides see it."""
    row = Discrepancy(
        id=uuid_of("discrepancy", str(line.pk), field),
        line=line,
        field=field,
        offered=offered,
        found=found,
        arisen_at=at,
        visible_to=handover.visible_to,
    )
    insert([row], entries([("discrepancy.arisen", row.pk, row.to_ledger(), by, at)]))
    owed = rulebook.between(DISPUTED, at, handover.unit_id, [handover.receiver_id], row.pk)
    open_duties(owed, by=by, at=at)


def _finish(handover: HandOver, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Take the message; when the last item is decided, the hand-over is, and nothing more is owed on it."""
    recipient = Recipient.objects.select_related("message").get(message=handover.message_id, unit=handover.receiver_id)
    if RECEIPT.allows(recipient.step, "acknowledge"):
        acknowledge(recipient, by=by, at=at, rulebook=rulebook)
    if handover.lines.filter(state=LINE.start).exists():
        return
    _conclude(handover, by=by, at=at, rulebook=rulebook)
    recipient.refresh_from_db()
    if RECEIPT.allows(recipient.step, "act"):
        act(recipient, note=f"№ {handover}", by=by, at=at)


def _conclude(handover: HandOver, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Let a hand-over of which nothing is open any more stand as decided, with its act."""
    step = move(handover, "finish", by=by, at=at)
    draw_up(handover, by=by, at=at, rulebook=rulebook)
    close_decision(handover, step.pk, by=by, at=at, rulebook=rulebook)


def settled_keys(handover: HandOver, discrepancy: Discrepancy) -> list[str]:
    """Return the keys of the dispute clock of a discrepancy."""
    book = Rulebook.at(discrepancy.arisen_at)
    return book.between_keys(DISPUTED, handover.unit_id, [handover.receiver_id], discrepancy.pk)
