"""Officers: enrolled, their passwords given anew, their delays lifted, their accounts closed."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from ortaq.access import delays, posts
from ortaq.access.errors import AlreadyHeld, ForOneself, NotAllowed
from ortaq.access.models import Appointment, Officer
from ortaq.access.roles import may
from ortaq.access.session import end_all
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without the ones that are misread from paper: i l o 0 1


def one_time_password() -> str:
    """Return a password to be read out once: 60 bits in three groups."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def enrol(login: str, name: str, rank: str, *, by: Actor, at: datetime) -> tuple[Officer, str]:
    """Add an officer with no post and return him with his first password. Raises NotAllowed, AlreadyHeld."""
    if not may(by.post, "may_keep_officers"):
        raise NotAllowed
    password = one_time_password()
    try:
        with transaction.atomic():
            officer = Officer.objects.enrol(login, name, password=password, at=at, rank=rank, must_change_password=True)
    except IntegrityError as error:
        raise AlreadyHeld from error
    record("officer.enrolled", officer.uid, {"login": officer.login, "name": name, "rank": rank}, by=by, at=at)
    return officer, password


def reset_password(officer: Officer, *, by: Actor, at: datetime) -> str:
    """Give an officer a new first password and end his sessions; return it. Raises NotAllowed, ForOneself."""
    _require(by, officer, "may_reset_password", at)
    if officer.pk == by.officer:
        raise ForOneself
    password = one_time_password()
    officer.set_password(password)
    officer.must_change_password = True
    officer.save(update_fields=["password", "must_change_password"])
    end_all(officer.pk)
    record("officer.password_reset", officer.uid, {}, by=by, at=at)
    return password


def tell_telephone(officer: Officer, telephone: str, *, by: Actor, at: datetime) -> None:
    """Say under which number an officer is reached; he says so himself. Raises NotAllowed."""
    if officer.pk != by.officer:
        raise NotAllowed
    if Officer.objects.filter(pk=officer.pk).exclude(telephone=telephone).update(telephone=telephone):
        record("officer.telephone_told", officer.uid, {"has_one": bool(telephone)}, by=by, at=at)
    officer.telephone = telephone


def lift_delay(officer: Officer, *, by: Actor, at: datetime) -> int:
    """Let an officer try to sign in again at once; return how many delays stood. Raises NotAllowed."""
    _require(by, officer, "may_lift_delay", at)
    lifted = delays.forget(officer.login)
    record("officer.delay_lifted", officer.uid, {"lifted": lifted}, by=by, at=at)
    return lifted


def close(officer: Officer, *, by: Actor, at: datetime, why: str) -> None:
    """Close an account: sessions and posts end at once, what he did stays. Raises NotAllowed, ForOneself."""
    if not may(by.post, "may_keep_officers"):
        raise NotAllowed
    if officer.pk == by.officer:
        raise ForOneself
    with transaction.atomic():
        for held in Appointment.objects.filter(officer=officer, ended_at=None):
            posts.end(held, by=by, at=at, why=why)
        Officer.objects.filter(pk=officer.pk).update(is_active=False)
        end_all(officer.pk)
        record("officer.closed", officer.uid, {"why": why}, by=by, at=at)
    officer.is_active = False


def _require(by: Actor, officer: Officer, verb: str, at: datetime) -> None:
    """An administrator serves everybody, a senior those who hold a post where he leads."""
    if not may(by.post, verb):
        raise NotAllowed
    led = posts.units_led(by)
    if led is not None and not Appointment.objects.holding(at).filter(officer=officer, unit__in=led).exists():
        raise NotAllowed
