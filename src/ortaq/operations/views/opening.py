"""Opening a joint measure: of which kind, what it is, with whom, from when until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import drafts
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.fields import with_one_more
from ortaq.operations import opening
from ortaq.operations.faults import in_words, words_of
from ortaq.operations.forms import Opening
from ortaq.operations.models import Operation
from ortaq.rules.operations import OperationKind


@door("may_run_operation")
@in_words
def operation_new(request: Asked) -> HttpResponseBase:
    """Open one: what it is, who takes part; an incident sounds at all of them at once."""
    desk = request.desk
    kind = _kind(desk, request.GET.get("kind", ""))
    name, more = f"operation-{kind.code}", request.POST.get("more", "")
    if more:
        form = Opening(desk=desk, kind=kind)
        form.restore(with_one_more(request.POST.dict(), more))
        return _page(request, form, name, restored=True)
    form = Opening(request.POST or None, desk=desk, kind=kind)
    made = _opened(form, desk) if request.method == "POST" and form.is_valid() else None
    if made is None:
        return _page(request, form, name)
    drafts.forget(desk, name)
    told = gettext("Открыто. Тревога звучит у всех сторон.") if kind.rings else gettext("Открыто. Стороны извещены.")
    told = gettext("Открыто. Видят только члены группы.") if kind.members_only else told
    messages.success(request, told)
    return redirect("operation", made.pk)


def _kind(desk: Desk, code: str) -> OperationKind:
    offered = {one.code: one for one in offered_kinds(desk)}
    if not offered or (code and code not in offered):
        raise Http404
    return offered[code] if code else next(iter(offered.values()))


def offered_kinds(desk: Desk) -> list[OperationKind]:
    """Return the kinds that the unit's level opens."""
    kinds = desk.rulebook.edition.operations.values()
    return [one for one in kinds if opening.may_open(one, desk.unit.pk, desk.rulebook)]


def _opened(form: Opening, desk: Desk) -> Operation | None:
    """Open it; what is wrong stands on the form."""
    try:
        return opening.open_operation(
            form.kind.code,
            form.body(),
            form.parties(),
            planned=form.planned(),
            mandate=form.mandate(),
            members=form.members(),
            id=form.cleaned_data["once"],
            **desk.who,
        )
    except ExchangeError as error:
        form.add_error(None, words_of(error))
        return None


def _page(request: Asked, form: Opening, name: str, *, restored: bool = False) -> HttpResponseBase:
    kept = drafts.of(request.desk, name)
    if kept.body and not form.is_bound and not restored:
        form.restore(kept.body)
    page = {
        "form": form,
        "kind": form.kind,
        "kinds": offered_kinds(request.desk),
        "draft": reverse("draft", args=[name]),
        "kept": kept,
    }
    return render(request, "operations/new.html", page, status=422 if form.is_bound else 200)
