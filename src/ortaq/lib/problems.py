"""A refusal as the API tells it: problem+json (RFC 9457), in the asker's language, with the facts a program needs.

    raise Problem(404, "not_found", _("Этого нет"), _("Или вам этого не видно."))

What the verbs of the packages raise becomes a problem in one place, ortaq.api.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE = "application/problem+json"
Words = str | Promise


class Problem(Exception):
    """What is refused: the status, a name for programs, a title and a detail for people, and the facts."""

    def __init__(
        self, status: int, code: str, title: Words, detail: Words = "", *, headers: Mapping[str, str] = {}, **facts: Any
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.headers, self.facts = headers, facts


def answer(request: HttpRequest, problem: Problem) -> JsonResponse:
    """Return the problem as it goes over the wire."""
    said = {
        "type": f"urn:ortaq:problem:{problem.code.replace('_', '-')}",
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(problem.detail),
        "instance": quote(request.path),
        "facts": problem.facts,
    }
    response = JsonResponse(said, status=problem.status, content_type=MEDIA_TYPE, json_dumps_params=PLAIN)
    for name, value in problem.headers.items():
        response[name] = value
    return response


PLAIN = {"ensure_ascii": False}


def not_found() -> Problem:
    """Return the one answer to what does not exist and to what the asker may not see."""
    return Problem(404, "not_found", _("Этого нет"), _("Такого адреса нет, или вам этого не видно."))


def unfit(detail: Words, **facts: Any) -> Problem:
    """Return the answer to what is well formed and cannot be so."""
    return Problem(422, "unfit", _("Данные не подходят"), detail, **facts)
