"""Who asks, for which unit, in which post: settled once for each request, before any page begins.

    request.user    the officer, or AnonymousUser
    request.actor   as the ledger names him; None where he may not act (locked, no post chosen)
    request.unit    the unit of the chosen post, or None
    request.role    the post's code, or None
    request.locked  whether the screen is locked

An acting request runs in one transaction and in the scope of its unit; an answer of 400 or more undoes it. A page is
closed unless it says otherwise: see `marks`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.http import urlencode

from ortaq.access.asked import Asked
from ortaq.access.marks import is_marked
from ortaq.access.models import Appointment, Session
from ortaq.access.scope import remembered
from ortaq.access.session import true_now
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.lib import clock

SIGN_OF_LIFE = timedelta(minutes=1)
Page = Callable[[HttpRequest], HttpResponseBase]


class ActingMiddleware:
    """Reads the session with officer, post and unit in one query and opens the unit's scope with it."""

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        request = _nobody(plain)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        with ExitStack() as stack:
            stack.enter_context(transaction.atomic())
            row = _read(request)
            if request.actor is None and not request.locked:
                stack.close()
            else:
                stack.enter_context(remembered(int(getattr(row, "sees", "") or 0) or None))
                stack.enter_context(local_time(request.unit))
            response = self.get_response(request)
            if response.status_code >= 400 and (request.actor or request.locked) and not request.counted:
                transaction.set_rollback(True)
        _note_life(request, row)
        return response

    def process_view(self, request: Asked, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Send whoever may not enter to the page where he can do something about it."""
        request.shows_life = not is_marked(view, "in_background")
        if not request.user.is_authenticated:
            return None if not getattr(view, "login_required", True) else redirect_to_login(request.get_full_path())
        if request.user.must_change_password and not is_marked(view, "to_change_password"):
            return redirect("account_change_password")
        if request.locked and not is_marked(view, "while_locked"):
            return _to("lock", request)
        if request.actor is None and not request.locked and not _is_open_to_all_officers(view):
            return _to("posts", request)
        return None


def local_time(unit: Unit | None) -> AbstractContextManager[None]:
    """Times are read and shown in the unit's own zone."""
    return timezone.override(ZoneInfo(unit.zone) if unit else None)


def _nobody(plain: HttpRequest) -> Asked:
    """Return the request as nobody's yet."""
    request: Any = plain
    request.user = AnonymousUser()
    request.actor = request.unit = request.role = request.appointment = None
    request.locked, request.shows_life, request.counted = False, False, False
    request.session.opens_scope = True
    request.session.address = request.META.get("REMOTE_ADDR") or None
    request.session.agent = request.headers.get("user-agent", "")[:200]
    asked: Asked = request
    return asked


def _read(request: Asked) -> Session | None:
    row: Session | None = request.session.row
    if row is None or row.officer is None:
        return row
    request.user = row.officer
    translation.activate(row.officer.language)
    request.LANGUAGE_CODE = row.officer.language
    request.locked = is_locked(row)
    if row.appointment and _holds(row.appointment, row.officer_id):
        request.appointment, request.unit = row.appointment, row.appointment.unit
        if not request.locked and not row.officer.must_change_password:
            request.role, request.actor = row.appointment.role, actor_of(row)
    return row


def is_locked(row: Session) -> bool:
    """Whether the screen was locked, or nobody touched it for the idle time."""
    return row.locked_at is not None or row.seen_at + settings.IDLE_LOCK <= true_now()


def _holds(appointment: Appointment, officer: int | None) -> bool:
    now = clock.now()
    begun = appointment.valid_from is not None and appointment.valid_from <= now
    return begun and appointment.officer_id == officer and (appointment.valid_to is None or now < appointment.valid_to)


def actor_of(row: Session) -> Actor:
    """Return the officer of a session as the ledger names him."""
    assert row.officer is not None
    assert row.appointment is not None
    return Actor(row.officer.pk, str(row.officer), row.appointment.role, row.appointment.unit_id, row.public)


def _is_open_to_all_officers(view: Callable[..., Any]) -> bool:
    return is_marked(view, "without_post") or not getattr(view, "login_required", True)


def _to(name: str, request: Asked) -> HttpResponseBase:
    """To the page `name`, and from there back to where he wanted, if that can be opened at all."""
    back = request.get_full_path() if request.method == "GET" and "HX-Request" not in request.headers else "/"
    response = redirect(name)
    response["Location"] += "?" + urlencode({"next": back})
    return response


def _note_life(request: Asked, row: Session | None) -> None:
    """Keep the session awake, at most once a minute and outside the page's transaction, which would hold the row."""
    if row is None or request.locked or not request.shows_life or true_now() - row.seen_at < SIGN_OF_LIFE:
        return
    Session.objects.filter(pk=row.pk, seen_at=row.seen_at).update(seen_at=true_now())
