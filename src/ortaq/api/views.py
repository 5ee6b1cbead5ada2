"""The API told to people: what it can do, in which scope; and the description for programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ortaq.access.marks import in_background, to_change_password, while_locked, without_post
from ortaq.access.tokens import SCOPES
from ortaq.api.assembly import API, PREFIX
from ortaq.lib import problems

View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """Open a page about the API to everybody: it tells nothing that its source does not."""
    return login_not_required(in_background(while_locked(without_post(to_change_password(never_cache(view))))))


@open_to_all
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the API can do, as a page."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            scope = operation["x-ortaq-scope"]
            shown = {**operation, "path": path, "method": method.upper(), "by_person": scope is None, "scope": scope}
            groups[operation["tags"][0]].append(shown)
    return render(request, "api/index.html", {"groups": dict(groups), "scopes": SCOPES})


@open_to_all
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description: OpenAPI 3.1."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
@open_to_all
def no_such_operation(request: HttpRequest) -> HttpResponse:
    """Any other address below /api/."""
    return problems.answer(request, problems.not_found())


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Return the description; it does not change while the program runs."""
    return dict(API.get_openapi_schema(path_prefix=f"/{PREFIX}"))
