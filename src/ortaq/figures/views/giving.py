"""Our own figures of a month: given, corrected, with what the node counted beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.errors import AlreadySent, ExchangeError, NothingChanged
from ortaq.figures import giving
from ortaq.figures.counting import counted
from ortaq.figures.faults import in_words, words_of
from ortaq.figures.forms import OurFigures
from ortaq.figures.models import Return, standing
from ortaq.figures.months import back_from, figures_of, latest, read_month
from ortaq.figures.words import month_name

OFFERED = 24
"""How many months back may be chosen from the list."""


@door("may_give_figures")
@in_words
def ours(request: Asked) -> HttpResponseBase:
    """The figures of our unit for a month, typed or taken from the node's own records."""
    desk = request.desk
    month = read_month(request.GET.get("month", "")) or latest(desk.now, desk.zone)
    form = form_of(request, month)
    if request.method == "POST" and (answer := _give(request, month, form)):
        return answer
    page = {
        "form": form,
        "month": month,
        "month_name": month_name(month),
        "months": [(one, month_name(one)) for one in back_from(latest(desk.now, desk.zone), OFFERED)],
        "told": figures_of(desk.rulebook),
        "ours": desk.said(figures_of(desk.rulebook).ours),
    }
    return render(request, "figures/ours.html", page, status=422 if form.is_bound else 200)


def form_of(request: Asked, month: date) -> OurFigures:
    """Return the form with what stands and what can be counted by the cut-off that is asked for."""
    desk, told = request.desk, figures_of(request.desk.rulebook)
    stood = {code: row for (_unit, code), row in standing([desk.unit.pk], month).items()}
    wanted = (
        request.POST.get("cut_off")
        or request.GET.get("cut_off")
        or next((row.cut_off for row in stood.values()), told.usual.code)
    )
    cut_off = told.cut_offs.get(wanted, told.usual)
    found = counted(desk.unit.pk, month, cut_off, desk.rulebook)
    return OurFigures(request.POST or None, desk=desk, stood=stood, counted=found, cut_off=cut_off.code)


def _give(request: Asked, month: date, form: OurFigures) -> HttpResponse | None:
    if not form.is_valid():
        return None
    desk, data = request.desk, form.cleaned_data
    if not form.is_sure(month, form.doubtful()):
        return None
    told = giving.Given(month, form.values(), data["cut_off"], data["reason"], counted=form.counted)
    try:
        rows = giving.give(told, id=data["once"], **desk.who)
    except NothingChanged:
        messages.info(request, gettext("Ничего не изменилось: эти показатели уже даны."))
    except ExchangeError as error:
        if isinstance(error, AlreadySent):
            form.renew()
        form.add_error("reason" if error.code == "figure_without_reason" else None, words_of(error))
        return None
    else:
        messages.success(request, _said(rows, month))
    return redirect(f"{reverse('figures')}?month={month:%Y-%m}")


def _said(rows: Sequence[Return], month: date) -> str:
    """Return what was done: given, or where each stood before, corrected."""
    given = ngettext("Дан %(n)s показатель: %(month)s.", "Дано показателей: %(n)s, %(month)s.", len(rows))
    mended = ngettext("Исправлен %(n)s показатель: %(month)s.", "Исправлено показателей: %(n)s, %(month)s.", len(rows))
    words = mended if all(row.n > 1 for row in rows) else given
    return words % {"n": len(rows), "month": month_name(month)}


def may_give(desk: Desk) -> bool:
    """Whether whoever looks gives figures for his unit."""
    has: Any = figures_of(desk.rulebook).of_agency(desk.unit.agency)
    return bool(has) and desk.may("may_give_figures")
