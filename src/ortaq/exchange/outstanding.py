"""What is left to the next watch: alarms, terms, lines, drafts; and what came while the post stood empty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from ortaq.access.asked import Asked
from ortaq.access.open_matters import Matter, reader
from ortaq.duties.desk import Asked as AtDesk
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.duties.words import look_of, state_in_words
from ortaq.exchange.lines import Outage
from ortaq.exchange.models import Draft, Recipient
from ortaq.exchange.reaching import means_in_words

SOON = timedelta(hours=12)
MOST = 200


@reader
def alarms(request: Asked, at: datetime, since: datetime | None) -> Iterator[Matter]:
    """What presses the unit and nobody has taken."""
    desk = _desk(request)
    rows = Recipient.objects.alarming(desk.unit.pk).select_related("message").order_by("added_at")[:MOST]
    for one in rows:
        yield _told(desk, one, gettext("Тревоги"), gettext("не принято"), "late")


@reader
def came(request: Asked, at: datetime, since: datetime | None) -> Iterator[Matter]:
    """What came while nobody stood there, taken or not."""
    if since is None:
        return
    desk = _desk(request)
    rows = Recipient.objects.filter(unit=desk.unit, added_at__gte=since, added_at__lte=at).select_related("message")
    for one in rows.exclude(alarms=True, acknowledged_at=None).order_by("added_at")[:MOST]:
        yield _told(desk, one, gettext("Сообщения"), "", "waiting", came=True)


@reader
def duties(request: Asked, at: datetime, since: datetime | None) -> Iterator[Matter]:
    """What the unit owes that is late, or falls due before the next watch ends."""
    desk = _desk(request)
    owed = Duty.objects.owed_by(desk.unit.pk).unfinished().filter(opens_at__lte=at + SOON)
    for duty in owed.filter(Q(due_at=None) | Q(due_at__lte=at + SOON)).order_by("due_at", "id")[:MOST]:
        title = desk.duty(duty)
        if duty.owed_to_id:
            title = f"{title} → {desk.name(duty.owed_to_id)}"
        yield Matter(
            gettext("Обязанности"),
            duty.pk,
            f"{title} ({duty.clause})",
            state_in_words(duty, at),
            look_of(duty, desk),
            duty.due_at,
            reverse("duty", args=[duty.pk]),
        )


@reader
def outages(request: Asked, at: datetime, since: datetime | None) -> Iterator[Matter]:
    """Lines that do not work."""
    desk = _desk(request)
    ours = Q(by_unit=desk.unit) | Q(unit=desk.unit)
    for outage in Outage.objects.filter(ours, restored_at=None).order_by("since"):
        other = outage.unit_id if outage.by_unit_id == desk.unit.pk else outage.by_unit_id
        title = f"{desk.name(other)}: {means_in_words(outage.means)}"
        state = gettext("связи нет")
        yield Matter(gettext("Связь"), outage.pk, title, state, "late", outage.since, reverse("lines"))


@reader
def drafts(request: Asked, at: datetime, since: datetime | None) -> Iterator[Matter]:
    """What officers of the unit have typed and not sent; of its words nothing."""
    from ortaq.access.models import Officer

    kept = list(Draft.objects.filter(visible_to__contains=[request.unit.pk]).order_by("saved_at")[:MOST])
    names = dict(Officer.objects.filter(pk__in={one.officer for one in kept}).values_list("pk", "name"))
    for draft in kept:
        title = f"{_form(draft.form)}: {names.get(draft.officer, draft.officer)}"
        yield Matter(gettext("Черновики"), draft.pk, title, gettext("не отправлено"), "mine", draft.saved_at)


def _desk(request: Asked) -> Desk:
    return Desk(cast(AtDesk, request))


def _told(desk: Desk, one: Recipient, group: str, state: str, look: str, *, came: bool = False) -> Matter:
    told = one.message
    title = f"№ {told.number}, {desk.name(told.unit_id)}: {desk.subject(told.clause)}"
    return Matter(group, told.pk, title, state, look, one.added_at, reverse("message", args=[told.matter]), came)


def _form(form: str) -> str:
    """Return what a draft was to become; the name of its form where that has no word of its own."""
    words = {
        "urgent": gettext("срочный вызов"),
        "daily": gettext("ежедневный вызов"),
        "confirmation": gettext("письменное подтверждение"),
        "report": gettext("письменное донесение"),
    }
    return words.get(form.split("-")[0], form)
