"""Programs of units at the API: tokens given by two persons, and a caller that asks as the web's role."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from ortaq.access.tokens import Token
    from ortaq.directory.models import Unit

ALL = ("read_headers", "read_content", "draft", "send", "deliver", "read_duties", "feeds")


class Caller:
    """A program or an officer at the API: asks as the web's role, sends each POST under a key of its own."""

    def __init__(self, client: Client, as_role: Callable[[str], Any], secret: str = "") -> None:
        self.client, self.as_role, self.secret = client, as_role, secret

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        if self.secret:
            headers.setdefault("Authorization", f"Bearer {self.secret}")
        if method == "POST":
            headers.setdefault("Idempotency-Key", str(uuid.uuid4()))
        data = b"" if body is None else json.dumps(body).encode()
        with self.as_role("web"):
            return self.client.generic(method, f"/api{path}", data, "application/json", headers=headers)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.ask("PUT", path, body, **headers)


def senior(unit: Unit, name: str, *, at: Any) -> Any:
    """The post of a senior of the unit, the same again for the same name."""
    from ortaq.access import testing
    from ortaq.access.models import Appointment

    login = f"{name}-{unit.code}"
    held = Appointment.objects.filter(officer__login=login).first()
    return held or testing.appoint(login, unit, "senior", at=at - timedelta(days=1))


def given(unit: Unit, scopes: tuple[str, ...] = ALL, *, at: Any, days: int = 30) -> tuple[Token, str]:
    """A token of the unit, asked for by its senior and confirmed by another."""
    from ortaq.access import testing, tokens

    asker, second = senior(unit, "asks", at=at), senior(unit, "confirms", at=at)
    token, secret = tokens.ask(unit, "АСУ поста", scopes, lasts=timedelta(days=days), by=testing.actor(asker), at=at)
    tokens.confirm(token, by=testing.actor(second), at=at)
    return token, secret
