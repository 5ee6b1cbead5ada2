"""The reports of a period: which are in work, the draft that several officers share, its sending, who gave theirs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.access.marks import in_background
from ortaq.duties.desk import Asked, door
from ortaq.duties.models import Duty
from ortaq.exchange import completeness, drafting
from ortaq.exchange.counting import counted
from ortaq.exchange.documents import FIGURES, Filing, Version
from ortaq.exchange.drafting import Work
from ortaq.exchange.errors import AlreadySent, ExchangeError, Overtaken
from ortaq.exchange.faults import in_words
from ortaq.exchange.filing import body_of, send_document, written_in
from ortaq.exchange.models import Message
from ortaq.exchange.periodic_form import SectionForm, Sending
from ortaq.exchange.periods import Period, in_work, period_of, period_on, rules_of
from ortaq.exchange.reach import unreached
from ortaq.exchange.report import report_of
from ortaq.exchange.shared import Page
from ortaq.exchange.views.telling import named, refuse

P = ParamSpec("P")
LATEST = 12


def of_period(
    view: Callable[Concatenate[Asked, Period, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Give the view the window that the address names; 404 where the unit has none that opens on that day."""

    @wraps(view)
    def found(request: Asked, regime: str, day: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            period = period_on(request.desk.rulebook, request.unit.pk, regime, date.fromisoformat(day))
        except (ValueError, OverflowError):
            period = None
        if period is None:
            raise Http404
        return view(request, period, *args, **kwargs)

    return found


@door()
@require_GET
def reports(request: Asked) -> HttpResponse:
    """The reports in work and those sent."""
    desk, unit = request.desk, request.unit.pk
    working = [
        Page(desk, period)
        for rule in rules_of(desk.rulebook, unit)
        for period in in_work(desk.rulebook, unit, rule, desk.now)
    ]
    sent = Filing.objects.filter(unit=unit).select_related("message").order_by("-sent_at")[:LATEST]
    page = {"working": working, "sent": sent, "completeness": completeness.rules_shown(desk)}
    return render(request, "exchange/reports.html", page)


@door()
@require_GET
def report_new(request: Asked, duty: uuid.UUID) -> HttpResponseBase:
    """From what is owed to where it is done."""
    owed = get_object_or_404(Duty, pk=duty, owed_by=request.unit)
    period = period_of(request.desk.rulebook, request.unit.pk, owed.rule, owed.opens_at)
    if period is None:
        raise Http404
    return redirect("document", period.code, period.day.isoformat())


@door("may_report")
@require_GET
@of_period
def document(request: Asked, period: Period) -> HttpResponseBase:
    """A report in work: its sections, each kept by itself; who has which in hand; its figures."""
    return render(request, "exchange/document.html", {"page": Page(request.desk, period)})


@in_background
@door("may_report")
@require_GET
@of_period
def document_part(request: Asked, period: Period) -> HttpResponseBase:
    """Who left what when, and who has what in hand now."""
    page = Page(request.desk, period)
    if request.GET.get("seen") == page.digest:
        return HttpResponse(status=204)
    return render(request, "exchange/_document_stand.html", {"page": page})


@in_background
@door("may_report")
@require_GET
@of_period
def section_part(request: Asked, period: Period, section: str) -> HttpResponseBase:
    """One section as it stands."""
    page = Page(request.desk, period)
    part = page.part(section)
    if part is None:
        raise Http404
    if request.GET.get("seen") == part.digest:
        return HttpResponse(status=204)
    return render(request, "exchange/_section.html", {"page": page, "part": part})


@door("may_report")
@require_POST
@in_words
@of_period
def section(request: Asked, period: Period, section: str) -> HttpResponseBase:
    """Keep one section. Where a colleague was first both texts are shown, and nothing is overwritten."""
    desk, fields = request.desk, fields_of(period, section)
    form = SectionForm(request.POST, fields=fields, desk=desk)
    if not form.is_valid():
        return HttpResponse(status=400) if _is_part(request) else _shown(request, period, section, form, status=422)
    base = form.cleaned_data["base"] or 0
    try:
        kept = drafting.keep(period, section, form.kept(), base=base, by=desk.actor, at=desk.now)
    except Overtaken as error:
        newest = error.facts["newest"]
        assert isinstance(newest, Version)
        return _shown(request, period, section, form, status=409, theirs=newest)
    if _is_part(request):
        return JsonResponse({"version": kept.n})
    return redirect(f"{address(period)}#s-{section}")


def _shown(
    request: Asked, period: Period, section: str, form: SectionForm, *, status: int, theirs: Version | None = None
) -> HttpResponse:
    """Show the section again with what was typed; beside what a colleague left, where he was first."""
    page = Page(request.desk, period)
    part = page.part(section)
    if part is None:
        raise Http404
    part.take(form, theirs)
    if _is_part(request):
        return render(request, "exchange/_section.html", {"page": page, "part": part}, status=status)
    return render(request, "exchange/document.html", {"page": page}, status=status)


@door("may_report")
@require_POST
@of_period
def presence(request: Asked, period: Period, section: str) -> HttpResponseBase:
    """Say that one has a section in hand."""
    try:
        drafting.hold(period, section, by=request.actor, at=request.desk.now)
    except AlreadySent:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@door("may_report")
@require_POST
@in_words
@of_period
def figures(request: Asked, period: Period) -> HttpResponseBase:
    """Count the figures anew from the records of the time that the report would cover if it were sent now."""
    desk, covered = request.desk, period.covered(request.desk.now)
    if covered is None:
        raise Http404
    found = counted(desk.rulebook, period.unit, period.regime, *covered, at=desk.now)
    stands = Work(period).newest.get(FIGURES)
    kept = drafting.Kept(data=found)
    drafting.keep(period, FIGURES, kept, base=stands.n if stands else 0, by=desk.actor, at=desk.now)
    return redirect(f"{address(period)}#figures")


@door("may_report")
@require_GET
@of_period
def history(request: Asked, period: Period, section: str) -> HttpResponseBase:
    """How a section came to be: who left what when."""
    page = Page(request.desk, period)
    part = page.part(section)
    if part is None:
        raise Http404
    return render(request, "exchange/history.html", {"page": page, "part": part, "steps": part.steps()})


@door("may_send")
@in_words
@of_period
def sending(request: Asked, period: Period) -> HttpResponseBase:
    """What will be sent, to whom and why; early and late ask for the reason."""
    desk = request.desk
    page, addressed = Page(desk, period), desk.rulebook.route(period.regime.clause, period.unit)
    if page.work.sent:
        return redirect("message", page.work.sent.message_id)
    form = Sending(
        request.POST or None, period=period, now=desk.now, is_empty=not page.work.written, seen=page.work.digest
    )
    if form.is_valid():
        data = form.cleaned_data
        written = written_in(page.work, nothing=data["nothing"], reason=data["reason"], id=data["once"])
        try:
            sent = send_document(
                page.work, written, addressed, seen=data["seen"], by=desk.actor, at=desk.now, rulebook=desk.rulebook
            )
        except ExchangeError as error:
            refuse(form, error)
            form.see(page.work.digest)
        else:
            messages.success(request, gettext("Отправлено, № %s.") % sent.number)
            return redirect("message", sent.pk)
    preview = body_of(period, written_in(page.work, reason=form["reason"].value() or ""), desk.now)
    told = Message(officer_name=desk.actor.name, nothing_to_report=not page.work.written)
    shown = {"report": report_of(told, preview, desk), "message": told}
    context = {"page": page, "form": form, "addressed": named(addressed, desk), "piece": shown}
    context["unreached"] = unreached(desk, period.regime.clause)
    return render(request, "exchange/sending.html", context, status=422 if form.is_bound else 200)


@door()
@require_GET
def given(request: Asked, regime: str) -> HttpResponse:
    """Which agency of the group gave its report of each window, in time or late."""
    table = completeness.Table.of(request.desk, regime)
    if table is None:
        raise Http404
    return render(request, "exchange/completeness.html", {"table": table})


def address(period: Period) -> str:
    """Return where the report in work stands."""
    return str(redirect("document", period.code, period.day.isoformat()).url)


def fields_of(period: Period, section: str) -> Any:
    """Return the fields of the section's list; none where it has none."""
    return next((one.rows for one in period.regime.subjects if one.clause == section), ())


def _is_part(request: Asked) -> bool:
    return "HX-Request" in request.headers
