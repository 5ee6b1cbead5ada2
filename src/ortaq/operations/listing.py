"""What a unit has: entered, counted anew, taken off the list. Who keeps the list need not stand the watch."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadyDone, AlreadySent, NothingSaid
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.operations.forces import COUNTED, WITHDRAWN, Resource, ResourceStep
from ortaq.operations.forces_errors import NotOurs, UnknownKind
from ortaq.operations.forces_keeping import forces_of


def enter(
    kind: str,
    amount: int = 1,
    *,
    name: str = "",
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> Resource:
    """Put a resource on the unit's list; entered before under the same id, it is returned.

    One that is not counted is one, whatever `amount` says. Raises UnknownKind, NothingSaid for a pool of nought and for
    a single thing without a name, AlreadySent, StateSecret.
    """
    assert by.unit is not None
    told = forces_of(rulebook).kinds.get(kind)
    if told is None:
        raise UnknownKind("no such kind of resource", kind=kind)
    if amount < 1 or not (told.counted or name.strip()):
        raise NothingSaid("a resource has a number or a name")
    refuse_state_secrets({"text": name}, rulebook.edition)
    many = amount if told.counted else 1
    row = Resource(
        id=id or uuid7(),
        kind=kind,
        name=name.strip(),
        counted=told.counted,
        entered=many,
        amount=many,
        **by.signed(at),
        visible_to=rulebook.visible_to([by.unit]),
    )
    with transaction.atomic():
        only_one_at_a_time(row.pk)
        if earlier := Resource.objects.filter(pk=row.pk).first():
            same = (earlier.kind, earlier.name, earlier.entered) == (row.kind, row.name, row.entered)
            if not same:
                raise AlreadySent("the same form enters something else", number="")
            return earlier
        insert([row], entries([("resource.entered", row.pk, row.to_ledger(), by, at)]))
    return row


def count(resource: Resource, amount: int, reason: str = "", *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Say how many there are now. Fewer than are promised is a fact, not an error: it shows as a conflict.

    Raises NotOurs, AlreadyDone for what was taken off the list, NothingSaid for fewer than nought or what is not
    counted, StateSecret.
    """
    with transaction.atomic():
        row = locked(resource, by)
        if amount < 0 or not row.counted:
            raise NothingSaid("it is not counted so")
        _step(row, COUNTED, amount, reason, by=by, at=at, rulebook=rulebook)


def withdraw(resource: Resource, reason: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Take it off the list; what is promised of it stays promised and shows as a conflict. Raises what `count` raises,
    NothingSaid without a reason.
    """
    if not reason.strip():
        raise NothingSaid("the reason must be said")
    with transaction.atomic():
        row = locked(resource, by)
        _step(row, WITHDRAWN, row.amount, reason, by=by, at=at, rulebook=rulebook)


def locked(resource: Resource, by: Actor) -> Resource:
    """Return the resource as it stands, held until the end of the transaction; raises NotOurs, AlreadyDone."""
    row = Resource.objects.select_for_update().get(pk=resource.pk)
    if row.unit_id != by.unit:
        raise NotOurs("another unit's resource", unit=row.unit_id)
    if not row.is_listed:
        raise AlreadyDone("it was taken off the list", step=WITHDRAWN)
    return row


def _step(row: Resource, verb: str, amount: int, reason: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    refuse_state_secrets({"text": reason}, rulebook.edition)
    step = ResourceStep(
        resource=row,
        n=row.steps + 1,
        verb=verb,
        amount=amount,
        reason=reason.strip(),
        **by.signed(at),
        visible_to=row.visible_to,
    )
    left = {"amount": amount, "steps": step.n} | ({"withdrawn_at": at} if verb == WITHDRAWN else {})
    if not Resource.objects.filter(pk=row.pk, steps=row.steps).update(**left):
        raise AlreadyDone("somebody was first", step=verb)
    insert([step], entries([("resource.moved", step.pk, step.to_ledger(), by, at)]))
