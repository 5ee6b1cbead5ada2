"""Two versions of an act side by side, in words."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.acts.comparing import compared
from ortaq.acts.page import Page
from ortaq.acts.views.found import version_of
from ortaq.duties.desk import Asked, door


@door("may_read_content")
@require_GET
def act_compare(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """What the later version added, left out and changed; without numbers the last two."""
    desk, given = request.desk, request.GET
    versions = list(version_of(pk).act.versions.order_by("-n"))
    last, before = versions[0], versions[min(1, len(versions) - 1)]
    old, new = version_of(pk, given.get("from") or str(before.n)), version_of(pk, given.get("to") or str(last.n))
    left, right = Page(desk, old), Page(desk, new)
    if left.fields is None or right.fields is None or right.kind is None:
        raise PermissionDenied(gettext("Текст этого акта вашему подразделению ещё не открыт."))
    sections = compared(right.kind, left.fields, right.fields, right.reader, desk.lang)
    page = {
        "page": right,
        "act": new.act,
        "old": left,
        "new": right,
        "versions": versions,
        "sections": [one for one in sections if one.pairs],
        "same": [one.title for one in sections if not one.pairs],
    }
    return render(request, "acts/compare.html", page)
