"""A channel's life: asked for by a senior, confirmed by a second person of the unit, switched off by a senior.

Two persons, because a channel leads out: nobody sends what his unit is told to an address of his own alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.access.errors import NotAllowed
from ortaq.access.roles import may
from ortaq.exchange.errors import AlreadyDone, NeedsAnother
from ortaq.exchange.outside.models import WEBHOOK, Channel, ChannelMove
from ortaq.exchange.outside.webhook import new_secret
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.lib.ids import uuid7
from ortaq.lib.locked import lock
from ortaq.rules.life import CHANNEL


def ask(
    kind: str, address: str, about: str, language: str, *, secret: str = "", by: Actor, at: datetime
) -> tuple[Channel, str]:
    """Ask for a channel; return it with its secret, which is never shown again. Raises NotAllowed.

    A webhook is given a secret where none was brought along; the other kinds have none.
    """
    if not may(by.post, "may_keep_channels") or by.unit is None or by.officer is None:
        raise NotAllowed
    identity = uuid7()
    secret = (secret or new_secret()) if kind == WEBHOOK else ""
    channel = Channel(
        id=identity,
        unit_id=by.unit,
        kind=kind,
        address=address,
        about=about,
        language=language,
        secret=lock(secret, str(identity)) if secret else "",
        asked_at=at,
        asked_by=by.officer,
        asked_by_name=by.name,
        visible_to=[by.unit],
    )
    with transaction.atomic():
        channel.save(force_insert=True)
        record("channel.asked", channel.pk, channel.to_ledger(), by=by, at=at)
    return channel, secret


def confirm(channel: Channel, *, by: Actor, at: datetime) -> None:
    """Confirm what another has asked for: from now on it carries. Raises NotAllowed, NeedsAnother, AlreadyDone."""
    if not may(by.post, "may_confirm_channel") or by.unit != channel.unit_id:
        raise NotAllowed
    if by.officer == channel.asked_by:
        raise NeedsAnother("who asked does not confirm")
    _move(channel, "confirm", by=by, at=at)


def switch_off(channel: Channel, *, by: Actor, at: datetime) -> None:
    """Let it carry no more, or refuse what was asked for; what waits is dropped. Raises NotAllowed, AlreadyDone."""
    if not may(by.post, "may_keep_channels") or by.unit != channel.unit_id:
        raise NotAllowed
    _move(channel, "switch_off", by=by, at=at)


def _move(channel: Channel, verb: str, *, by: Actor, at: datetime) -> None:
    assert by.officer is not None
    left: dict[str, Any] = {"status": CHANNEL.moves[channel.status].get(verb, "")}
    if not left["status"]:
        raise AlreadyDone("it stands elsewhere already", status=channel.status)
    if verb == "switch_off":
        left["secret"] = ""
    with transaction.atomic():
        if not Channel.objects.filter(pk=channel.pk, status=channel.status).update(**left):
            raise AlreadyDone("it stands elsewhere already", status=channel.status)
        move = ChannelMove(
            channel=channel,
            verb=verb,
            status=left["status"],
            at=at,
            officer=by.officer,
            officer_name=by.name,
            visible_to=channel.visible_to,
        )
        move.save(force_insert=True)
        record("channel.moved", move.pk, move.to_ledger(), by=by, at=at)
    channel.status = left["status"]
