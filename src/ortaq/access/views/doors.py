"""The doors of access: who may enter a page at all, and where a refused verb ends up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext

from ortaq.access.asked import Asked
from ortaq.access.errors import AccessError
from ortaq.access.roles import may
from ortaq.directory.models import Unit

P = ParamSpec("P")


View = Callable[Concatenate[Asked, P], HttpResponseBase]


def allowed(*verbs: str) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let in whose post may do one of the verbs; raises PermissionDenied with words for the others."""

    def door(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def entered(request: Asked, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.role is None or not any(may(request.role, verb) for verb in verbs):
                raise PermissionDenied(gettext("Ваша должность этого не позволяет."))
            return view(request, *args, **kwargs)

        return entered

    return door


def tell_refusal(to: str) -> Callable[[View[P]], Callable[Concatenate[Asked, P], HttpResponseBase]]:
    """Show a refused verb in words on the page `to`, where it can be put right."""

    def edge(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def tried(request: Asked, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except AccessError as refused:
                messages.error(request, str(refused))
                return redirect(to)

        return tried

    return edge


def done(request: HttpRequest, words: str, to: str) -> HttpResponse:
    """Say what was done and go back to where it shows."""
    messages.success(request, words)
    return redirect(to)


def identity(text: str) -> uuid.UUID:
    """Return the identity that a form names; raises Http404 where it names none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """Return where the officer came from, if it is a page of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else resolve_url(otherwise)


def named(unit: Unit, at: datetime) -> str:
    """Return the unit's name of that day in the reader's language."""
    return unit.name_in((get_language() or "ru").split("-")[0], at.date())
