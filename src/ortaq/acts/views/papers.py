"""The paper of an act: sealed and kept where it is or was in force, a draft's with its word; and its proof."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.access.reading import note
from ortaq.acts import papers
from ortaq.acts.models import Version
from ortaq.acts.page import Page
from ortaq.acts.views.found import version_of
from ortaq.duties.desk import Asked, door
from ortaq.exchange.views.attachments import POLICY
from ortaq.ledger.models import Entry, Sealed


@door("may_read_content")
@require_GET
def act_pdf(request: Asked, pk: uuid.UUID, languages: str) -> HttpResponseBase:
    """The PDF: to be kept, never to be run or shown in the console. Who is no party is noted to have read it."""
    from ortaq.lib.pades import NoKey  # brings pyHanko, half a second that no other page needs

    desk, version = request.desk, version_of(pk, request.GET.get("version", ""))
    page = Page(desk, version)
    if languages not in papers.SHEETS or page.kind is None:
        raise Http404
    if page.is_erased:
        raise PermissionDenied(gettext("Текст стёрт по истечении срока хранения."))
    if page.fields is None:
        raise PermissionDenied(gettext("Текст этого акта вашему подразделению ещё не открыт."))
    try:
        pdf = _made(page, languages)
    except NoKey:
        return render(request, "acts/no_seal.html", {"act": version.act}, status=503)
    if desk.unit.pk not in version.act.parties:
        note(desk.actor, version.act_id, desk.now, gettext("печать акта"), owners=list(version.act.parties))
    return _download(pdf, f"{version.act.label}-{version.n}-{languages}".replace("/", "-"))


@door()
@require_GET
def act_proof(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """What the ledger holds of the act, as far as this unit sees its rows; and how anybody checks the file."""
    desk, version = request.desk, version_of(pk, request.GET.get("version", ""))
    entries = list(Entry.objects.filter(record__in=_records(version)).order_by("at", "id"))
    sealed = {one.entry: one for one in Sealed.objects.filter(entry__in=[one.pk for one in entries])}
    page = {
        "page": Page(desk, version),
        "act": version.act,
        "version": version,
        "lines": [(one, sealed.get(one.pk)) for one in entries],
    }
    return render(request, "acts/proof.html", page)


def _made(page: Page, languages: str) -> bytes:
    desk, version = page.desk, page.version
    assert page.kind is not None
    if version.in_force_from is None:
        return papers.draft(version, languages, page.kind, at=desk.now, rulebook=desk.rulebook)
    kept = papers.keep(version, languages, page.kind, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    return bytes(kept.pdf)


def _download(pdf: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.pdf")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = POLICY
    answer["Cache-Control"] = "no-store"
    return answer


def _records(version: Version) -> list[uuid.UUID]:
    """Return the rows of the act and of this version that stand in the ledger."""
    return [
        version.act_id,
        version.pk,
        *version.history.values_list("pk", flat=True),
        *version.signatures.values_list("pk", flat=True),
        *version.papers.values_list("pk", flat=True),
    ]
