"""The one door of the API: who calls, in which scope, how often; once for each key; and one form for every refusal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern, URLResolver
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext_lazy as _

from ortaq.access import callers
from ortaq.access.marks import in_background, to_change_password, while_locked, without_post
from ortaq.api import refusals
from ortaq.api.once import once
from ortaq.lib import problems
from ortaq.lib.problems import MEDIA_TYPE, Problem

LARGEST = 512 * 1024
View = Callable[..., HttpResponse]


def behind_door(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Put every operation behind the door; what it is for is decided there, so the pages' own rules stand aside."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = door(pattern.callback)
    return patterns


def door(view: View) -> View:
    """Return the view behind the door."""

    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = _inside(request, lambda: view(request, *args, **kwargs))
        except Problem as problem:
            response = problems.answer(request, problem)
        return _finished(request, response)

    update_wrapper(answered, view)
    answered.csrf_exempt = True  # type: ignore[attr-defined]  # callers asks officers for the token itself
    answered.login_required = False  # type: ignore[attr-defined]
    return in_background(while_locked(without_post(to_change_password(answered))))


def _inside(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Ask the view in its caller's scope; what is refused leaves nothing behind."""
    _refuse_too_large(request)
    caller = callers.of(request)  # type: ignore[arg-type]
    with callers.acting(request, caller):
        try:
            response = once(request, caller, view) if caller and request.method == "POST" else view()
        except Problem as problem:
            response = problems.answer(request, problem)
        if response.status_code >= 400 and caller is not None:
            callers.undo()
    return response


def _refuse_too_large(request: HttpRequest) -> None:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > LARGEST:
        raise Problem(413, "too_large", _("Слишком много"), _("Тело запроса больше допустимого."), largest=LARGEST)


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code >= 400 and not response.get("Content-Type", "").startswith(MEDIA_TYPE):
        allowed = response.get("Allow")
        response = problems.answer(request, refusals.of_status(response.status_code))
        if allowed:
            response["Allow"] = allowed
    if following := getattr(request, "next_cursor", ""):
        query = request.GET.copy()
        query["cursor"] = following
        response["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'
    patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Language"))
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    if "ETag" not in response:
        response["ETag"] = quote_etag(hashlib.blake2b(response.content, digest_size=16).hexdigest())
    return _unchanged(response) if _is_known(request, response["ETag"]) else response


def _is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the caller holds this very answer already."""
    return etag in parse_etags(request.headers.get("If-None-Match", ""))


def _unchanged(response: HttpResponse) -> HttpResponse:
    """Return the answer that nothing has changed: the same headers, no body."""
    kept = {name: response[name] for name in ("ETag", "Vary", "Link") if name in response}
    return HttpResponseNotModified(headers=kept)
