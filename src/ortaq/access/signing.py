"""Signing in and out, locking and unlocking, as they stand in the ledger and in the session."""

from __future__ import annotations

import uuid
from datetime import datetime

from ortaq.access.asked import Asked
from ortaq.access.models import Appointment, Officer, Session
from ortaq.access.session import POST_KEY, digest, end_all, true_now
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.lib import clock
from ortaq.lib.ids import uuid_of
from ortaq.wire.canonical import JSON

NO_POST = "officer"


def officer_of(request: Asked) -> Actor:
    """Return who asks as the ledger names him, also where he may not act in a post."""
    officer = request.user
    return request.actor or Actor(officer.pk, str(officer), NO_POST, None, request.session.public)


def session_id(public: str) -> uuid.UUID:
    """Return the record under which the ledger keeps a session's entries."""
    return uuid_of("session", public)


def opened(request: Asked, officer: Officer) -> None:
    """Take down that an officer has signed in; where he holds one post only, he acts in it."""
    now = clock.now()
    held = list(Appointment.objects.of_officer(officer).holding(now)[:2])
    if len(held) == 1:
        request.session[POST_KEY] = str(held[0].pk)
    public = request.session.public
    by = Actor(officer.pk, str(officer), NO_POST, None, public)
    record("session.opened", session_id(public), {"officer": officer.pk}, by=by, at=now)


def closed(request: Asked) -> None:
    """Take down that the officer signs out."""
    if request.user.is_authenticated:
        public = request.session.public
        record("session.closed", session_id(public), {}, by=officer_of(request), at=clock.now())


def changed(request: Asked | None, officer: Officer, *, what: str) -> None:
    """Take down that an officer changed by what he signs in: "password_changed", "totp_added" …"""
    by = officer_of(request) if request else Actor.program("owner")
    record("officer.sign_in_changed", officer.uid, {"what": what}, by=by, at=clock.now())


def close_others(request: Asked) -> int:
    """Sign the officer out everywhere but here; return how many sessions ended."""
    public = request.session.public
    ended = end_all(request.user.pk, but=public)
    record("session.others_closed", session_id(public), {"ended": ended}, by=officer_of(request), at=clock.now())
    return ended


def lock(request: Asked) -> None:
    """Lock the screen: what can be done from it ends, what it hears goes on."""
    Session.objects.filter(key=digest(request.session.session_key or "")).update(locked_at=true_now())


def unlock(request: Asked) -> None:
    """Open the screen again, under a new key."""
    request.session.cycle_key()
    request.session.save()
    Session.objects.filter(key=digest(request.session.session_key or "")).update(locked_at=None, seen_at=true_now())


def act_as(request: Asked, appointment: Appointment, *, at: datetime) -> None:
    """Choose the post, and with it the unit, in which the officer acts from now on; under a new key."""
    request.session[POST_KEY] = str(appointment.pk)
    request.session.cycle_key()
    facts: dict[str, JSON] = {"appointment": appointment.pk, "unit": appointment.unit_id, "role": appointment.role}
    record("session.post_chosen", session_id(request.session.public), facts, by=officer_of(request), at=at)
