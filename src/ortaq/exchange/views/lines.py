"""The lines to the counterparts: tried in two clicks from the board, confirmed in one; and what was found lately."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import lines
from ortaq.exchange.faults import in_words
from ortaq.exchange.forms import TimeField
from ortaq.exchange.lines import MEANS, LineCheck, Outage
from ortaq.exchange.models import TELEPHONE
from ortaq.exchange.reaching import backups, means_in_words
from ortaq.exchange.story import lines_of
from ortaq.lib.ids import uuid7

LATELY = timedelta(days=14)
MOST = 100


class LineForm(forms.Form):
    """One try of the line: it works or not, who answered, by which means; when, where that was not just now."""

    once = forms.UUIDField(required=False, widget=forms.HiddenInput)
    works = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1")
    means = forms.ChoiceField(choices=[(one, one) for one in MEANS], required=False)
    who = forms.CharField(max_length=120, required=False, label=_("Кто ответил"))
    note = forms.CharField(max_length=500, required=False, label=_("Что не так"))

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = TimeField(desk, required=False, label=_("Когда, если не сейчас"))

    def clean(self) -> dict[str, Any]:
        """Refuse a line that works and that nobody answered."""
        data = super().clean() or {}
        if data.get("works") and not data.get("who", "").strip():
            self.add_error("who", _("Впишите, кто ответил."))
        return data


@door()
@require_GET
def lines_page(request: Asked) -> HttpResponseBase:
    """Each line with what else reaches that counterpart, and what was found in two weeks."""
    return _page(request)


@door("may_call")
@require_POST
@in_words
def check_new(request: Asked, unit: int) -> HttpResponseBase:
    """Take down that the line to this counterpart was tried."""
    desk, form = request.desk, LineForm(request.POST, desk=request.desk)
    if not form.is_valid():
        return _page(request, unit, form)
    data = form.cleaned_data
    lines.check(
        unit,
        works=data["works"],
        means=data["means"] or TELEPHONE,
        answered_by=data["who"],
        note=data["note"],
        tried_at=data["at"],
        id=data["once"],
        by=desk.actor,
        at=desk.now,
        rulebook=desk.rulebook,
    )
    if data["works"]:
        messages.success(request, gettext("Связь проверена: %s.") % desk.name(unit))
    else:
        messages.warning(request, gettext("Связи нет: %s. Пошёл срок её восстановления.") % desk.name(unit))
    return _back(request)


@door("may_confirm_call")
@require_POST
@in_words
def check_confirmation(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that the line was tried as the other watch told."""
    desk = request.desk
    lines.confirm(get_object_or_404(LineCheck, pk=pk), by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    messages.success(request, gettext("Проверка связи подтверждена."))
    return _back(request)


def _page(request: Asked, unit: int | None = None, faulty: LineForm | None = None) -> HttpResponseBase:
    desk = request.desk
    facing = desk.rulebook.counterparts(desk.unit.pk) if desk.unit.pk in desk.rulebook.units else ()
    ours = Q(by_unit=desk.unit.pk) | Q(unit=desk.unit.pk)
    broken = list(Outage.objects.filter(ours, restored_at=None).order_by("since"))
    phones, more = lines_of(facing, desk), backups(facing, desk)
    rows = [
        {
            "unit": pk,
            "name": desk.name(pk),
            "phones": phones.get(pk, []),
            "backups": more.get(pk, []),
            "broken": [(means_in_words(one.means), one.since) for one in broken if pk in (one.unit_id, one.by_unit_id)],
            "form": faulty if faulty and pk == unit else LineForm(desk=desk, initial={"once": uuid7()}),
            "is_faulty": faulty is not None and pk == unit,
        }
        for pk in facing
    ]
    recent = LineCheck.objects.filter(ours, entered_at__gt=desk.now - LATELY).select_related("confirmed")
    found = [_found(one, desk) for one in recent.order_by("-at", "-id")[:MOST]]
    may_check = desk.is_on_watch and desk.may("may_call")
    page = {"rows": rows, "found": found, "may_check": may_check}
    return render(request, "exchange/lines.html", page, status=422 if faulty else 200)


def _found(one: LineCheck, desk: Desk) -> dict[str, Any]:
    return {
        "check": one,
        "by": desk.name(one.by_unit_id),
        "to": desk.name(one.unit_id),
        "means": means_in_words(one.means),
        "confirmed": getattr(one, "confirmed", None),
        "to_confirm": one.works and one.unit_id == desk.unit.pk and not hasattr(one, "confirmed") and desk.is_on_watch,
    }


def _back(request: Asked) -> HttpResponseBase:
    came_from = request.headers.get("Referer", "")
    if came_from and url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return redirect(came_from)
    return redirect("lines")
