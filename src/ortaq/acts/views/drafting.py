"""The draft of an act: filled in and edited by officers of all its parties at once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ortaq.acts import drafting
from ortaq.acts.between import kind_of
from ortaq.acts.disputing import Clash, clash_of
from ortaq.acts.errors import ActError, NotPossible, Overtaken
from ortaq.acts.faults import in_words, words_of
from ortaq.acts.forms import ActForm
from ortaq.acts.models import Version
from ortaq.acts.page import Page
from ortaq.acts.views.found import version_of
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import drafts
from ortaq.exchange.fields import with_one_more
from ortaq.exchange.views.telling import plain
from ortaq.rules.acts import ActKind

UNSAID = ("csrfmiddlewaretoken", "once", "version", "then")


@door("may_draft_act")
@in_words
def act_draft(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Fill in and edit the draft; what colleagues change meanwhile is taken over or shown beside."""
    desk, version = request.desk, _ours(pk, request.desk)
    kind, more = kind_of(version.act.kind, desk.rulebook), request.POST.get("more")
    form = ActForm(None if more else request.POST or None, desk=desk, kind=kind)
    clash: Clash | None = None
    if form.is_valid():
        try:
            return _kept(request, version, form)
        except Overtaken as error:
            clash = clash_of(error, kind, desk)
            form = ActForm(None, desk=desk, kind=kind)
            form.know(clash.body, clash.newest.n)
        except ActError as error:
            form.add_error(None, words_of(error))
    elif more:
        form.restore(with_one_more(plain(request.POST), more))
    elif not form.is_bound:
        _begin(form, version, desk)
    return _page(request, version, kind, form, clash)


@door("may_draft_act")
@require_POST
def act_keeping(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """Keep what the officer has typed so far, for him alone; 409 where another page of his was later.

    422 where it bears a marking of a state secret: that is not kept here.
    """
    desk = request.desk
    try:
        version = _ours(pk, desk)
        typed = {name: value for name, value in plain(request.POST).items() if name not in UNSAID}
        drafting.refuse_state_secrets(typed, desk.rulebook.edition)
        began_from = int(request.POST.get("version", "0"))
        return JsonResponse({"version": drafts.keep(desk, _kept_as(version), typed, began_from=began_from)})
    except ValueError:
        return HttpResponse(status=400)
    except NotPossible:
        return HttpResponse(status=409)
    except ActError:
        return HttpResponse(status=422)
    except drafts.StaleDraft as stale:
        return JsonResponse({"version": stale.version}, status=409)


def _ours(pk: uuid.UUID, desk: Desk) -> Version:
    """Return the draft; 404 where this unit is no party. Raises NotPossible where the act is no draft any more."""
    version = version_of(pk)
    if desk.unit.pk not in version.act.parties:
        raise Http404
    if version.state != "draft":
        raise NotPossible("its words are frozen", step="edit", state=version.state)
    return version


def _kept_as(version: Version) -> str:
    return f"act-{version.pk}"


def _begin(form: ActForm, version: Version, desk: Desk) -> None:
    """Show what stands; over it what this officer had typed and not saved."""
    stands, typed = drafting.latest(version), drafts.of(desk, _kept_as(version)).body
    form.know(stands.body, stands.n)
    if typed:
        form.restore({"base": stands.n, **typed})


def _kept(request: Asked, version: Version, form: ActForm) -> HttpResponseRedirect:
    """Keep the draft and lead on: back to it, or to what proposing it would do."""
    desk, base = request.desk, form.cleaned_data["base"]
    body = form.body()
    kept = drafting.edit(version, body, base=base, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    drafts.forget(desk, _kept_as(version))
    if request.POST.get("then") == "proposal":
        return redirect("act-proposal", version.act_id)
    with_theirs = kept.body != body
    words = gettext("Сохранено вместе с правками коллег: они уже в форме.") if with_theirs else gettext("Сохранено.")
    messages.success(request, words)
    return redirect("act-draft", version.act_id)


def _page(request: Asked, version: Version, kind: ActKind, form: ActForm, clash: Clash | None) -> HttpResponse:
    desk = request.desk
    kept = drafts.of(desk, _kept_as(version))
    page: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "page": Page(desk, version),
        "act": version.act,
        "version": version,
        "stands": drafting.latest(version),
        "clash": clash,
        "kept": kept,
        "restored": bool(kept.body) and request.method == "GET",
        "keeping": reverse("act-keeping", args=[version.act_id]),
    }
    refused = form.is_bound or clash is not None
    return render(request, "acts/draft.html", page, status=409 if clash else 422 if refused else 200)
