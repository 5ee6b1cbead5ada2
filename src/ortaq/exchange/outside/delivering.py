"""From the outbox to the other side and back into the record: at least once, in growing pauses, never in silence.

The clock engine hands out what is due (`hand_out`); a job tries it (`deliver`). An attempt is begun in one transaction,
made outside any, and taken down in another: whoever is killed in between tries again under the same id, and the other
side sees by the id that it is the same.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Min, Q

from ortaq.duties.clock import Turned, each_turn
from ortaq.duties.health import also
from ortaq.exchange.models import Message
from ortaq.exchange.outside.models import DROPPED, FAILED, GIVEN_UP, SENT, Attempt, Carried, Channel, Delivery
from ortaq.exchange.outside.note import Note, note_of
from ortaq.exchange.outside.pauses import next_at
from ortaq.exchange.outside.ways import NotDelivered, Way, ways
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.lib.locked import CannotUnlock, unlock
from ortaq.lib.rows import insert
from ortaq.rules.life import DELIVERY

BATCH = 100
LEASE = timedelta(minutes=10)
LONGEST_ID = 200
TROUBLED = Q(status="waiting", failing_since__isnull=False) | Q(status="given_up")
log = logging.getLogger(__name__)


@each_turn
def hand_out(now: datetime) -> Turned:
    """Give what is due to the jobs. Who takes a job and dies leaves it to the lease: it is handed out again."""
    from ortaq.exchange.tasks import deliver_outside

    with transaction.atomic():
        due = Delivery.objects.filter(status="waiting", next_at__lte=now).order_by("next_at")
        claimed = list(due.select_for_update(skip_locked=True, no_key=True)[:BATCH])
        if not claimed:
            return Turned()
        Delivery.objects.filter(pk__in=[one.pk for one in claimed]).update(next_at=now + LEASE)
        for one in claimed:
            deliver_outside.defer(delivery=str(one.pk), handed_at=now.isoformat())
        return Turned(len(claimed), claimed[0].next_at)


def deliver(pk: uuid.UUID, *, handed_at: datetime, now: datetime, by_way: Mapping[str, Way] | None = None) -> None:
    """Try once. Nothing where it has ended, or where somebody has tried since it was handed out."""
    begun = _begin(pk, handed_at=handed_at, now=now)
    if begun is None:
        return
    delivery, note = begun
    if delivery.channel.status != "on":
        _end(delivery, DROPPED, now=now)
        return
    try:
        way = (by_way or ways())[delivery.channel.kind]
        gateway_id = way(delivery.channel, _secret_of(delivery.channel), note)
    except NotDelivered as failed:
        _failed(delivery, str(failed), now=now)
    except Exception:
        log.exception("an attempt of delivery %s broke", delivery.pk)  # neither address nor secret nor words
        _failed(delivery, "broken", now=now)
    else:
        _end(delivery, SENT, now=now, gateway_id=_plain(gateway_id))


def carry(message: Message, words: str) -> None:
    """Lay the words of a message beside what is to go out of it: their handling lets them leave the console."""
    waiting = Delivery.objects.filter(message=message, status="waiting").values_list("pk", flat=True)
    insert([Carried(delivery_id=pk, words=words, visible_to=[message.unit_id]) for pk in waiting])


def failing(unit: int) -> dict[str, Any]:
    """Return how many of the unit's deliveries fail and since when, and how many were given up and not noted yet."""
    return Delivery.objects.filter(TROUBLED, unit=unit).aggregate(
        number=Count("pk", filter=Q(status="waiting")),
        since=Min("failing_since", filter=Q(status="waiting")),
        given_up=Count("pk", filter=Q(status="given_up")),
    )


@also("outside")
def health() -> dict[str, Any]:
    """Return the same of the whole node, for a watcher outside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT failing, since, given_up FROM exchange_deliveries_in_trouble()")
        number, since, given_up = cursor.fetchone()
    well = not number and not given_up
    return {"well": well, "failing": number, "since": since and since.isoformat(), "given_up": given_up}


def note_given_up(delivery: Delivery, *, by: Actor, at: datetime) -> bool:
    """Take note, by name, that a delivery was given up; the alarm ends. False where somebody was first."""
    noted = {"noted_at": at, "noted_by": by.officer, "noted_by_name": by.name}
    with transaction.atomic():
        standing = Delivery.objects.filter(pk=delivery.pk, status__in=DELIVERY.sources("note"))
        if not standing.update(status=DELIVERY.move("given_up", "note"), **noted):
            return False
        delivery.noted_at, delivery.noted_by, delivery.noted_by_name = at, by.officer, by.name
        record("delivery.noted", delivery.pk, delivery.noted(), by=by, at=at)
    return True


def _begin(pk: uuid.UUID, *, handed_at: datetime, now: datetime) -> tuple[Delivery, Note] | None:
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(of=("self",), no_key=True).select_related("channel", "message")
        delivery = waiting.filter(pk=pk, status="waiting").first()
        if delivery is None or (delivery.tried_at is not None and delivery.tried_at >= handed_at):
            return None
        delivery.tries, delivery.tried_at = delivery.tries + 1, now
        Delivery.objects.filter(pk=pk).update(tries=delivery.tries, tried_at=now, next_at=now + LEASE)
        return delivery, note_of(delivery)


def _secret_of(channel: Channel) -> str:
    if not channel.secret:
        return ""
    try:
        return unlock(channel.secret, str(channel.pk))
    except CannotUnlock as error:
        raise NotDelivered("secret_lost") from error


def _failed(delivery: Delivery, reason: str, *, now: datetime) -> None:
    """Take down why, and when it is tried again; when thirty days have gone by it is given up, which alarms."""
    again = next_at(delivery.tries, tried_at=now, since=delivery.at)
    with transaction.atomic():
        if _still_waiting(delivery, next_at=again, failing_since=delivery.failing_since or now):
            _took_down(delivery, FAILED, now=now, reason=reason)
            if again is None:
                _end(delivery, GIVEN_UP, now=now)


def _end(delivery: Delivery, outcome: str, *, now: datetime, gateway_id: str = "") -> None:
    verb = {SENT: "send", DROPPED: "drop", GIVEN_UP: "give_up"}[outcome]
    with transaction.atomic():
        if _still_waiting(delivery, status=DELIVERY.move("waiting", verb), next_at=None):
            Carried.objects.filter(delivery=delivery).delete()
            attempt = _took_down(delivery, outcome, now=now, gateway_id=gateway_id)
            if outcome in (SENT, GIVEN_UP):
                by = Actor.program("outside")
                record(f"delivery.{outcome}", attempt.pk, attempt.to_ledger(), by=by, at=now)


def _still_waiting(delivery: Delivery, **left: Any) -> bool:
    return bool(Delivery.objects.filter(pk=delivery.pk, status="waiting").update(**left))


def _took_down(delivery: Delivery, outcome: str, *, now: datetime, reason: str = "", gateway_id: str = "") -> Attempt:
    return Attempt.objects.create(
        delivery=delivery,
        message=delivery.message_id,
        channel=delivery.channel_id,
        unit=delivery.unit_id,
        kind=delivery.kind,
        n=delivery.tries,
        at=now,
        outcome=outcome,
        reason=reason,
        gateway_id=gateway_id,
        visible_to=delivery.visible_to,
    )


def _plain(said: str) -> str:
    """What the other side says of itself is kept short and without signs that cannot be seen."""
    return "".join(sign for sign in said if sign.isprintable())[:LONGEST_ID]
