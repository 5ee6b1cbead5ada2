"""A group's month compared: what differs, whose it is, why; each difference explained by its owner."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.acts.errors import ActError
from ortaq.acts.faults import refused
from ortaq.acts.models import Act
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.errors import NothingChanged, StateSecret
from ortaq.figures import comparing, drawing_up, explaining
from ortaq.figures.abreast import Together, groups_of
from ortaq.figures.errors import MonthNotOver, NotMember
from ortaq.figures.faults import in_words, words_of
from ortaq.figures.forms import Explanation
from ortaq.figures.models import Return
from ortaq.figures.months import figures_of, is_over, read_month
from ortaq.figures.reading import agency_of, shown
from ortaq.figures.reconciliations import Difference, Reconciliation
from ortaq.figures.words import month_name


@door("may_give_figures")
@require_POST
@in_words
def comparison(request: Asked) -> HttpResponseBase:
    """Lay the figures of a group's month side by side; compared before, what has changed since is taken in."""
    desk = request.desk
    month = read_month(request.POST.get("month", ""))
    wanted = request.POST.get("group")
    group = next((one for one in groups_of(desk.unit.pk, desk.rulebook) if str(one.pk) == wanted), None)
    if group is None:
        raise NotMember("no such group")
    if month is None or not is_over(month, figures_of(desk.rulebook).usual, desk.zone, desk.now):
        raise MonthNotOver("the month is not over", month=month)
    row = comparing.compare(group, month, **desk.who)
    words = gettext("Сверено. Расхождений: %(total)s, ждут объяснения: %(open)s.")
    messages.success(request, words % {"total": row.total, "open": row.open})
    return redirect("reconciliation", row.pk)


@door()
@in_words
@require_GET
def reconciliation(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """What was found; superiors see how many differences there are, and the figures themselves."""
    return render(request, "figures/reconciliation.html", page_of(request.desk, found(pk)))


@door("may_draft_act")
@require_POST
@in_words
def act(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Draw up the act of what is explained and corrected, and lay it before all members to be signed."""
    desk, row = request.desk, found(pk)
    try:
        version = drawing_up.draw_up(row, **desk.who)
    except NothingChanged:
        messages.info(request, gettext("Подписанный акт говорит то же самое."))
        return redirect("reconciliation", row.pk)
    except ActError as error:
        return refused(request, error)
    messages.success(request, gettext("Акт № %s составлен и ждёт подписей сторон.") % version.act.label)
    return redirect("act", version.act_id)


@door("may_give_figures")
@require_POST
@in_words
def explanation(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say why a difference of ours is one."""
    desk, row = request.desk, get_object_or_404(Difference.objects.select_related("reconciliation"), pk=pk)
    form = Explanation(request.POST, auto_id=f"why-{row.pk}-%s")
    if form.is_valid():
        try:
            explaining.explain(row, form.cleaned_data["words"], **desk.who)
        except StateSecret as error:
            form.add_error("words", words_of(error))
    if form.errors:
        page = page_of(desk, row.reconciliation, {row.pk: form})
        return render(request, "figures/reconciliation.html", page, status=422)
    messages.success(request, gettext("Объяснение записано, его видят стороны."))
    return redirect("reconciliation", row.reconciliation_id)


def found(pk: uuid.UUID) -> Reconciliation:
    """Return a reconciliation that this unit sees."""
    row: Reconciliation = get_object_or_404(Reconciliation.objects.select_related("group"), pk=pk)
    return row


def page_of(desk: Desk, row: Reconciliation, wrong: dict[uuid.UUID, Any] | None = None) -> dict[str, Any]:
    """Return what the page shows; reading records on it is written down."""
    differences = shown(row, desk)
    for one in differences:
        if one.is_ours and desk.may("may_give_figures") and one.row.state in ("open", "explained"):
            one.form = (wrong or {}).get(one.row.pk) or Explanation(auto_id=f"why-{one.row.pk}-%s")
    told = figures_of(desk.rulebook)
    listed = [one for one in told.of_agency(desk.unit.agency) if one.listed]
    return {
        "row": row,
        "clause": row.clause,
        "month_name": month_name(row.month),
        "members": [(unit, desk.name(unit), agency_of(unit, desk)) for unit in row.members],
        "differences": differences,
        "is_member": desk.unit.pk in row.members,
        "may_give": desk.unit.pk in row.members and desk.may("may_give_figures"),
        "act": Act.objects.filter(pk=row.act).first() if row.act else None,
        "may_draw_up": desk.unit.pk in row.members and desk.may("may_draft_act") and not row.open,
        "since": _corrected_since(row),
        "lists": [(one.code, desk.said(told.title(one.code))) for one in listed],
    }


def of_group(group: Together, month: date) -> Reconciliation | None:
    """Return the reconciliation of a group's month where it was begun."""
    return Reconciliation.objects.filter(group=group.pk, month=month).first()


def _corrected_since(row: Reconciliation) -> int:
    """Return how many figures were corrected after all had signed."""
    if row.agreed_at is None:
        return 0
    later = Return.objects.of(row.month).filter(unit__in=row.members, at__gt=row.agreed_at)
    return later.count()
