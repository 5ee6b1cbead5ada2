"""Who is on watch, until when, and who comes next, for other programs: what counterparts show each other."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router

from ortaq.access.models import Shift, Watch
from ortaq.access.roles import ROLES
from ortaq.directory.models import Unit
from ortaq.lib import clock
from ortaq.lib.operations import Code, Shown, needs
from ortaq.lib.problems import not_found

router = Router(tags=["watches"])
NEXT = 3


class OnWatch(Shown):
    """An officer who stands the watch, or is to."""

    officer: str
    post: str
    since: datetime
    until: datetime | None


class WatchShape(Shown):
    """The watch that fills a unit: who stands it now, and who the roster has next."""

    unit: str
    now: list[OnWatch]
    next: list[OnWatch]


@router.get("/units/{code}/watch", auth=needs("read_headers", "may_read_headers"), response=WatchShape)
def watch_of(request: HttpRequest, code: Code) -> WatchShape:
    """Who is on watch for the unit, until when, who next."""
    unit, now = Unit.objects.filter(code=code).first(), clock.now()
    if unit is None:
        raise not_found()
    stood = Watch.objects.on_at(now).of_unit(unit).select_related("officer").order_by("starts_at")
    planned = Shift.objects.standing().of_unit(unit).after(now).select_related("officer")[:NEXT]
    return WatchShape(
        unit=unit.code,
        now=[_on(one.officer, one.post, one.starts_at, one.ends_at or one.due_off_at) for one in stood],
        next=[_on(one.officer, one.post, one.starts_at, one.ends_at) for one in planned],
    )


def _on(officer: object, post: str, since: datetime, until: datetime | None) -> OnWatch:
    return OnWatch(officer=str(officer), post=str(ROLES[post].name), since=since, until=until)
