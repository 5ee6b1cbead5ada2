"""Committing forces: to a request of another unit, or to nothing, when they are only not free.

Whoever is asked for aid answers with what is free: it takes the request, wholly, or in part where its kind allows
that; what it promises is said by a message of the same matter. Of what was offered and accepted, the offerer commits.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from ortaq.duties.opening import open_new
from ortaq.duties.rulebook import Addressed, Rulebook, spoken
from ortaq.exchange import requests
from ortaq.exchange.asks import Request
from ortaq.exchange.errors import AlreadySent
from ortaq.exchange.models import ADDRESSEE, Message
from ortaq.exchange.sending import Saying, only_one_at_a_time, send_written
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib import screens
from ortaq.lib.ids import uuid_of
from ortaq.lib.rows import insert
from ortaq.operations.forces import AWAY, REQUEST, Commitment, Resource
from ortaq.operations.forces_errors import BadPeriod, NotForces, NotFree, NothingGiven, NotOurs, UnknownKind
from ortaq.operations.forces_keeping import forces_of, on_watch
from ortaq.operations.forces_owing import arriving, is_owed
from ortaq.operations.free import free
from ortaq.rules.reaching import ABOUT

ALLOTMENT = "allotment"
"""How the message that says what is committed stands to the request."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """What is given: how many of which resource, there by when, until when; in which words; `rest` is the ground on
    which the rest of what was asked is not given. `id` is the identity that the message is to have.
    """

    amounts: Mapping[uuid.UUID, int]
    starts_at: datetime
    ends_at: datetime
    text: str
    rest: str = ""
    id: uuid.UUID | None = None


def gives(request: Request, book: Rulebook) -> int | None:
    """Return the unit that gives forces on the request; None where its kind is not about forces."""
    side = book.edition.forces.gives.get(request.kind) if book.edition.forces else None
    return {"asked": request.unit_id, "asker": request.asker_id, None: None}[side]


def allot(request: Request, given: Allotment, *, by: Actor, at: datetime, rulebook: Rulebook) -> list[Commitment]:
    """Commit resources to a request; whoever is asked takes it by that. Allotted before under the same id, the
    commitments are returned.

    Raises NotOnWatch, NotForces, NothingGiven, BadPeriod, NotOurs, NotFree, AlreadySent, and what
    `requests.accept` raises.
    """
    on_watch(by, at)
    _check_period(given.starts_at, given.ends_at, at)
    if by.unit != gives(request, rulebook):
        raise NotForces("this unit gives nothing on this request", unit=by.unit)
    with transaction.atomic():
        if given.id:
            only_one_at_a_time(given.id)
        if earlier := list(Commitment.objects.filter(message=given.id)) if given.id else []:
            return _same(earlier, given)
        _take(request, given.rest, by=by, at=at, rulebook=rulebook)
        other = request.asker_id if by.unit == request.unit_id else request.unit_id
        taken = chosen(given, by=by, at=at)
        message = _say(request, given, other, by=by, at=at, rulebook=rulebook)
        sees = rulebook.visible_to([request.unit_id, request.asker_id])
        rows = [row_of(one, n, given, message.pk, by=by, at=at) for one, n in taken]
        for row in rows:
            row.to_id, row.purpose, row.record, row.visible_to = other, REQUEST, request.pk, sees
        write(rows, by=by, at=at, rulebook=rulebook)
    return rows


def keep_away(
    resource: Resource,
    amount: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    ground: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> Commitment:
    """Say that so much of a resource is not free for a time: it is being repaired, on leave, in reserve.

    Raises UnknownKind for a ground that the pack does not name, BadPeriod, NotOurs, NotFree.
    """
    assert by.unit is not None
    if ground not in forces_of(rulebook).away:
        raise UnknownKind("a ground that the pack does not name", kind=ground)
    if not starts_at < ends_at or ends_at <= at:
        raise BadPeriod("it ends before it begins, or has passed", ends_at=ends_at)
    with transaction.atomic():
        if id:
            only_one_at_a_time(id)
        if earlier := Commitment.objects.filter(pk=id).first() if id else None:
            return earlier
        given = Allotment({resource.pk: amount}, starts_at, ends_at, "")
        ((one, n),) = chosen(given, by=by, at=at)
        row = row_of(one, n, given, None, by=by, at=at)
        row.id = id or row.id
        row.to_id, row.purpose, row.ground, row.visible_to = by.unit, AWAY, ground, one.visible_to
        write([row], by=by, at=at, rulebook=rulebook)
    return row


def write(rows: Sequence[Commitment], *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Write commitments and what they make owed; raises NotFree where somebody was first after all."""
    try:
        with transaction.atomic():
            insert(rows, entries(("commitment.made", one.pk, one.to_ledger(), by, at) for one in rows))
    except IntegrityError as error:
        raise NotFree("it was promised elsewhere meanwhile", name=str(rows[0])) from error
    open_new([arriving(one, rulebook) for one in rows if is_owed(one)], by=by, at=at)
    for one in rows:
        screens.tell("changed", one.pk, {one.unit_id, one.to_id})


def _check_period(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if starts_at <= at or ends_at <= starts_at:
        raise BadPeriod("arrival lies ahead, and the end after it", starts_at=starts_at, ends_at=ends_at)


def _take(request: Request, rest: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Take the request by what is given, unless it was taken before; raises NotForces for one that has ended."""
    row = Request.objects.select_for_update(of=("self",)).select_related("message").get(pk=request.pk)
    if not row.is_open and (by.unit == row.unit_id or row.state not in ("answered", "answered_in_part")):
        raise NotForces("the request has ended", step=row.state)
    if by.unit == row.unit_id and row.state != "accepted":
        requests.accept(row, by=by, at=at, rulebook=rulebook, ground=rest)
    elif by.unit == row.asker_id and row.state not in ("accepted", "answered", "answered_in_part"):
        raise NotForces("what was offered is not accepted yet", step=row.state)


def chosen(given: Allotment, *, by: Actor, at: datetime) -> list[tuple[Resource, int]]:
    """Return the resources, locked in the order of their ids, each with how much of it. Raises where it is not free."""
    wanted = {pk: n for pk, n in given.amounts.items() if n > 0}
    if not wanted:
        raise NothingGiven("nothing is given")
    rows = list(Resource.objects.select_for_update().filter(pk__in=wanted, withdrawn_at=None).order_by("id"))
    if len(rows) != len(wanted) or any(one.unit_id != by.unit for one in rows):
        raise NotOurs("not all of it is on this unit's list", unit=by.unit)
    left = free(rows, given.starts_at, given.ends_at, now=at)
    for one in rows:
        if wanted[one.pk] > left[one.pk]:
            raise NotFree("not so much is free then", name=str(one), free=left[one.pk], asked=wanted[one.pk])
    return [(one, wanted[one.pk]) for one in rows]


def _same(earlier: list[Commitment], given: Allotment) -> list[Commitment]:
    """Return what was committed under this identity; raises AlreadySent where the form now says something else."""
    before = {one.resource_id: one.amount for one in earlier}
    now = {pk: n for pk, n in given.amounts.items() if n > 0}
    times = {(one.starts_at, one.ends_at) for one in earlier}
    if before != now or times != {(given.starts_at, given.ends_at)}:
        raise AlreadySent("the same form gives something else", number="")
    return earlier


def row_of(
    one: Resource, n: int, given: Allotment, message: uuid.UUID | None, *, by: Actor, at: datetime
) -> Commitment:
    """Return a promise of so much of a resource, unwritten: to whom and what for is yet to be said."""
    row = Commitment(
        resource=one,
        kind=one.kind,
        name=one.name,
        amount=n,
        single=not one.counted,
        message=message,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        **by.signed(at),
    )
    if message is not None:
        row.id = uuid_of("commitment", str(message), str(one.pk))
    return row


def _say(request: Request, given: Allotment, other: int, *, by: Actor, at: datetime, rulebook: Rulebook) -> Message:
    """Tell the other side what is committed, in the matter of the request."""
    asked = request.message
    to = [Addressed(other, ADDRESSEE, asked.clause, spoken(ABOUT.fill(number=str(asked))))]
    body = {"text": given.text} | ({"ground": given.rest} if given.rest else {})
    saying = Saying(asked.clause, body, matter=asked.matter, id=given.id, relation=ALLOTMENT, relates_to=asked.pk)
    return send_written(saying, to, by=by, at=at, rulebook=rulebook)
