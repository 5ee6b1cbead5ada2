"""The console's own pages: the board and its living parts, the Instruction, a unit's card, keys, preferences."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_POST

from ortaq.access.headers import framed_by_drill
from ortaq.access.marks import in_background, to_change_password, while_locked, without_post
from ortaq.access.models import Shift, Watch
from ortaq.access.roles import may
from ortaq.console import handbook, official
from ortaq.console.board import Board
from ortaq.console.context import THEME_COOKIE, Surroundings
from ortaq.console.instruction import Living
from ortaq.console.point import opened
from ortaq.directory.models import StandingContact, Unit
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.reaching import backups, lines
from ortaq.exchange.story import lines_of
from ortaq.lib import clock
from ortaq.oversight.words import legend
from ortaq.rules.edition import Clause

YEAR = 365 * 24 * 3600


@require_GET
def board(request: Asked) -> HttpResponseBase:
    """What must I do now? Whoever keeps officers, or oversees others and owes nothing, finds his own work here."""
    if request.unit and request.unit.oversees and request.role and may(request.role, "may_oversee"):
        return redirect("oversight")
    if request.role and may(request.role, "may_keep_officers") and not may(request.role, "may_read_headers"):
        return redirect("officers")
    return _board(request)


@door()
def _board(request: Asked) -> HttpResponse:
    return render(request, "console/board.html", {"board": Board(request.desk)})


@in_background
@door()
@require_GET
def board_part(request: Asked) -> HttpResponse:
    """The board alone; 204 where nothing on it has changed since `seen`."""
    shown = Board(request.desk)
    if request.GET.get("seen") == shown.digest:
        return told_time(HttpResponse(status=204))
    return told_time(render(request, "console/_board.html", {"board": shown}))


@in_background
@while_locked
@without_post
@require_GET
def strip(request: HttpRequest) -> HttpResponse:
    """The alarms alone; behind a locked screen numbers and urgency only."""
    around = Surroundings(request)
    if request.GET.get("seen") == around.alarms.digest:
        return told_time(HttpResponse(status=204))
    return told_time(render(request, "console/_strip.html", {"console": around, "alarms": around.alarms}))


@xframe_options_exempt
@in_background
@while_locked
@without_post
@require_GET
def strip_aside(request: HttpRequest) -> HttpResponse:
    """How much presses here, in one line, for the pages of a drill on the same machine; it looks again by itself."""
    around = Surroundings(request)
    pressing = len(around.alarms.shown) + max(0, around.alarms.more) if around.unit else 0
    answer = render(request, "console/strip_aside.html", {"pressing": pressing, "alarms": around.alarms})
    answer.headers["Content-Security-Policy"] = framed_by_drill(request)
    return answer


@never_cache
@login_not_required
@in_background
@while_locked
@without_post
@to_change_password
@require_GET
def clock_now(request: HttpRequest) -> JsonResponse:
    """The program's instant, for a page that has slept."""
    return JsonResponse({"now": clock.now().isoformat()})


@door()
@require_GET
def instruction(request: Asked) -> HttpResponse:
    """The Instruction in reading order, what serves each point, and how it is being executed."""
    return render(request, "console/instruction.html", {"living": Living(request.desk, request.GET)})


@door()
@require_GET
def official_text(request: Asked, number: str) -> HttpResponse:
    """One point in our wording, and its official text where that is stored; its execution below."""
    if "HX-Request" in request.headers:
        clause_of(request.desk, number)
        return render(request, "console/_official.html", {"number": number, "text": official.text_of(number)})
    return _point(request, number)


@door()
@require_GET
def point_execution(request: Asked, number: str) -> HttpResponse:
    """How one point is executed, by agency and level, where worst, and in the last twelve months."""
    if "HX-Request" in request.headers:
        clause_of(request.desk, number)
        living = Living(request.desk, request.GET)
        page = {"living": living, "opened": opened(living, number), "number": number, "legend": legend()}
        return render(request, "console/_execution.html", page)
    return _point(request, number)


def _point(request: Asked, number: str) -> HttpResponse:
    living, clause = Living(request.desk, request.GET), clause_of(request.desk, number)
    page = {
        "living": living,
        "number": number,
        "point": living.point(clause),
        "text": official.text_of(number),
        "ours": request.desk.said(clause.text),
        "opened": opened(living, number),
        "legend": legend(),
    }
    return render(request, "console/point.html", page)


def clause_of(desk: Desk, number: str) -> Clause:
    """Return a point of the adopted edition; raises Http404."""
    clause = desk.rulebook.edition.clauses.get(number)
    if clause is None:
        raise Http404
    return clause


@door()
@require_GET
def unit(request: Asked, code: str) -> HttpResponse:
    """A unit's card: who is on watch until when, who is next, how it is reached."""
    desk = request.desk
    found = get_object_or_404(Unit.objects.select_related("crossing_point", "parent"), code=code)
    contacts = StandingContact.objects.open_on(desk.today).filter(unit=found, substitute_of=None)
    context = {
        "unit": found,
        "name": desk.name(found.pk),
        "above": desk.name(found.parent_id) if found.parent_id else "",
        "agency": desk.rulebook.edition.agencies.get(found.agency),
        "phones": lines_of([found.pk], desk).get(found.pk, []),
        "watches": Watch.objects.on_at(desk.now).of_unit(found).select_related("officer"),
        "shifts": Shift.objects.standing().of_unit(found).after(desk.now).select_related("officer")[:3],
        "backups": backups([found.pk], desk).get(found.pk, []),
        "line": lines(desk).get(found.pk),
        "contacts": [one.acting_on(desk.today) for one in contacts.prefetch_related("substitutes")],
    }
    return render(request, "console/unit.html", context)


@login_not_required
@without_post
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """The keys, how to switch them off, and the pages of the handbook."""
    return render(request, "console/help.html", {"pages": handbook.pages(_language())})


@login_not_required
@without_post
@require_GET
def handbook_page(request: HttpRequest, name: str) -> HttpResponse:
    """How is it done? One task, or the card of a post to print."""
    found = handbook.page(name, _language())
    if found is None:
        raise Http404
    return render(request, "console/handbook.html", {"page": found, "pages": handbook.pages(_language())})


def _language() -> str:
    return (get_language() or "ru").split("-")[0]


@login_not_required
@without_post
@to_change_password
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Language and theme: kept with the officer where one is signed in, in this browser otherwise."""
    back = request.POST.get("next", "/")
    response = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    officer = request.user if request.user.is_authenticated else None
    language, theme = request.POST.get("language"), request.POST.get("theme")
    if language in dict(settings.LANGUAGES):  # Django itself knows others, in which no page of ours is written
        _keep(officer, "language", language)
        response.set_cookie("django_language", language, max_age=YEAR, samesite="Lax")
    if theme in ("", "light", "dark", "night"):
        _keep(officer, "theme", theme or "system")
        response.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax")
    return response


def told_time(response: HttpResponse) -> HttpResponse:
    """Let a living part carry the program's instant, so that the page's clock stays right."""
    response["X-Ortaq-Now"] = clock.now().isoformat()
    return response


def _keep(officer: object, name: str, value: str) -> None:
    if officer is not None:
        type(officer)._default_manager.filter(pk=officer.pk).update(**{name: value})  # type: ignore[attr-defined]
