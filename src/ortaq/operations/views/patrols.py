"""The pages of joint patrols: the list, the calendar, the forms that plan, one patrol on its way."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.acts.models import Body, Version
from ortaq.directory import boundary
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import drafts
from ortaq.exchange.errors import AlreadySent, ExchangeError
from ortaq.exchange.faults import words_of
from ortaq.exchange.views.telling import URGENT
from ortaq.operations import patrol_planning, patrolling
from ortaq.operations.ahead import ahead
from ortaq.operations.forces_faults import in_words
from ortaq.operations.forces_keeping import patrols_of
from ortaq.operations.forces_words import called, measure
from ortaq.operations.patrol_forms import CallingOff, Ending, NewPatrol, Start, Turns, shown_moment
from ortaq.operations.patrol_planning import Plan, read
from ortaq.operations.patrols import Patrol
from ortaq.operations.patrols_shown import list_of, month, page, rows
from ortaq.rules.forces import FromAct

PAGE = 60
LATELY = timedelta(days=14)


def of_patrols(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in only where the pack knows joint patrols."""

    @in_words
    def entered(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        forces = request.desk.rulebook.edition.forces
        if forces is None or forces.patrol is None:
            raise Http404("this pack says nothing of joint patrols")
        return view(request, *args, **kwargs)

    return entered


@door()
@of_patrols
@require_GET
def patrols(request: Asked) -> HttpResponseBase:
    """What is to come and under way, what was of late, and what will not come together."""
    desk = request.desk
    ours = Patrol.objects.of_party(desk.unit.pk)
    past = ours.exclude(pk__in=ours.unfinished().values("pk")).filter(starts_at__gte=desk.now - LATELY)
    context = {
        "coming": rows(ours.unfinished().order_by("starts_at", "id")[:PAGE], desk),
        "past": rows(past.order_by("-starts_at", "id")[:PAGE], desk),
        "ahead": ahead(desk),
        "acts": _schedules(desk),
        "may_plan": desk.may("may_plan_patrol"),
    }
    return render(request, "operations/patrols.html", context)


@door()
@of_patrols
@require_GET
def patrols_calendar(request: Asked) -> HttpResponseBase:
    """A month of the group's patrols."""
    desk, given = request.desk, request.GET.get("month", "")
    try:
        first = date.fromisoformat(f"{given}-01") if given else desk.today.replace(day=1)
        before, after = first - timedelta(days=1), first + timedelta(days=31)
    except (ValueError, OverflowError):
        raise Http404 from None
    context = {"weeks": month(first, desk), "first": first, "before": f"{before:%Y-%m}", "after": f"{after:%Y-%m}"}
    return render(request, "operations/patrol_calendar.html", context)


@door("may_plan_patrol")
@of_patrols
def patrol_new(request: Asked) -> HttpResponseBase:
    """Plan one: with whom, who leads, when, where."""
    desk = request.desk
    form = NewPatrol(request.POST or None, desk=desk)
    if request.method == "POST" and form.is_valid() and (made := _planned(form, [form.plan()], desk)):
        messages.success(request, gettext("Наряд намечен, стороны извещены."))
        return redirect("patrol", made[0].pk)
    context = {"form": form, "outline": boundary.on(desk.today), "home": _home(desk)}
    return render(request, "operations/patrol_new.html", context, status=422 if form.is_bound else 200)


@door("may_plan_patrol")
@of_patrols
def patrol_rotation(request: Asked) -> HttpResponseBase:
    """Plan several by rotation: shown first, planned by the second button."""
    desk = request.desk
    form = Turns(request.POST or None, desk=desk)
    plans = form.plans() if form.is_bound else []
    if "save" in request.POST and plans and (made := _planned(form, plans, desk)):
        messages.success(request, gettext("Нарядов намечено: %s. Стороны извещены.") % len(made))
        return redirect("patrols")
    shown = [(one, desk.name(one.leads)) for one in plans]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "operations/patrol_rotation.html", {"form": form, "plans": shown}, status=status)


@door("may_plan_patrol")
@require_POST
@of_patrols
def patrol_schedule(request: Asked, version: uuid.UUID) -> HttpResponseBase:
    """Plan what an act in force schedules."""
    found = get_object_or_404(Version.objects.select_related("act"), pk=version)
    made = patrol_planning.take_over(found, **request.desk.who)
    messages.success(request, gettext("По графику намечено нарядов: %s.") % len(made))
    return redirect("patrols")


@door()
@of_patrols
def patrol(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """One patrol: who goes along, its route on the map, what happened, what can be done next."""
    return _shown(request, _found(pk))


@door("may_allot")
@of_patrols
def patrol_along(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Send so many of our resources along."""
    desk, one = request.desk, _found(pk)
    resources, left = list_of(desk, one)
    faults: dict[uuid.UUID, str] = {}
    if request.method == "POST":
        amounts = {each.pk: _number(request.POST.get(f"n-{each.pk}", "")) for each in resources}
        try:
            patrolling.man(one, amounts, **desk.who)
        except ExchangeError as error:
            faults[one.pk] = words_of(error)
        else:
            return _back(request, one, gettext("Состав дополнен."))
    given = [(each, called(each, desk), left[each.pk], measure(each.kind, desk)) for each in resources]
    context = {"patrol": one, "given": given, "fault": faults.get(one.pk, ""), "typed": request.POST}
    return render(request, "operations/patrol_along.html", context, status=422 if faults else 200)


@door("may_allot")
@require_POST
@of_patrols
def patrol_start(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """It has set out."""
    one, form = _found(pk), Start(request.POST, desk=request.desk)
    if not form.is_valid():
        return _shown(request, one, start=form)
    data = form.cleaned_data
    patrolling.start(one, data["senior"], happened_at=data["at"], **request.desk.who)
    return _back(request, one, gettext("Наряд вышел."))


@door("may_allot")
@require_POST
@of_patrols
def patrol_point(request: Asked, pk: uuid.UUID, n: int) -> HttpResponseBase:
    """It has passed a point."""
    one = _found(pk)
    patrolling.pass_point(one, n, **request.desk.who)
    return _back(request, one, gettext("Точка пройдена."), "route")


@door("may_allot")
@require_POST
@of_patrols
def patrol_incident(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Something happened: it is noted, and the urgent call opens with what is known already."""
    desk, one = request.desk, _found(pk)
    patrolling.note(one, **desk.who)
    kept = drafts.of(desk, URGENT)
    if kept.body:
        messages.warning(request, gettext("Открыт ваш незаконченный срочный вызов: он не заменён."))
    else:
        begun = gettext("Совместный наряд, %s: ") % one.route
        drafts.keep(desk, URGENT, {"text": begun}, began_from=kept.version)
    return redirect("urgent-new")


@door("may_allot")
@require_POST
@of_patrols
def patrol_end(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """It has come back, with what was counted."""
    one, form = _found(pk), Ending(request.POST, desk=request.desk)
    if not form.is_valid():
        return _shown(request, one, ending=form)
    patrolling.end(one, form.counts(), happened_at=form.cleaned_data["at"], **request.desk.who)
    return _back(request, one, gettext("Наряд завершён."))


@door("may_plan_patrol")
@require_POST
@of_patrols
def patrol_calling_off(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """It will not set out."""
    one, form = _found(pk), CallingOff(request.POST)
    if not form.is_valid():
        return _shown(request, one, calling_off=form)
    patrolling.call_off(one, form.cleaned_data["reason"], **request.desk.who)
    return _back(request, one, gettext("Наряд отменён."))


def _planned(form: NewPatrol | Turns, plans: list[Plan], desk: Desk) -> list[Patrol]:
    """Plan them; what is wrong stands on the form."""
    lines = [f"{shown_moment(one.starts_at, desk)}–{shown_moment(one.ends_at, desk)}, {one.route}" for one in plans]
    text = gettext("Совместные наряды: %s.") % "; ".join(lines)
    try:
        return patrol_planning.plan(plans, text=text, id=form.cleaned_data["once"], **desk.who)
    except ExchangeError as error:
        if isinstance(error, AlreadySent):
            form.renew()
        form.add_error(None, words_of(error))
        return []


def _home(desk: Desk) -> str:
    """Return where the map of a new route begins: at the unit's own crossing point; "" where that is nowhere."""
    point = desk.unit.crossing_point
    return ",".join(map(str, point.position)) if point and point.position else ""


def _schedules(desk: Desk) -> list[tuple[Version, str, int]]:
    """Return the acts in force that schedule patrols which are not planned yet: version, number, how many."""
    told: FromAct | None = patrols_of(desk.rulebook).act
    if told is None or not desk.may("may_plan_patrol"):
        return []
    found = []
    for one in Version.objects.in_force().filter(act__kind=told.kind).select_related("act"):
        body = Body.objects.filter(version=one).first()
        planned = set(Patrol.objects.filter(act=one.pk).values_list("row", flat=True))
        plans = [read(row, desk.rulebook) for row in (body.fields.get(told.group, ()) if body else ())]
        left = sum(1 for n, plan in enumerate(plans) if plan and n not in planned and plan.ends_at > desk.now)
        if left and desk.unit.pk in one.act.parties:
            found.append((one, one.act.label, left))
    return found


def _found(pk: uuid.UUID) -> Patrol:
    return get_object_or_404(Patrol, pk=pk)


def _number(typed: str) -> int:
    return int(typed) if typed.isdigit() else 0


def _back(request: Asked, one: Patrol, words: str, to: str = "") -> HttpResponseBase:
    messages.success(request, words)
    return redirect(reverse("patrol", args=[one.pk]) + (f"#{to}" if to else ""))


def _shown(request: Asked, one: Patrol, **faulty: Any) -> HttpResponse:
    desk = request.desk
    context = {
        "patrol": one,
        "outline": boundary.on(desk.today),
        "start": Start(desk=desk),
        "ending": Ending(desk=desk),
        "calling_off": CallingOff(),
        **page(one, desk),
        **faulty,
    }
    return render(request, "operations/patrol.html", context, status=422 if faulty else 200)
