"""Pages leave the node packed: a remote post reads them over a line on which sixty kilobytes take seconds.

What reads a secret out of the length of packed answers (BREACH) needs the same page again and again with words of its
own beside the secret: tokens of forms are masked anew in each answer, and the packed length varies at random.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from ortaq.access.headers import Page

ACCEPTED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
LEAST = 1000
"""Bytes below which packing saves no packet on the wire."""
PADDING = 100
"""The most bytes that are added at random."""


def packed_pages(get_response: Page) -> Page:
    """Pack each page (gzip, RFC 1952) for a browser that takes it; files and streams go as they are."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponse) or not _is_page(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if len(response.content) >= LEAST and ACCEPTED.search(request.headers.get("Accept-Encoding", "")):
            response.content = compress_string(response.content, max_random_bytes=PADDING)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return answer


def _is_page(response: HttpResponse) -> bool:
    told = response.headers
    return told.get("Content-Type", "").startswith("text/html") and "Content-Encoding" not in told
