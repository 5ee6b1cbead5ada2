"""Before a draft is frozen: what will be sent, to whom, why, and what it will do."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from ortaq.acts import checking, signing
from ortaq.acts.between import kind_of
from ortaq.acts.drafting import latest
from ortaq.acts.errors import Incomplete
from ortaq.acts.faults import in_words
from ortaq.acts.models import Version
from ortaq.acts.page import Page
from ortaq.acts.stepping import locked
from ortaq.acts.views.found import back, version_of
from ortaq.acts.words import fault_in_words, what_it_does
from ortaq.duties.desk import Asked, door


@door("may_draft_act")
@in_words
def act_proposal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Show what is to be frozen; frozen is only what the officer has seen."""
    version, desk = version_of(pk), request.desk
    if desk.unit.pk not in version.act.parties:
        raise Http404
    if version.state == "proposed":
        return redirect("act", pk)
    if request.method != "POST":
        return _page(request, version)
    if str(latest(locked(version)).n) != request.POST.get("seen"):
        return _page(request, version, status=409, changed=True)
    try:
        signing.propose(version, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    except Incomplete:
        return _page(request, version, status=422)
    return back(request, version.act, gettext("Предложен к подписанию. Текст больше не меняется."))


def _page(request: Asked, version: Version, *, status: int = 200, changed: bool = False) -> HttpResponse:
    desk = request.desk
    kind, page = kind_of(version.act.kind, desk.rulebook), Page(desk, version)
    found = checking.faults(kind, page.fields or {}, version.act, desk.rulebook)
    shown = {
        "page": page,
        "act": version.act,
        "version": version,
        "kind": kind,
        "stands": page.edit,
        "approvers": [desk.name(unit) for unit in page.approvers],
        "does": what_it_does(kind, page.fields or {}),
        "faults": [fault_in_words(one, kind, desk) for one in found],
        "changed": changed,
    }
    return render(request, "acts/proposal.html", shown, status=status)
