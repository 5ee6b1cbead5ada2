"""Who calls the API: an officer signed in with his post, or a token of a unit; and the scope that is opened for either.

An officer comes with his session's cookie and, where something is to change, the token against forged forms; his scope
is open already (`acting`). A token comes in the header `Authorization: Bearer …`, never in an address, and opens its
unit's scope here. Nobody is both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext_lazy as _

from ortaq.access import tokens
from ortaq.access.acting import local_time
from ortaq.access.asked import Asked
from ortaq.access.roles import may
from ortaq.access.scope import acting_in
from ortaq.access.session import true_now
from ortaq.access.tokens import SCOPES, Token
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.lib import clock
from ortaq.lib.problems import Problem

SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Caller:
    """Who calls, for which unit; `token` is None for an officer."""

    actor: Actor
    unit: Unit
    role: str
    token: Token | None = None

    @property
    def is_person(self) -> bool:
        return self.token is None

    @property
    def name(self) -> str:
        """What tells this caller from every other: an officer in another unit is another caller."""
        return f"{self.token}" if self.token else f"officer-{self.actor.officer}-{self.unit.pk}"

    def has(self, scope: str | None, verb: str) -> bool:
        """Whether an officer's post carries the verb, or a token has the scope; "" is what every token has."""
        return scope == "" or scope in self.token.scopes if self.token else may(self.role, verb)

    def may(self, verb: str) -> bool:
        """Whether this may be done: for a token, whether one of its scopes stands for the verb."""
        if self.token is None:
            return may(self.role, verb)
        return any(verb in SCOPES[scope].verbs for scope in self.token.scopes)


def of(request: Asked) -> Caller | None:
    """Return who calls; None where nobody says who he is. Raises Problem for a token that opens nothing."""
    given = request.headers.get("Authorization", "")
    if given and request.user.is_authenticated:
        raise Problem(400, "two_callers", _("Кто спрашивает?"), _("Дайте ключ или войдите, а не то и другое сразу."))
    return _token(given) if given else _officer(request)


def _token(given: str) -> Caller:
    kind, _space, secret = given.partition(" ")
    now, true = clock.now(), true_now()
    found = tokens.find(secret.strip(), at=now) if kind.lower() == "bearer" else None
    if found is None:
        raise Problem(
            401,
            "dead_token",
            _("Ключ не действует"),
            _("Его нет, он не подтверждён вторым лицом, отозван или истёк. Скажите старшему подразделения."),
            headers={"WWW-Authenticate": 'Bearer realm="ortaq", error="invalid_token"'},
        )
    if not tokens.count(found, at=now, minute=int(true.timestamp()) // 60):
        raise Problem(
            429,
            "too_often",
            _("Слишком часто"),
            _("Ключ спрашивает чаще, чем можно. Подождите."),
            headers={"Retry-After": str(60 - true.second)},
            each_minute=tokens.EACH_MINUTE,
        )
    return Caller(found.actor(), found.unit, tokens.POST, found)


def _officer(request: Asked) -> Caller | None:
    if not request.user.is_authenticated:
        return None
    if request.actor is None or request.unit is None:
        advice = _("Экран заблокирован, должность не выбрана или пароль ещё не сменён: откройте консоль.")
        raise Problem(403, "not_acting", _("Сейчас вы не действуете"), advice)
    if request.method not in SAFE and _is_forged(request):
        advice = _("Нет заголовка X-CSRFToken или он не тот: его даёт /api/me.")
        raise Problem(403, "forged", _("Запрос не подтверждён"), advice)
    return Caller(request.actor, request.unit, request.role)


def _is_forged(request: Asked) -> bool:
    """Whether the request lacks the token that only a page or an answer of ours holds."""
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    return check.process_view(request, lambda _: HttpResponse(), (), {}) is not None


@contextmanager
def acting(request: HttpRequest, caller: Caller | None) -> Iterator[None]:
    """Let the request act as its caller: a token in one transaction in its unit's scope, an officer as he does already.

    Inside, an answer of 400 or more must undo the transaction.
    """
    request.caller = caller  # type: ignore[attr-defined]
    if caller is None or caller.is_person:
        yield
        return
    asked: Asked = request  # type: ignore[assignment]
    asked.actor, asked.unit, asked.role = caller.actor, caller.unit, caller.role
    with acting_in(caller.unit.pk), local_time(caller.unit):
        yield


def undo() -> None:
    """Let nothing of this request remain."""
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
