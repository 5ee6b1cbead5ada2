"""Whoever got no answer sends the same again under the same key, and is given the answer that he missed.

The answer is written in the transaction of the deed: both are there or neither. Of two that come at once the second
waits for the first. What was refused has changed nothing and is asked anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ortaq.access.callers import Caller
from ortaq.api.models import KeptAnswer
from ortaq.lib import clock
from ortaq.lib.problems import Problem

KEPT = timedelta(days=7)
KEY = re.compile(r"[\x21-\x7e]{8,100}")
REPEATED = ("Content-Type", "ETag", "Location")


def once(request: HttpRequest, caller: Caller, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer that was given under the request's key, else give it now and keep it. Raises Problem."""
    key, asked = _key_of(request), _digest(request)
    _wait_for_turn(caller, key)
    earlier = KeptAnswer.objects.filter(caller=caller.name, key=key).first()
    if earlier is not None:
        return _repeated(earlier, asked)
    given = answer()
    if given.status_code < 400:
        KeptAnswer.objects.create(
            caller=caller.name,
            key=key,
            asked=asked,
            status=given.status_code,
            headers={name: given[name] for name in REPEATED if name in given},
            body=given.content.decode(),
            at=clock.now(),
            visible_to=[caller.unit.pk],
        )
    return given


def forget(at: datetime) -> int:
    """Forget the answers that have been kept long enough; return how many."""
    forgotten, _kinds = KeptAnswer.objects.filter(at__lt=at - KEPT).delete()
    return forgotten


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        advice = _(
            "Нужен заголовок Idempotency-Key: от 8 до 100 знаков, свой у каждого нового дела, прежний при повторе."
        )
        raise Problem(400, "key_needed", _("Нет ключа повтора"), advice)
    return key


def _digest(request: HttpRequest) -> str:
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(asked).hexdigest()


def _wait_for_turn(caller: Caller, key: str) -> None:
    number = int.from_bytes(hashlib.sha256(f"{caller.name} {key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _repeated(earlier: KeptAnswer, asked: str) -> HttpResponse:
    if earlier.asked != asked:
        advice = _("Под этим ключом было отправлено другое. Для нового дела возьмите новый ключ.")
        raise Problem(422, "key_reused", _("Ключ повтора уже занят"), advice)
    response = HttpResponse(earlier.body, status=earlier.status)
    for name, value in earlier.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response
