"""What every answer tells the browser it must not do."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Page = Callable[[HttpRequest], HttpResponseBase]


def policy(live_origin: str = "") -> str:
    """Return the content security policy: everything from here, nothing inline, nobody frames us.

    `live_origin` is where the live stream answers, if not here.
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
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self)"


def security_headers(get_response: Page) -> Page:
    """Set the policy, and let no page about officers or messages stay in a shared computer's cache."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(live_origin(request)))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def live_origin(request: HttpRequest) -> str:
    """Return the origin of the live stream, where it is served at a port of its own; '' where it is served here."""
    port = settings.LIVE_PORT
    if not port:
        return ""
    host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
    return f"{request.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
