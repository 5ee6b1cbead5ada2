"""Lists and figures from a file, with every row that is wrong named; and the empty forms to be filled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.errors import ExchangeError, NothingChanged
from ortaq.exchange.uploading import takes_files
from ortaq.figures import giving, importing
from ortaq.figures.faults import in_words, words_of
from ortaq.figures.files import Read, head_of, read_figures, read_list
from ortaq.figures.forms import ListFile
from ortaq.figures.lists import Listing
from ortaq.figures.models import IMPORTED, standing
from ortaq.figures.months import back_from, figures_of, latest, read_month
from ortaq.figures.views.giving import OFFERED
from ortaq.figures.words import month_name
from ortaq.lib import sheets
from ortaq.rules.figures import Indicator, plain

SHOWN = 50
"""As many faulty rows are named at once."""


@takes_files
@door("may_give_figures")
@in_words
def list_file(request: Asked, code: str) -> HttpResponseBase:
    """The list behind one indicator, from a file."""
    desk, one = request.desk, _listed(request.desk, code)
    assert one.listed is not None
    listed = one.listed

    def take(form: ListFile, month: date, read: Read) -> str:
        data = form.cleaned_data
        row = importing.give_list(
            code, month, read.records, cut_off=data["cut_off"], reason=data["reason"], id=data["once"], **desk.who
        )
        return gettext("Список принят: записей %s.") % row.records

    title = desk.said(figures_of(desk.rulebook).title(code))
    stands = Listing.objects.filter(unit=desk.unit, indicator=code, stands=True)
    more = {"title": title, "code": code, "heads": head_of(listed, desk.lang), "stands": stands.order_by("-month")[:6]}
    return _page(request, lambda rows: read_list(rows, listed), take, more)


@takes_files
@door("may_give_figures")
@in_words
def figures_file(request: Asked) -> HttpResponseBase:
    """All our figures of a month, from a file."""
    desk, told = request.desk, figures_of(request.desk.rulebook)

    def take(form: ListFile, month: date, read: Read) -> str:
        data = form.cleaned_data
        given = giving.Given(month, read.values, data["cut_off"], data["reason"], IMPORTED)
        return gettext("Показатели приняты: %s.") % len(giving.give(given, id=data["once"], **desk.who))

    ours = told.of_agency(desk.unit.agency)
    more = {"title": gettext("Показатели из файла"), "heads": [gettext("код"), gettext("значение")]}
    return _page(request, lambda rows: read_figures(rows, told, ours), take, more)


@door("may_give_figures")
@in_words
@require_GET
def blank(request: Asked, code: str = "") -> HttpResponseBase:
    """An empty list to be filled; or our figures of the month as they stand."""
    desk = request.desk
    if code:
        one = _listed(desk, code)
        assert one.listed is not None
        rows: list[list[str]] = [head_of(one.listed, desk.lang)]
    else:
        rows = _figures(desk, read_month(request.GET.get("month", "")) or latest(desk.now, desk.zone))
    kind = sheets.XLSX if request.GET.get("format") == sheets.XLSX else sheets.CSV
    name = f"{code or 'figures'}.{kind}"
    return FileResponse(sheets.written(kind, rows), as_attachment=True, filename=name, content_type=sheets.KINDS[kind])


def _figures(desk: Desk, month: date) -> list[list[str]]:
    told, stood = figures_of(desk.rulebook), standing([desk.unit.pk], month)
    rows = [[gettext("код"), gettext("показатель"), gettext("единица"), gettext("значение")]]
    for one in told.of_agency(desk.unit.agency):
        row = stood.get((desk.unit.pk, one.code))
        value = plain(row.value, one.measure).replace(".", ",") if row else ""
        rows.append([one.code, desk.said(told.title(one.code)), desk.said(one.measure.name), value])
    return rows


def _page(
    request: Asked,
    read: Callable[[list[list[str]]], Read],
    take: Callable[[ListFile, date, Read], str],
    more: dict[str, Any],
) -> HttpResponseBase:
    """Read the file and take all of it, or say which rows are wrong and take nothing."""
    desk = request.desk
    month = read_month(request.GET.get("month", "")) or latest(desk.now, desk.zone)
    form, faults = ListFile(request.POST or None, request.FILES or None, desk=desk), list[tuple[int, str]]()
    if request.method == "POST" and form.is_valid():
        found = read(form.cleaned_data["file"])
        faults = found.faults
        if not faults and form.is_sure(month, found.values) and (words := _taken(form, month, found, take)):
            messages.success(request, words)
            return redirect(f"{reverse('figures')}?month={month:%Y-%m}")
    page = {
        "form": form,
        "faults": faults[:SHOWN],
        "more_faults": max(len(faults) - SHOWN, 0),
        "month": month,
        "month_name": month_name(month),
        "months": [(one, month_name(one)) for one in back_from(latest(desk.now, desk.zone), OFFERED)],
        "clause": figures_of(desk.rulebook).clause,
        **more,
    }
    return render(request, "figures/file.html", page, status=422 if form.is_bound else 200)


def _taken(form: ListFile, month: date, found: Read, take: Callable[[ListFile, date, Read], str]) -> str:
    try:
        return take(form, month, found)
    except NothingChanged:
        form.add_error("file", gettext("Всё, что в файле, уже дано."))
    except ExchangeError as error:
        form.add_error("reason" if error.code == "figure_without_reason" else None, words_of(error))
    return ""


def _listed(desk: Desk, code: str) -> Indicator:
    one = figures_of(desk.rulebook).indicators.get(code)
    if one is None or one.listed is None or desk.unit.agency not in one.said_by:
        raise Http404(code)
    return one
