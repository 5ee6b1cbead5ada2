"""Beginning an act, beginning its next version, throwing a draft away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ortaq.acts import drafting
from ortaq.acts.between import groups_of, kind_of
from ortaq.acts.errors import ActError
from ortaq.acts.faults import in_words, words_of
from ortaq.acts.forms import NewAct
from ortaq.acts.views.found import back, version_of
from ortaq.acts.words import what_it_does
from ortaq.duties.desk import Asked, Desk, door
from ortaq.rules.acts import ActKind


@door("may_draft_act")
@in_words
def act_new(request: Asked) -> HttpResponseBase:
    """Choose the kind, then between whom; the body is filled on the next page, by all parties."""
    desk = request.desk
    code = request.GET.get("kind", "")
    if not code:
        return render(request, "acts/kinds.html", {"kinds": [(one, what_it_does(one)) for one in offered(desk)]})
    kind = kind_of(code, desk.rulebook)
    form = NewAct(request.POST or None, desk=desk, kind=kind, initial=_given(request))
    version = _begun(form, kind, desk) if form.is_valid() else None
    if version is not None:
        return redirect("act-draft", version.act_id)
    page = {"form": form, "kind": kind, "does": what_it_does(kind), "parties": _all(kind, desk)}
    return render(request, "acts/new.html", page, status=422 if form.is_bound else 200)


@door("may_draft_act")
@require_POST
@in_words
def act_discarding(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Throw the draft away."""
    desk, version = request.desk, version_of(pk, request.POST.get("n", ""))
    drafting.discard(version, by=desk.actor, at=desk.now)
    return back(request, version.act, gettext("Проект снят. Его текст остаётся виден сторонам."), version.n)


@door("may_draft_act")
@require_POST
@in_words
def act_revision(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Begin the next version with the words of the last."""
    desk = request.desk
    version = drafting.revise(version_of(pk).act, by=desk.actor, at=desk.now)
    messages.success(request, gettext("Начата новая редакция. Действующая остаётся в силе, пока новая не вступит."))
    return redirect("act-draft", version.act_id)


def offered(desk: Desk) -> list[ActKind]:
    """Return the kinds that this unit may begin: those of its level that it has somebody to agree with."""
    if desk.unit.pk not in desk.rulebook.units:
        return []
    kinds = (one for one in desk.rulebook.edition.act_kinds.values() if one.form)
    return [one for one in kinds if desk.unit.level in one.levels and _has_parties(one, desk)]


def _given(request: Asked) -> dict[str, str]:
    """Return the group that the address names; without one the form's own beginning stands."""
    group = request.GET.get("group", "")
    return {"group": group} if group else {}


def _has_parties(kind: ActKind, desk: Desk) -> bool:
    match kind.parties:
        case "group":
            return any(len(members) > 1 for _pk, _level, members in groups_of(kind, desk.unit.pk, desk.rulebook))
        case "two":
            return bool(desk.rulebook.counterparts(desk.unit.pk))
        case _:
            return True


def _begun(form: NewAct, kind: ActKind, desk: Desk) -> Any:
    data = form.cleaned_data
    who: dict[str, Any] = {"by": desk.actor, "at": desk.now, "rulebook": desk.rulebook}
    try:
        return drafting.draft(kind.code, {}, parties=form.parties(), group=data.get("group"), id=data["once"], **who)
    except ActError as error:
        form.add_error(None, words_of(error))
        return None


def _all(kind: ActKind, desk: Desk) -> list[str]:
    """Return the parties of a kind that all units of the level agree on."""
    if kind.parties != "level":
        return []
    level = desk.unit.level
    return [desk.name(pk) for pk, unit in desk.rulebook.units.items() if unit.level == level and unit.is_party]
