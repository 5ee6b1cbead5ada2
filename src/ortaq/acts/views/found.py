"""What every page of acts begins with: the act and the version that is meant, as far as this unit sees them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render

from ortaq.acts.forms import Why
from ortaq.acts.keys import current
from ortaq.acts.models import Act, Version
from ortaq.acts.page import Page
from ortaq.acts.signing_forms import Signing
from ortaq.acts.variant_forms import Done
from ortaq.duties.desk import Asked


def version_of(pk: uuid.UUID, n: str = "") -> Version:
    """Return the version that is named; else the one on its way, the one that holds, or the newest. Raises Http404."""
    act = get_object_or_404(Act, pk=pk)
    if n:
        if not n.isascii() or not n.isdigit() or len(n) > 4:
            raise Http404
        return get_object_or_404(Version.objects.select_related("act"), act=act, n=int(n))
    versions = list(act.versions.select_related("act").order_by("-n"))
    if not versions:
        raise Http404
    return _first(versions, lambda one: one.is_working) or _first(versions, _holds) or versions[0]


def act_page(request: Asked, version: Version, *, status: int = 200, **faulty: object) -> HttpResponse:
    """Show the act; `faulty` are forms as they were sent, with what is wrong in them."""
    return render(request, "acts/act.html", shown(request, version, **faulty), status=status)


def shown(request: Asked, version: Version, **faulty: object) -> dict[str, Any]:
    """Return what the page of an act shows."""
    desk = request.desk
    return {
        "page": Page(desk, version),
        "version": version,
        "act": version.act,
        "signing": Signing(is_first=current(desk.actor.officer) is None),
        "refusal": Why(auto_id="refusal-%s"),
        "ending": Why(auto_id="ending-%s"),
        "doing": Done(),
        **faulty,
    }


def back(request: Asked, act: Act, words: str, n: int | None = None) -> HttpResponseRedirect:
    """Say what was done and lead to the act, to the version that it was done with."""
    messages.success(request, words)
    answer = redirect("act", act.pk)
    if n is not None:
        answer["Location"] += f"?version={n}"
    return answer


def _first(versions: Sequence[Version], is_meant: object) -> Version | None:
    assert callable(is_meant)
    return next((one for one in versions if is_meant(one)), None)


def _holds(version: Version) -> bool:
    return version.state == "in_force"
