"""When nobody stood this unit's watch, and what came meanwhile: the first thing that whoever takes it must see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from ortaq.access.models import Watch
from ortaq.access.querysets import watched_by
from ortaq.duties.desk import Desk
from ortaq.exchange.gaps import unanswered
from ortaq.exchange.models import Recipient

RECENT = timedelta(hours=24)
MOST = 20


@dataclass(frozen=True)
class Came:
    """One message that came while nobody was on watch, and that nobody has opened."""

    at: datetime
    number: int
    url: str
    from_name: str
    subject: str
    presses: bool


@dataclass(frozen=True)
class Gap:
    """Since when nobody was on watch, until when (None: still), who answers instead, and what came unread."""

    since: datetime | None
    until: datetime | None
    instead: str
    came: Sequence[Came]


def latest_gap(desk: Desk) -> Gap | None:
    """Return the gap that goes on, or the last one whose messages nobody has opened; None where there is neither."""
    watches = Watch.objects.filter(unit=watched_by(desk.unit), starts_at__lte=desk.now)
    answers = list(watches.answering(desk.now).order_by("starts_at").values_list("starts_at", flat=True))
    until = answers[0] if answers else None
    if until is not None and until < desk.now - RECENT:
        return None
    since = _left_at(watches.filter(starts_at__lt=until) if until else watches)
    if until is not None and (since is None or since >= until):
        return None
    came = _came(desk, since or desk.now - RECENT, until)
    if until is not None and not came:
        return None
    instead = unanswered([desk.unit.pk], desk.now, desk.rulebook).get(desk.unit.pk)
    return Gap(since, until, desk.name(instead) if instead else "", came)


def _left_at(watches: QuerySet[Watch]) -> datetime | None:
    """Return when the last of these watches was left."""
    left: datetime | None = watches.aggregate(left=Max(Coalesce("relieved_at", "ends_at")))["left"]
    return left


def _came(desk: Desk, since: datetime, until: datetime | None) -> tuple[Came, ...]:
    unread = Recipient.objects.filter(unit=desk.unit, added_at__gte=since, step__in=("sent", "delivered"))
    if until is not None:
        unread = unread.filter(added_at__lt=until)
    return tuple(
        Came(
            one.added_at,
            one.message.number,
            reverse("message", args=[one.message_id]),
            desk.name(one.message.unit_id),
            desk.subject(one.message.clause),
            one.alarms,
        )
        for one in unread.select_related("message").order_by("-alarms", "added_at")[:MOST]
    )
