"""Officers and their posts, for those who keep them: an administrator everywhere, a senior where he leads."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ortaq.access import officers as keeping
from ortaq.access import posts as verbs
from ortaq.access.asked import Asked
from ortaq.access.forms import OfficerForm, PostForm, ReasonForm
from ortaq.access.models import Appointment, Delay, Officer
from ortaq.access.roles import may
from ortaq.access.session import true_now
from ortaq.access.views.doors import allowed, done, named, tell_refusal
from ortaq.directory.models import Unit
from ortaq.lib import clock

SHOWN = 50


@require_http_methods(["GET", "POST"])
@allowed("may_keep_officers", "may_ask_for_role")
@never_cache
def officers(request: Asked) -> HttpResponseBase:
    """Show officers, what they hold, what is asked for and who must wait to sign in; a POST enrols one."""
    now = clock.now()
    can_enrol = may(request.role, "may_keep_officers")
    form = OfficerForm(request.POST or None)
    if request.method == "POST" and can_enrol and form.is_valid():
        return _enrol(request, form.cleaned_data, now)
    return _page(request, now, enrol=form if can_enrol else None, status=400 if form.errors else 200)


@tell_refusal("officers")
def _enrol(request: Asked, row: dict[str, str], now: datetime) -> HttpResponseBase:
    officer, password = keeping.enrol(row["login"], row["name"], row["rank"], by=request.actor, at=now)
    return render(request, "access/password_once.html", {"officer": officer, "password": password})


def _page(
    request: Asked, now: datetime, *, enrol: OfficerForm | None = None, ask: PostForm | None = None, status: int = 200
) -> HttpResponseBase:
    led = verbs.units_led(request.actor)
    held = Appointment.objects.holding(now) if led is None else Appointment.objects.holding(now).filter(unit__in=led)
    asked = Appointment.objects.asked() if led is None else Appointment.objects.asked().filter(unit__in=led)
    people = Officer.objects.filter(is_active=True)
    if led is not None:
        people = people.filter(pk__in=held.values("officer"))
    delays = Delay.objects.filter(next_at__gt=true_now()).values_list("login", flat=True)
    asked_for = request.GET.get("q", "").replace("\0", "").strip()
    if asked_for:
        people = people.filter(Q(name__icontains=asked_for) | Q(login__icontains=asked_for))
    page = Paginator(people.order_by("name"), SHOWN).get_page(request.GET.get("page"))
    shown = {
        "q": asked_for,
        "page": page,
        "people": _with_posts(page, held, set(delays), now),
        "asked": [_asked(request, each, now) for each in _named(asked)],
        "enrol": enrol,
        "ask": ask or PostForm(units=_units(led, now), asker=request.user.pk),
        "can_close": may(request.role, "may_keep_officers"),
    }
    return render(request, "access/officers.html", shown, status=status)


def _named(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    return appointments.select_related("officer", "unit", "asked_by").prefetch_related("unit__names")


def _with_posts(
    people: Iterable[Officer], held: QuerySet[Appointment], delayed: set[str], now: datetime
) -> list[dict[str, Any]]:
    people = list(people)
    by_officer: dict[int, list[dict[str, Any]]] = {}
    for each in _named(held.filter(officer__in=people)):
        row = {"appointment": each, "unit": named(each.unit, now)}
        by_officer.setdefault(each.officer_id, []).append(row)
    return [{"officer": each, "posts": by_officer.get(each.pk, []), "waits": each.login in delayed} for each in people]


def _asked(request: Asked, each: Appointment, now: datetime) -> dict[str, Any]:
    """A row that waits for a second person, and whether that can be the one who looks."""
    mine = request.user.pk in (each.asked_by_id, each.officer_id)
    return {"appointment": each, "unit": named(each.unit, now), "can_grant": not mine}


def _units(led: list[int] | None, now: datetime) -> QuerySet[Unit]:
    units = Unit.objects.with_names().open_on(now.date()).exclude(standing="post").order_by("level", "code")
    return units if led is None else units.filter(pk__in=led)


@require_POST
@allowed("may_ask_for_role")
@tell_refusal("officers")
def ask_for_post(request: Asked) -> HttpResponseBase:
    """Ask for a post; another grants it."""
    now = clock.now()
    form = PostForm(request.POST, units=_units(verbs.units_led(request.actor), now), asker=request.user.pk)
    if not form.is_valid():
        return _page(request, now, ask=form, status=400)
    row = form.cleaned_data
    verbs.ask(row["officer"], row["unit"], row["role"], by=request.actor, at=now, reason=row["reason"])
    return done(request, _("Должность испрошена. Дать её должен другой."), "officers")


@require_POST
@allowed("may_grant_role")
@tell_refusal("officers")
def grant_post(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Give a post that another asked for."""
    verbs.grant(get_object_or_404(Appointment, pk=pk), by=request.actor, at=clock.now())
    return done(request, _("Должность дана; подразделение это видит."), "officers")


@require_POST
@allowed("may_end_role")
@tell_refusal("officers")
def end_post(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """End a post, or refuse one that was asked for."""
    why = _why(request)
    verbs.end(get_object_or_404(Appointment, pk=pk), by=request.actor, at=clock.now(), why=why)
    return done(request, _("Должность прекращена; подразделение это видит."), "officers")


@require_POST
@allowed("may_reset_password")
@tell_refusal("officers")
@never_cache
def reset_password(request: Asked, pk: int) -> HttpResponseBase:
    """Give an officer a new first password, shown once."""
    officer = get_object_or_404(Officer, pk=pk, is_active=True)
    password = keeping.reset_password(officer, by=request.actor, at=clock.now())
    return render(request, "access/password_once.html", {"officer": officer, "password": password})


@require_POST
@allowed("may_lift_delay")
@tell_refusal("officers")
def lift_delay(request: Asked, pk: int) -> HttpResponseBase:
    """Let an officer try to sign in again at once."""
    keeping.lift_delay(get_object_or_404(Officer, pk=pk), by=request.actor, at=clock.now())
    return done(request, _("Задержка снята: можно входить."), "officers")


@require_POST
@allowed("may_keep_officers")
@tell_refusal("officers")
def close_officer(request: Asked, pk: int) -> HttpResponseBase:
    """Close an account."""
    officer = get_object_or_404(Officer, pk=pk, is_active=True)
    keeping.close(officer, by=request.actor, at=clock.now(), why=_why(request))
    return done(request, _("Учётная запись закрыта; сделанное им остаётся."), "officers")


def _why(request: Asked) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["why"]) if form.is_valid() else _("без указания причины")
