"""The calendar of a unit's terms, for an officer's own calendar, under an address that only he knows."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

import ortaq
from ortaq.access import calendars
from ortaq.access.marks import in_background, to_change_password, while_locked, without_post
from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.ledger.actor import Actor
from ortaq.lib import clock
from ortaq.operations.patrols import Patrol
from ortaq.wire import calendar
from ortaq.wire.calendar import Event

BACK, AHEAD = timedelta(days=14), timedelta(days=92)
MOST = 2_000
OFF = ("waived", "void", "lapsed")


@login_not_required
@in_background
@while_locked
@without_post
@to_change_password
@require_safe
def terms(request: HttpRequest, secret: str) -> HttpResponse:
    """What the unit owes, by the duty's name in the pack, its clause and its term, of no matter a word; its patrols."""
    now = clock.now()
    held = calendars.find(secret, at=now)
    if held is None:
        return HttpResponse(status=404)
    with acting_in(held.unit_id, instead=True), translation.override(held.officer.language):
        body = _written(request, held)
    return HttpResponse(body, content_type=calendar.MEDIA_TYPE, headers={"Content-Disposition": "inline"})


def _written(request: HttpRequest, held: Appointment) -> bytes:
    request.unit, request.role = held.unit, held.role  # type: ignore[attr-defined]
    request.actor = Actor(held.officer_id, str(held.officer), held.role, held.unit_id, None)  # type: ignore[attr-defined]
    desk = Desk(request)  # type: ignore[arg-type]
    owed = Duty.objects.owed_by(held.unit_id).filter(due_at__gte=desk.now - BACK, due_at__lte=desk.now + AHEAD)
    site = request.build_absolute_uri("/").rstrip("/")
    events = [_event(duty, desk, site) for duty in owed.order_by("due_at", "id")[:MOST]]
    events += [_patrol(one, site) for one in _patrols(desk)]
    name = f"{gettext('Обязанности')} · {desk.name(held.unit_id)}"
    return calendar.write(name, events, stamp=desk.now, producer=f"-//Ortaq//Ortaq {ortaq.__version__}//RU")


def _patrols(desk: Desk) -> QuerySet[Patrol]:
    """Return the joint patrols of the unit's group: a route names places and no persons."""
    found = Patrol.objects.of_party(desk.unit.pk).within(desk.now - BACK, desk.now + AHEAD)
    return found.order_by("starts_at", "id")[:MOST]


def _patrol(one: Patrol, site: str) -> Event:
    return Event(
        uid=f"{one.pk}@ortaq",
        at=one.starts_at,
        ends_at=one.ends_at,
        title=f"{gettext('Совместный наряд')}: {one.route}",
        sequence=one.steps,
        url=f"{site}/patrols/{one.pk}/",
        is_off=one.state == "called_off",
    )


def _event(duty: Duty, desk: Desk, site: str) -> Event:
    assert duty.due_at is not None
    done = gettext("исполнено") if duty.status in ("done", "done_late") else ""
    title = f"{desk.duty(duty)} ({duty.clause})"
    return Event(
        uid=f"{duty.pk}@ortaq",
        at=duty.due_at,
        title=f"✓ {title} – {done}" if done else title,
        sequence=duty.moves,
        url=f"{site}/duties/{duty.pk}/",
        is_off=duty.status in OFF,
    )
