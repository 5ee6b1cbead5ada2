"""What every answer tells the browser it must not do."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ortaq.lib import node

Page = Callable[[HttpRequest], HttpResponseBase]
NOBODY = "'none'"


def policy(live_origin: str = "", real: str = NOBODY, framed_by: str = NOBODY) -> str:
    """Return the content security policy: everything from here, nothing inline, nobody frames us.

    `live_origin` is where the live stream answers, if not here; `real` the node whose alarms a drill shows.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "media-src 'self'",
            f"connect-src 'self' {live_origin}".strip(),
            "manifest-src 'self'",
            f"frame-src {real}",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {framed_by}",
        )
    )


PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self)"


def security_headers(get_response: Page) -> Page:
    """Set the policy, and let no page about officers or messages stay in a shared computer's cache."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(live_origin(request), real_node() or NOBODY))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def real_node() -> str:
    """Return the address of the real node beside which this one is a drill; '' on any other node."""
    return str(node.facts().get("real", "")) if node.kind() == "drill" else ""


def framed_by_drill(request: HttpRequest) -> str:
    """Return the policy of a page that a drill may show: a node of the same host, at whatever port."""
    host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
    return policy(framed_by=f"{request.scheme}://{f'[{host}]' if ':' in host else host}:*")


def live_origin(request: HttpRequest) -> str:
    """Return the origin of the live stream, where it is served at a port of its own; '' where it is served here."""
    port = settings.LIVE_PORT
    if not port:
        return ""
    host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
    return f"{request.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
