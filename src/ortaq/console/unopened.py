"""An address to which forms are sent, opened as a page: a page that says so, with the way back.

Whoever sent a form that was refused stands at its address; pressing Enter there would leave him before a blank page.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve

from ortaq.access.headers import Page


def unopened(get_response: Page) -> Page:
    """Answer a browser's 405 in words; programs get it as it was."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not (isinstance(response, HttpResponse) and response.status_code == 405 and not response.content):
            return response
        if request.method != "GET" or not request.accepts("text/html"):
            return response
        page = render(request, "405.html", {"back": page_above(request.path)}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answer


def page_above(path: str) -> str:
    """Return the nearest address above one that is there, such as the matter's above that of its form."""
    parts = path.strip("/").split("/")
    for n in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:n])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"
