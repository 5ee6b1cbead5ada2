"""Where an officer is signed in: Django's sessions in our own table, read with officer, post and unit in one query.

The same query tells PostgreSQL the scope, so that a request costs one round trip before its page begins. The true time
counts here, not the node's clock: when a demo's clock is moved on, nobody is signed out by it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Func, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.crypto import constant_time_compare

from ortaq.access.models import Session
from ortaq.access.roles import ROLES
from ortaq.lib import clock

POST_KEY, PUBLIC_KEY = "post", "public"
LIFE = timedelta(seconds=settings.SESSION_COOKIE_AGE)
SIGHTED = sorted(code for code, role in ROLES.items() if role.sees == "unit")


def true_now() -> datetime:
    """Return the machine's own time, aware, in UTC."""
    return clock.now() - clock.shift()


def digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def _holding(at: datetime) -> Q:
    """Whether the session's post is held at `at`, by its own officer."""
    until = Q(appointment__valid_to=None) | Q(appointment__valid_to__gt=at)
    return Q(appointment__valid_from__lte=at, appointment__officer=F("officer"), officer__is_active=True) & until


def find(cookie: str, *, open_scope: bool = False) -> Session | None:
    """Return the live session of a cookie with officer, post and unit; with `open_scope` PostgreSQL knows the scope.

    `session.sees` is then the scope as text, '' where the officer's post sees no guarded row.
    """
    sighted = _holding(clock.now()) & Q(appointment__role__in=SIGHTED)
    scope: Case | Func = Case(
        When(sighted, then=Cast("appointment__unit_id", TextField())), default=Value(""), output_field=TextField()
    )
    if open_scope:
        scope = Func(Value("app.scope"), scope, Value(True), function="set_config", output_field=TextField())
    living = Session.objects.filter(key=digest(cookie), expires_at__gt=true_now())
    return living.select_related("officer", "appointment__unit").annotate(sees=scope).first()


def unit_of(cookie: str) -> int | None:
    """Return the unit whose news this session hears, locked or not; None where the session or the post has ended."""
    sighted = _holding(clock.now()) & Q(appointment__role__in=SIGHTED)
    living = Session.objects.filter(sighted, key=digest(cookie), expires_at__gt=true_now())
    return living.values_list("appointment__unit", flat=True).first()


def end_all(officer: int, *, but: str | None = None) -> int:
    """Sign the officer out everywhere, except in the session with the public id `but`; return how many ended."""
    ended, _ = Session.objects.filter(officer=officer).exclude(public=but or "").delete()
    return ended


class SessionStore(SessionBase):
    """Django's session over the table `access_session`; the officer and the post stand in columns of their own."""

    _row: Session | None = None
    opens_scope = False
    address: str | None = None
    agent = ""

    @property
    def row(self) -> Session | None:
        """The row as it was read; None where nobody is signed in."""
        self._get_session()  # type: ignore[attr-defined]
        return self._row

    @property
    def public(self) -> str:
        """The short id by which entries name this session."""
        if PUBLIC_KEY not in self:
            self[PUBLIC_KEY] = _new_public()
        return str(self[PUBLIC_KEY])

    def load(self) -> dict[str, Any]:
        self._row = find(self.session_key, open_scope=self.opens_scope) if self.session_key else None
        data = self.decode(self._row.data) if self._row else {}
        if self._row is None or not _is_untouched(self._row, data):
            self._row, self._session_key = None, None
            return {}
        return data

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key=digest(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises UpdateError where it was ended elsewhere meanwhile: it stays ended."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        columns = self._columns(data)
        if must_create:
            return self._insert(columns)
        if not Session.objects.filter(key=digest(self.session_key)).update(**columns):
            raise UpdateError
        return None

    def _columns(self, data: dict[str, Any]) -> dict[str, Any]:
        data.setdefault(PUBLIC_KEY, _new_public())
        return {
            "data": self.encode(data),
            "public": data[PUBLIC_KEY],
            "officer_id": data.get(SESSION_KEY),
            "appointment_id": data.get(POST_KEY),
        }

    def _insert(self, columns: dict[str, Any]) -> None:
        now = true_now()
        times = {"started_at": now, "seen_at": now, "expires_at": now + LIFE}
        try:
            with transaction.atomic():
                Session(
                    key=digest(self.session_key or ""), address=self.address, agent=self.agent, **times, **columns
                ).save(force_insert=True)
        except IntegrityError as error:
            raise CreateError from error

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(key=digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lte=true_now()).delete()


def _new_public() -> str:
    return secrets.token_hex(4)


def _is_untouched(row: Session, data: dict[str, Any]) -> bool:
    """Whether the session still belongs to whom it says: same officer, active, and the password not changed since."""
    if row.officer is None:
        return SESSION_KEY not in data
    known = str(data.get(HASH_SESSION_KEY, ""))
    return row.officer.is_active and constant_time_compare(known, row.officer.get_session_auth_hash())
