"""For tests of every package: officers in posts, and a browser that is signed in without spending time on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from ortaq.access import posts
from ortaq.access.models import Appointment, Officer
from ortaq.access.roles import ADMINISTRATOR, DUTY_OFFICER, INSPECTOR, SENIOR
from ortaq.access.session import POST_KEY, SessionStore
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor


@dataclass(frozen=True)
class Cast:
    """The fixed cast: she on duty, her shift lead, two counterparts, one who must not see, two who see differently."""

    officer: Appointment
    lead: Appointment
    counterpart: Appointment
    other_counterpart: Appointment
    stranger: Appointment
    inspector: Appointment
    administrator: Appointment


def cast(ours: Unit, counterparts: tuple[Unit, Unit], elsewhere: Unit, oversight: Unit, *, at: datetime) -> Cast:
    """Enrol the fixed cast with their posts held since `at`; their password is `PASSWORD`, none is on watch."""
    return Cast(
        appoint("officer", ours, DUTY_OFFICER, at=at),
        appoint("lead", ours, SENIOR, at=at),
        appoint("counterpart", counterparts[0], DUTY_OFFICER, at=at),
        appoint("other-counterpart", counterparts[1], DUTY_OFFICER, at=at),
        appoint("stranger", elsewhere, DUTY_OFFICER, at=at),
        appoint("inspector", oversight, INSPECTOR, at=at),
        appoint("administrator", ours, ADMINISTRATOR, at=at),
    )


PASSWORD = "correct-horse-battery"


def appoint(login: str, unit: Unit, role: str, *, at: datetime) -> Appointment:
    """Give an officer, enrolled if need be, a post in a unit."""
    officer = Officer.objects.filter(login=login).first()
    officer = officer or Officer.objects.enrol(login, login.capitalize(), password=PASSWORD, at=at)
    return posts.found(officer, unit, role, at=at, by=Actor.program("test"))


def actor(appointment: Appointment, session: str = "test") -> Actor:
    """Return the officer as he acts in his post."""
    officer = appointment.officer
    return Actor(officer.pk, str(officer), appointment.role, appointment.unit_id, session)


def sit_down(client: Client, appointment: Appointment) -> Client:
    """Sign an officer in, in his post, without checking a password; `client` may be of any class of its own."""
    officer, session = appointment.officer, SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session[POST_KEY] = str(appointment.pk)
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client
