"""The board of custody: who and what a unit holds, since when, until when at the latest, and what is still owed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2s
from typing import Any

from django.db.models import Q, QuerySet

from ortaq.custody.amounts import PLACE
from ortaq.custody.clocks import Clock, clock_of, duties_of
from ortaq.custody.handovers import HandOver, Line
from ortaq.custody.models import Charge
from ortaq.custody.owing import custody_of
from ortaq.custody.standing import Standing, standings
from ortaq.custody.titles import bodies, title_of
from ortaq.custody.words import amount_in_words
from ortaq.duties.desk import Desk
from ortaq.duties.words import Shown
from ortaq.rules.custody import Custody, Safeguard
from ortaq.rules.life import HAND_OVER, LINE

MOST, PAGE = 200, 25


@dataclass(frozen=True)
class Row:
    """One charge as a list shows it. `missing` are safeguards that hold up a hand-over, `owed` those that do not.

    `is_read`: its words are open to the reader here; a person's by duty alone.
    """

    charge: Charge
    kind: str
    title: str
    custodian: str
    is_person: bool
    is_read: bool
    clock: Clock | None
    amount: str
    seal: str
    place: str
    missing: Sequence[str]
    owed: Sequence[str]
    bars: Sequence[str]
    offer: Line | None
    offered_to: str


@dataclass(frozen=True)
class Offer:
    """One hand-over as a list shows it, from whom to whom, and the clock of the decision."""

    handover: HandOver
    giver: str
    receiver: str
    is_to_us: bool
    clock: Shown | None
    lines: Sequence[Line]
    undecided: int
    urgent: Clock | None = None


@dataclass
class Board:
    """Everything on the board of one unit."""

    people: Sequence[Row]
    things: Sequence[Row]
    to_us: Sequence[Offer]
    from_us: Sequence[Offer]
    below: Sequence[Row] = field(default_factory=list)
    rest: tuple[datetime, uuid.UUID] | None = None

    @property
    def digest(self) -> str:
        """A short name for all that is shown but the time that passes."""
        rows = [
            (row.charge.pk, row.title, row.amount, row.seal, row.place, row.missing, row.owed, row.bars, row.offered_to)
            for row in (*self.people, *self.things, *self.below)
        ]
        looks = [row.clock.look for row in (*self.people, *self.below) if row.clock]
        offers = [(one.handover.pk, one.handover.state, one.undecided) for one in (*self.to_us, *self.from_us)]
        return blake2s(repr((rows, looks, offers)).encode(), digest_size=8).hexdigest()


def board(desk: Desk, before: tuple[datetime, uuid.UUID] | None = None) -> Board:
    """Return the board of the desk's own unit; `before` is where the page of things goes on."""
    unit, kinds = desk.unit.pk, custody_of(desk.rulebook).kinds
    persons = [code for code, kind in kinds.items() if kind.is_person]
    held = Charge.objects.held_by(unit)
    people = held.filter(kind__in=persons).order_by("due_at", "-since")[:MOST]
    found = list(_from(held.exclude(kind__in=persons), before).order_by("-since", "-id")[: PAGE + 1])
    things = found[:PAGE]
    below = Charge.objects.alarming(unit, desk.now).exclude(custodian=unit).order_by("due_at")[:MOST]
    rows = {row.charge.pk: row for row in rows_of([*people, *things, *below], desk)}
    offers = offers_of(_open().filter(Q(unit=unit) | Q(receiver=unit)).order_by("at"), desk)
    return Board(
        people=[rows[one.pk] for one in people],
        things=[rows[one.pk] for one in things],
        to_us=[one for one in offers if one.is_to_us],
        from_us=[one for one in offers if not one.is_to_us],
        below=[rows[one.pk] for one in below],
        rest=(things[-1].since, things[-1].pk) if len(found) > PAGE else None,
    )


def left(desk: Desk, before: tuple[datetime, uuid.UUID] | None = None) -> list[Row]:
    """Return what the unit held and holds no longer, the latest first; one more than a page where there is more."""
    ours = Charge.objects.filter(chain__unit=desk.unit.pk).exclude(custodian=desk.unit.pk, status="held").distinct()
    return rows_of(_from(ours, before).order_by("-since", "-id")[: PAGE + 1], desk)


def rows_of(charges: Iterable[Charge], desk: Desk) -> list[Row]:
    """Return charges as a list shows them, with as many queries for many as for one."""
    found = list(charges)
    if not found:
        return []
    read, stand = bodies(found, desk), standings(found, custody_of(desk.rulebook))
    offered = Line.objects.filter(charge__in=list(stand), state=LINE.start).select_related("handover")
    offers = {one.charge_id: one for one in offered}
    return [_row(one, stand[one.pk], read.get(one.pk, {}), offers.get(one.pk), desk) for one in found]


def offers_of(handovers: Iterable[HandOver], desk: Desk) -> list[Offer]:
    """Return hand-overs as a list shows them; what presses most in each is the time of whoever is held."""
    found = list(handovers)
    lines: dict[uuid.UUID, list[Line]] = {}
    for line in Line.objects.filter(handover__in=[one.pk for one in found]).select_related("charge").order_by("n"):
        lines.setdefault(line.handover_id, []).append(line)
    duties = duties_of([one.pk for one in found], desk)
    return [_offer(one, lines.get(one.pk, []), duties.get(one.pk, []), desk) for one in found]


def names(safeguards: Sequence[Safeguard], desk: Desk) -> list[str]:
    """Return what safeguards are called, in a sentence; those that follow from the annex only for whoever may know."""
    known = [desk.said(one.name) for one in safeguards if may_know(one, desk)]
    return [name[:1].lower() + name[1:] for name in known]


def may_know(safeguard: Safeguard, desk: Desk) -> bool:
    """Whether the officer may know that a safeguard applies: that alone may say that somebody asks for asylum."""
    if not safeguard.when or desk.may("may_read_annex") or desk.may("may_confirm_override"):
        return True
    annexes = [kind.annex for kind in custody_of(desk.rulebook).kinds.values() if kind.annex]
    return not {one.code for annex in annexes for one in annex.fields}.intersection(safeguard.when)


def reads_by_duty(charge: Charge, offer: Line | None, desk: Desk) -> bool:
    """Whether the officer stands the watch of whoever holds it, or of whoever is to decide whether it takes it."""
    if not desk.may("may_keep_charges") or not desk.is_on_watch:
        return False
    unit = desk.unit.pk
    return (charge.is_held and charge.custodian_id == unit) or (
        offer is not None and offer.handover.receiver_id == unit
    )


def _row(charge: Charge, stands: Standing, body: Mapping[str, Any], offer: Line | None, desk: Desk) -> Row:
    custody = custody_of(desk.rulebook)
    kind = custody.kinds[charge.kind]
    is_read = desk.may("may_read_content") and (not kind.is_person or reads_by_duty(charge, offer, desk))
    missing, owed = _missing(stands, custody) if charge.is_held else ([], [])
    return Row(
        charge=charge,
        kind=desk.said(kind.name),
        title=title_of(kind, body, desk) if is_read else "",
        custodian=desk.name(charge.custodian_id),
        is_person=kind.is_person,
        is_read=is_read,
        clock=clock_of(charge, stands.detention, desk),
        amount=amount_in_words(stands.measures, kind, desk),
        seal=stands.measures.get("seal", ""),
        place=stands.measures.get(PLACE, ""),
        missing=names(missing, desk),
        owed=names(owed, desk),
        bars=bars_in_words(stands, custody, desk),
        offer=offer,
        offered_to=desk.name(offer.handover.receiver_id) if offer else "",
    )


def bars_in_words(stands: Standing, custody: Custody, desk: Desk) -> list[str]:
    """Return what bars every step to a foreign side, for whoever may know it."""
    annex = custody.kinds[stands.kind].annex
    if annex is None or not desk.may("may_read_annex"):
        return []
    labels = {one.code: desk.said(one.label) for one in annex.fields}
    return [labels[code] for code in stands.bars(custody)]


def _missing(stands: Standing, custody: Custody) -> tuple[list[Safeguard], list[Safeguard]]:
    missing = stands.missing(custody)
    holding_up = stands.missing(custody, before="offer")
    return holding_up, [one for one in missing if one not in holding_up]


def _offer(handover: HandOver, lines: list[Line], duties: list[Shown], desk: Desk) -> Offer:
    waiting = [one for one in lines if one.state == LINE.start]
    due = [one.charge for one in waiting if one.charge.due_at]
    nearest = min(due, key=lambda one: one.due_at) if due else None  # type: ignore[arg-type,return-value]
    detention = nearest.detentions.order_by("-n").first() if nearest else None
    return Offer(
        handover=handover,
        giver=desk.name(handover.unit_id),
        receiver=desk.name(handover.receiver_id),
        is_to_us=handover.receiver_id == desk.unit.pk,
        clock=duties[0] if duties else None,
        lines=lines,
        undecided=len(waiting),
        urgent=clock_of(nearest, detention, desk) if nearest else None,
    )


def _open() -> QuerySet[HandOver]:
    return HandOver.objects.exclude(state__in=HAND_OVER.ended)


def _from(rows: QuerySet[Charge], before: tuple[datetime, uuid.UUID] | None) -> QuerySet[Charge]:
    if before is None:
        return rows
    at, pk = before
    return rows.filter(Q(since__lt=at) | Q(since=at, id__lt=pk))
