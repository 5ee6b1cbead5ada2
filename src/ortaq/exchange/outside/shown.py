"""Channels and what became of what went over them, as pages show it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.exchange.outside.delivering import TROUBLED, failing
from ortaq.exchange.outside.forms import ABOUT, KINDS
from ortaq.exchange.outside.models import Attempt, Channel, Delivery
from ortaq.exchange.outside.ways import in_words

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One delivery: by what, in which state (a word and a look), when, and what comes next."""

    delivery: Delivery
    kind: str
    look: str
    words: str
    at: datetime
    next_at: datetime | None
    reason: str = ""


def lines_of(messages: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, int], list[Line]]:
    """Return what went outside of these messages, by message and unit."""
    found: dict[tuple[uuid.UUID, int], list[Line]] = defaultdict(list)
    deliveries = list(Delivery.objects.filter(message__in=messages).order_by("at", "kind"))
    for line in _lines(deliveries):
        assert line.delivery.message_id is not None
        found[line.delivery.message_id, line.delivery.unit_id].append(line)
    return found


def in_trouble(desk: Desk) -> list[Line]:
    """Return the unit's deliveries that fail or were given up, the longest failing first."""
    troubled = Delivery.objects.filter(TROUBLED, unit=desk.unit).select_related("message").order_by("failing_since")
    return list(_lines(list(troubled[:SHOWN])))


def trouble_in_words(desk: Desk) -> str:
    """Return the line that stands on the board while deliveries fail; "" while none does."""
    found = failing(desk.unit.pk)
    said = []
    if found["number"]:
        since = found["since"].astimezone(desk.zone)
        at = f"{since:%H:%M}" if since.date() == desk.today else f"{since:%d.%m %H:%M}"
        said.append(gettext("оповещения вне консоли не уходят с %(at)s: %(n)s") % {"at": at, "n": found["number"]})
    if found["given_up"]:
        said.append(gettext("не доставлено за 30 дней, примите к сведению: %s") % found["given_up"])
    return "; ".join(said)


def channels(desk: Desk) -> Iterator[dict[str, object]]:
    """Give the unit's channels, those that carry first, with what may be done with each."""
    last = {one.channel_id: one for one in Delivery.objects.filter(unit=desk.unit, status="sent").order_by("tried_at")}
    order = {"asked": 0, "on": 1, "off": 2}
    found = Channel.objects.filter(unit=desk.unit).prefetch_related("history").order_by("-asked_at")
    for one in sorted(found, key=lambda one: order[one.status]):
        sent = last.get(one.pk)
        yield {
            "channel": one,
            "kind": kind_in_words(one.kind),
            "about": str(dict(ABOUT)[one.about]),
            "language": dict(settings.LANGUAGES)[one.language],
            "sent_at": sent.tried_at if sent else None,
            "may_confirm": one.status == "asked"
            and desk.may("may_confirm_channel")
            and one.asked_by != desk.actor.officer,
            "may_switch_off": one.status != "off" and desk.may("may_keep_channels"),
        }


def kind_in_words(kind: str) -> str:
    """Return what a channel goes by."""
    return str(dict(KINDS)[kind])


def _lines(deliveries: Sequence[Delivery]) -> Iterable[Line]:
    reasons = (
        {
            attempt.delivery_id: attempt.reason
            for attempt in Attempt.objects.filter(
                delivery__in=[one.pk for one in deliveries], outcome="failed"
            ).order_by("n")
        }
        if deliveries
        else {}
    )
    for one in deliveries:
        look, words = state_in_words(one)
        reason = in_words(reasons[one.pk]) if one.pk in reasons and look == "late" else ""
        next_at = one.next_at if one.failing_since and one.status == "waiting" else None
        at = one.noted_at or (one.tried_at if one.status == "sent" else one.failing_since) or one.at
        yield Line(one, kind_in_words(one.kind), look, words, at, next_at, reason)


def state_in_words(one: Delivery) -> tuple[str, str]:
    """Return how a delivery stands: its look and its word."""
    if one.status == "waiting":
        return ("late", gettext("не уходит с")) if one.failing_since else ("waiting", gettext("отправляется с"))
    return {
        "sent": ("done", gettext("ушло")),
        "dropped": ("void", gettext("канал выключен")),
        "given_up": ("late", gettext("не доставлено за 30 дней, с")),
        "noted": ("void", gettext("не доставлено, принято к сведению")),
    }[one.status]
