"""The unit's tokens, for those who lead it; and the officer's own calendar address."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.access import calendars, posts, tokens
from ortaq.access.asked import Asked
from ortaq.access.calendars import CalendarAddress
from ortaq.access.forms import ReasonForm
from ortaq.access.forms_tokens import TokenForm
from ortaq.access.roles import may
from ortaq.access.tokens import Token
from ortaq.access.views.doors import allowed, done, named, tell_refusal
from ortaq.lib import clock

SHOWN = 100


@require_http_methods(["GET", "POST"])
@allowed("may_ask_for_token", "may_confirm_token")
@never_cache
def unit_tokens(request: Asked) -> HttpResponseBase:
    """Show the tokens of the units that the officer leads; a POST asks for one for his own."""
    can_ask = may(request.role, "may_ask_for_token")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and can_ask and form.is_valid():
        return _ask(request, form)
    now, led = clock.now(), posts.units_led(request.actor)
    rows = Token.objects.of_units(led).select_related("unit", "asked_by", "confirmed_by", "ended_by")
    living = rows.filter(ended_at=None, expires_at__gt=now).prefetch_related("unit__names").order_by("-asked_at")
    ended = rows.exclude(pk__in=living).prefetch_related("unit__names").order_by("-asked_at")[:SHOWN]
    shown = {
        "asked": [_row(request, one) for one in living if one.is_asked],
        "living": [_row(request, one) for one in living if not one.is_asked],
        "ended": [_row(request, one) for one in ended],
        "form": form if can_ask else None,
        "now": now,
    }
    return render(request, "access/tokens.html", shown, status=400 if form.errors else 200)


@tell_refusal("unit-tokens")
def _ask(request: Asked, form: TokenForm) -> HttpResponseBase:
    data, now = form.cleaned_data, clock.now()
    lasts = timedelta(days=int(data["days"]))
    token, secret = tokens.ask(request.unit, data["name"], data["scopes"], lasts=lasts, by=request.actor, at=now)
    return render(request, "access/token_once.html", {"token": token, "secret": secret})


def _row(request: Asked, token: Token) -> dict[str, object]:
    return {
        "token": token,
        "unit": named(token.unit, clock.now()),
        "can_confirm": token.asked_by_id != request.user.pk,
    }


@require_POST
@allowed("may_confirm_token")
@tell_refusal("unit-tokens")
def confirm_token(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Let a token that another asked for open what it was asked for."""
    tokens.confirm(get_object_or_404(Token, pk=pk), by=request.actor, at=clock.now())
    return done(
        request, _("Ключ действует. Он виден здесь и в журнале; отозвать его можно в любую минуту."), "unit-tokens"
    )


@require_POST
@allowed("may_end_token")
@tell_refusal("unit-tokens")
def end_token(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Revoke a token, or refuse one that was asked for."""
    form = ReasonForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else _("без указания причины")
    tokens.end(get_object_or_404(Token, pk=pk), by=request.actor, at=clock.now(), why=why)
    return done(request, _("Ключ отозван: со следующего обращения он ничего не открывает."), "unit-tokens")


@require_GET
@allowed("may_read_headers")
def calendar_address(request: Asked) -> HttpResponseBase:
    """Show whether the officer has a calendar address for this post."""
    living = CalendarAddress.objects.filter(appointment=request.appointment, ended_at=None).first()
    return render(request, "access/calendar.html", {"address": living})


@require_POST
@allowed("may_read_headers")
@tell_refusal("calendar-address")
@never_cache
def give_calendar(request: Asked) -> HttpResponseBase:
    """Give the officer a new address, shown once; the one that he had is dead."""
    secret = calendars.give(request.appointment, by=request.actor, at=clock.now())
    url = request.build_absolute_uri(f"/calendar/{secret}.ics")
    return render(request, "access/calendar.html", {"url": url, "fresh": True})


@require_POST
@allowed("may_read_headers")
@tell_refusal("calendar-address")
def end_calendar(request: Asked) -> HttpResponseBase:
    """Take the officer's own address back."""
    living = get_object_or_404(CalendarAddress, appointment=request.appointment, ended_at=None)
    calendars.end(living, by=request.actor, at=clock.now())
    return done(request, _("Адрес календаря больше ничего не показывает."), "calendar-address")
