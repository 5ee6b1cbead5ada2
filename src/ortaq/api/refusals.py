"""One mapping of everything that can be refused to the problem that says so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from ortaq.access.errors import AccessError, NotAllowed
from ortaq.duties.errors import NothingAdopted, NotMovable
from ortaq.exchange.drafts import StaleDraft
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.faults import OTHERWISE, WORDS
from ortaq.lib import problems
from ortaq.lib.problems import Problem

log = logging.getLogger(__name__)

TITLES: Mapping[int, tuple[str, Promise, Promise]] = {
    400: ("unreadable", _("Запрос не читается"), _("Проверьте, что тело – JSON и заголовки целы.")),
    401: ("unknown_caller", _("Кто спрашивает?"), _("Нужен ключ подразделения или вход офицера.")),
    403: ("refused", _("Сюда нельзя"), _("Ни ключ, ни должность этого не позволяют.")),
    404: ("not_found", _("Этого нет"), _("Такого адреса нет, или вам этого не видно.")),
    405: ("no_such_verb", _("Так сюда не обращаются"), _("Заголовок Allow называет, как можно.")),
}


def of_status(status: int) -> Problem:
    """Return the problem for an answer that had no more to say than its status."""
    code, title, detail = TITLES.get(status, ("broken", _("Сбой"), _("Мы его видим в своём журнале. Повторите позже.")))
    return Problem(status, code, title, detail)


def of_exchange(error: ExchangeError) -> Problem:
    """What cannot be sent, taken or answered, in the words of the console's own page."""
    status, title, advice = WORDS.get(error.code, OTHERWISE)
    return Problem(status, error.code, title, advice, **plain(error.facts))


def of_access(error: AccessError) -> Problem:
    """What may not be done with posts, watches and tokens."""
    return Problem(403 if isinstance(error, NotAllowed) else 409, error.code, error.words)


def of_duty(error: NotMovable) -> Problem:
    """A step that a duty's life does not know from where it stands."""
    advice = _("Обязанность уже стоит иначе: посмотрите её историю, возможно, кто-то успел раньше.")
    return Problem(409, "not_movable", _("Так нельзя"), advice, verb=error.verb, status_now=error.duty.status)


def of_draft(error: StaleDraft) -> Problem:
    """A draft typed over another version than the one that the caller began from."""
    advice = _("Черновик уже другой. Возьмите его заново и начните с него.")
    return Problem(412, "stale_draft", _("Черновик изменился"), advice, version=error.version)


def of_shape(error: ValidationError) -> Problem:
    """What does not have the form that the operation asks for; each place and why, never the value itself."""
    facts = [{"at": [str(step) for step in one.get("loc", ())], "why": str(one.get("msg", ""))} for one in error.errors]
    return Problem(422, "unfit", _("Данные не подходят"), _("Что и где – в facts.faults."), faults=facts)


def of_unforeseen(error: Exception) -> Problem:
    """A fault of ours: it stands in the node's own log, and the answer tells nothing of it."""
    log.error("an operation of the API failed", exc_info=error)
    return of_status(500)


def plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """Return facts as JSON can carry them."""
    return {name: one if isinstance(one, str | int | bool | None) else str(one) for name, one in facts.items()}


FAMILIES: Mapping[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda error: error,
    ExchangeError: of_exchange,
    AccessError: of_access,
    NotMovable: of_duty,
    StaleDraft: of_draft,
    NothingAdopted: lambda _error: Problem(409, "nothing_adopted", _("Инструкция ещё не введена в действие")),
    ValidationError: of_shape,
    HttpError: lambda error: of_status(error.status_code),
    Http404: lambda _error: problems.not_found(),
    PermissionDenied: lambda _error: of_status(403),
    Exception: of_unforeseen,
}


def handle_all(api: NinjaAPI) -> None:
    """Let every family of exceptions become its problem."""
    for family, problem_of in FAMILIES.items():
        api.add_exception_handler(family, _handler(problem_of))


def _handler(problem_of: Callable[[Any], Problem]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: problems.answer(request, problem_of(error))
