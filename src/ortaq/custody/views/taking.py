"""Taking in charge: by hand, or from what a message says already."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from ortaq.custody import taking
from ortaq.custody.board import rows_of
from ortaq.custody.faults import in_words, words_of
from ortaq.custody.forms import Taking
from ortaq.custody.models import Charge
from ortaq.custody.owing import custody_of
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import drafts
from ortaq.exchange.correcting import current
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.models import Message
from ortaq.exchange.uploading import takes_files
from ortaq.rules.custody import ChargeKind


@takes_files
@door("may_keep_charges")
@in_words
def custody_new(request: Asked) -> HttpResponseBase:
    """Take somebody or something in charge; from a message, each row that it carries is a row to take."""
    desk, message = request.desk, _message(request)
    kinds = custody_of(desk.rulebook).kinds
    kind = kinds.get(request.GET.get("kind", "")) or next(iter(kinds.values()))
    forms = _carried(desk, message, request.POST or None) or [Taking(request.POST or None, desk=desk, kind=kind)]
    draft = f"custody-{message.pk if message else forms[0].kind.code}"
    for one in forms if request.method == "POST" else ():
        one.take_photographs(request.FILES)
    taken = _take(desk, forms, message) if request.method == "POST" else []
    if taken:
        drafts.forget(desk, draft)
        for one in forms:
            one.done()
        return _told(request, taken)
    return _page(request, forms, message, draft)


def _message(request: Asked) -> Message | None:
    try:
        asked = uuid.UUID(request.GET.get("message", ""))
    except ValueError:
        return None
    return get_object_or_404(Message, pk=asked)


def _carried(desk: Desk, message: Message | None, typed: QueryDict | None) -> list[Taking]:
    """Return a form for each person and thing that the message names, filled with what it says."""
    if message is None or not desk.may("may_read_content"):
        return []
    body = current(message)
    named = [
        (kind, row)
        for kind in custody_of(desk.rulebook).kinds.values()
        for one in kind.carried
        if one.clause == message.clause
        for row in body.get(one.group, ())
    ]
    typed = _like_the_first(typed, [n for n, (kind, _row) in enumerate(named) if kind.is_person])
    return [_filled(desk, kind, row, typed, (message, n)) for n, (kind, row) in enumerate(named)]


def _like_the_first(typed: QueryDict | None, rows: list[int]) -> QueryDict | None:
    """Return what was typed, grounds and times that were left empty filled as the first person has them: type once."""
    if typed is None or len(rows) < 2:
        return typed
    filled, first = typed.copy(), rows[0]
    for n in rows[1:]:
        for name in ("limit", "restricted", "delivered"):
            if not filled.get(f"row-{n}-{name}"):
                filled[f"row-{n}-{name}"] = typed.get(f"row-{first}-{name}", "")
    return filled


def _filled(
    desk: Desk, kind: ChargeKind, row: Mapping[str, Any], typed: QueryDict | None, at: tuple[Message, int]
) -> Taking:
    """Return the form of a row; `at` says of which message, and which of its rows it is."""
    message, n = at
    form = Taking(typed, desk=desk, kind=kind, carried_by=f"{message.pk}-{n}", prefix=f"row-{n}")
    form.know({one.code: row[one.code] for one in kind.form.fields if row.get(one.code)})
    return form


def _take(desk: Desk, forms: list[Taking], message: Message | None) -> list[Charge]:
    """Take what is wanted, all of it or nothing; what is wrong stands on the form that caused it."""
    wanted = [one for one in forms if one.is_wanted]
    valid = [one.is_valid() for one in wanted]  # each says what is wrong with it
    if not wanted or not all(valid):
        return []
    try:
        with transaction.atomic():
            return [_taken(desk, one, message) for one in wanted]
    except ExchangeError:
        return []


def _taken(desk: Desk, form: Taking, message: Message | None) -> Charge:
    try:
        return taking.take(
            form.kind.code,
            form.body(),
            annex=form.annex(),
            held=form.held(),
            id=form.cleaned_data["once"],
            matter=message.matter if message else None,
            files=form.attached(),
            **desk.who,
        )
    except ExchangeError as error:
        form.add_error(None, words_of(error, desk))
        raise


def _told(request: Asked, taken: list[Charge]) -> HttpResponse:
    numbers = ", ".join(f"№ {one}" for one in taken)
    messages.success(request, gettext("%s: хранитель теперь – ваше подразделение.") % numbers)
    return redirect("charge", taken[0].pk) if len(taken) == 1 else redirect("custody")


def _page(request: Asked, forms: list[Taking], message: Message | None, draft: str) -> HttpResponse:
    desk, kept, sent = request.desk, drafts.of(request.desk, draft), request.method == "POST"
    if kept.body and not sent:
        for one in forms:
            one.restore(_of_form(one, kept.body))
    before = Charge.objects.filter(matter=message.matter) if message else Charge.objects.none()
    page = {
        "forms": forms,
        "several": forms[0].of_several,
        "nothing": sent and not any(one.is_wanted for one in forms),
        "kinds": custody_of(desk.rulebook).kinds.values(),
        "chosen": forms[0].kind,
        "message": message,
        "subject": desk.subject(message.clause) if message else "",
        "before": rows_of(before, desk),
        "draft": reverse("draft", args=[draft]),
        "kept": kept,
        "title": _title(forms),
    }
    return render(
        request, "custody/taking.html", page, status=422 if sent and not any(one.kept for one in forms) else 200
    )


def _title(forms: list[Taking]) -> str:
    if {one.kind.is_person for one in forms} == {True, False}:
        return gettext("Взять под охрану и на хранение")
    return gettext("Взять под охрану") if forms[0].kind.is_person else gettext("Взять на хранение")


def _of_form(form: Taking, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed for one of several forms."""
    if not form.prefix:
        return dict(typed)
    start = f"{form.prefix}-"
    return {name.removeprefix(start): value for name, value in typed.items() if name.startswith(start)}
