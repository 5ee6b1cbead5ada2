"""Materials of the bank: the list with its search and what one must read, one material, giving a new one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.databank import given, publishing, reading, shelf
from ortaq.databank.faults import in_words, words_of
from ortaq.databank.material_forms import MaterialForm, Reason
from ortaq.databank.materials import Material, MaterialFile
from ortaq.databank.reporting import TEXT, TITLE, materials_of
from ortaq.databank.views.looking import around
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import uploads
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.uploading import takes_files
from ortaq.exchange.views.attachments import handed_out

DRAFT = "material"


@door()
@in_words
@require_GET
def materials(request: Asked) -> HttpResponse:
    """What one must read on top, then what the search leaves of all, the newest first."""
    desk, rule = request.desk, materials_of(request.desk.rulebook)
    asked = shelf.Sought.of(request.GET, rule)
    page = {
        "asked": asked,
        "rule": rule,
        "agencies": desk.rulebook.edition.agencies.values(),
        "to_read": shelf.lines_of(shelf.to_read(desk), desk),
        "rows": shelf.lines_of(shelf.found(asked, desk), desk),
        "most": shelf.PAGE,
        **around_materials(desk),
    }
    return render(request, "databank/materials.html", page)


@door()
@in_words
@require_GET
def material(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """One material: its words, pictures and files, its other versions; for its author and superiors who read it."""
    return _page(request, _open(request.desk, pk))


@takes_files
@door("may_send")
@in_words
def material_new(request: Asked) -> HttpResponseBase:
    """Give a material, or the next version of one of the unit's own."""
    desk = request.desk
    before = _before(request)
    draft = f"{DRAFT}-{before.pk}" if before else DRAFT
    form = MaterialForm(request.POST or None, desk=desk, before=before)
    if request.method == "POST":
        form.take(desk, draft, request.FILES)
        if form.is_valid():
            try:
                return _published(request, form, draft, before)
            except ExchangeError as error:
                form.add_error(None, words_of(error))
    form.look(desk, draft)
    page = {"form": form, "before": before, "rule": materials_of(desk.rulebook), **around_materials(desk)}
    status = 422 if form.is_bound and not form.kept else 200  # an answer of 400 or more would undo the kept files
    return render(request, "databank/material_new.html", page, status=status)


@door()
@in_words
@require_GET
def materials_given(request: Asked) -> HttpResponse:
    """What each agency gave in a half-year, of each kind; which units that owe it gave nothing."""
    desk, rule = request.desk, materials_of(request.desk.rulebook)
    halves = given.halves(desk)
    half = next((one for one in halves if one.day.isoformat() == request.GET.get("half")), halves[0])
    page = {
        "halves": halves,
        "half": half,
        "rows": given.rows_of(half, desk),
        "rule": rule,
        "regime": desk.rulebook.edition.duty(rule.rule).regime,
        **around_materials(desk),
    }
    return render(request, "databank/given.html", page)


@door()
@in_words
@require_POST
def material_reading(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that one has read it."""
    found = _open(request.desk, pk)
    reading.read(found, **request.desk.who)
    messages.success(request, gettext("Ознакомление записано."))
    return redirect("material", pk)


@door("may_send")
@in_words
@require_POST
def material_withdrawal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Take a material back, with a reason."""
    desk, form = request.desk, Reason(request.POST)
    found = get_object_or_404(Material, pk=pk, unit=desk.unit)
    if not form.is_valid():
        return _page(request, found, form)
    publishing.withdraw(found, reason=form.cleaned_data["reason"], by=desk.actor, at=desk.now)
    messages.success(request, gettext("Материал снят. Знакомиться с ним больше никто не обязан."))
    return redirect("material", pk)


@door()
@in_words
@require_GET
def material_file(request: Asked, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """Give a file to be kept."""
    return _file(request, pk, file, is_shown=False)


@door()
@in_words
@require_GET
def material_picture(request: Asked, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """Show a picture; of any other kind of file nothing is shown."""
    return _file(request, pk, file, is_shown=True)


def around_materials(desk: Desk) -> dict[str, Any]:
    """Return what each page of materials shows around its own matter."""
    return {**around(desk), "may_give": desk.may("may_send")}


def _open(desk: Desk, pk: uuid.UUID) -> Material:
    seen = Material.objects.open_to(desk.unit.pk, desk.role)
    return get_object_or_404(seen.select_related("words", "unit"), pk=pk)


def _before(request: Asked) -> Material | None:
    """Return the material that a new version is to replace."""
    try:
        wanted = uuid.UUID(request.GET.get("instead_of", "")) if request.GET.get("instead_of") else None
    except ValueError:
        raise Http404 from None
    own = Material.objects.filter(unit=request.unit).select_related("words")
    return get_object_or_404(own, pk=wanted) if wanted else None


def _published(request: Asked, form: MaterialForm, draft: str, before: Material | None) -> HttpResponseBase:
    desk = request.desk
    made = publishing.publish(form.given(), id=form.cleaned_data["once"], instead_of=before, **desk.who)
    uploads.drop(uploads.of(desk, draft))
    told = gettext("Материал дан в банк. О нём сообщено письменно, обязанность полугодия исполнена.")
    messages.success(request, told if made.message_id else gettext("Материал дан в банк."))
    return redirect("material", made.pk)


def _page(request: Asked, found: Material, refused: Reason | None = None) -> HttpResponse:
    desk = request.desk
    is_ours = found.unit_id == desk.unit.pk
    is_open = is_ours or not found.is_withdrawn
    body = found.words.body if hasattr(found, "words") else {}
    page = {
        "material": found,
        "line": shelf.line_of(found, desk),
        "title": body.get(TITLE, gettext("слова стёрты")),
        "text": body.get(TEXT, "") if is_open else "",
        "files": found.files.all() if is_open else [],
        "versions": Material.objects.filter(line=found.line).order_by("-version"),
        "ended": found.history.exclude(verb=publishing.PUBLISH).last(),
        "readers": shelf.readers_of(found, desk),
        "must_read": shelf.must_read(found, desk),
        "read": found.readings.filter(officer=desk.actor.officer).first(),
        "is_ours": is_ours,
        "reason": (refused or Reason()) if is_ours and desk.may("may_send") and found.is_in_force else None,
        **around_materials(desk),
    }
    return render(request, "databank/material.html", page, status=422 if refused else 200)


def _file(request: Asked, pk: uuid.UUID, file: uuid.UUID, *, is_shown: bool) -> HttpResponseBase:
    found = _open(request.desk, pk)
    row = get_object_or_404(MaterialFile, pk=file, material=found)
    if (found.is_withdrawn and found.unit_id != request.unit.pk) or (is_shown and not row.is_picture):
        raise Http404
    return handed_out(row, is_shown=is_shown)
