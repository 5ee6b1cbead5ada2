"""The registers as their owner sees them: entering by hand or from a message, extending, looking again, withdrawing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.databank import entering, words
from ortaq.databank.common import bank_of, register_of
from ortaq.databank.faults import in_words, words_of
from ortaq.databank.forms import Deed, Entering
from ortaq.databank.models import Entry
from ortaq.databank.views.looking import around
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.correcting import current
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.models import Message
from ortaq.exchange.particulars import of_subject
from ortaq.rules.databank import Filled, Register

PAGE = 100


@door("may_enter_bank")
@in_words
@require_GET
def registers(request: Asked) -> HttpResponse:
    """What the unit has entered: what is to be looked at again first, then the newest."""
    desk = request.desk
    chosen = bank_of(desk.rulebook).registers.get(request.GET.get("register", ""))
    own = Entry.objects.filter(unit=desk.unit).select_related("words")
    if chosen:
        own = own.filter(register=chosen.code)
    page = {
        "registers": bank_of(desk.rulebook).registers.values(),
        "chosen": chosen,
        "to_review": [row_of(one, desk) for one in own.to_review(desk.now).order_by("review_at")[:PAGE]],
        "rows": [row_of(one, desk) for one in own.order_by("-entered_at", "-pk")[:PAGE]],
        **around(desk),
    }
    return render(request, "databank/registers.html", page)


@door("may_enter_bank")
@in_words
def entry_new(request: Asked) -> HttpResponseBase:
    """Enter something; from a message, each row of it that belongs into a register."""
    desk, message = request.desk, _message(request)
    may = [one for one in bank_of(desk.rulebook).registers.values() if one.may_enter(desk.unit.agency)]
    chosen = next((one for one in may if one.code == request.GET.get("register")), may[0])
    typed = request.POST or None
    forms = _carried(desk, message, may, typed) or [Entering(typed, desk=desk, register=chosen)]
    entered = _enter(desk, forms, message) if typed else []
    if entered:
        told = ", ".join(f"№ {one}" for one in entered)
        messages.success(request, gettext("В банк внесено: %s. С этой минуты запись находят.") % told)
        return redirect("bank-entry", entered[0].pk) if len(entered) == 1 else redirect("registers")
    page = {
        "forms": forms,
        "several": forms[0].of_several,
        "registers": may,
        "chosen": forms[0].register,
        "message": message,
        "subject": desk.subject(message.clause) if message else "",
        "nothing": bool(typed) and not any(one.is_wanted for one in forms),
        **around(desk),
    }
    return render(request, "databank/entering.html", page, status=422 if typed else 200)


@door("may_enter_bank")
@in_words
@require_GET
def bank_entry(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """One entry of the unit's own: its words, what was done with it, who found it and how that was settled."""
    return _entry_page(request, _own(request, pk))


@door("may_enter_bank")
@in_words
@require_POST
def extension(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Let an entry hold until a later day."""
    form = Deed(request.POST, desk=request.desk, extends=True)

    def do(entry: Entry) -> None:
        entering.extend(entry, form.valid_to(), reason=form.cleaned_data["reason"], **request.desk.who)

    return _do(request, pk, form, "extension", do)


@door("may_enter_bank")
@in_words
@require_POST
def review(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Write down that it was looked at again and still stands."""
    form = Deed(request.POST, desk=request.desk)

    def do(entry: Entry) -> None:
        entering.review(entry, reason=form.cleaned_data["reason"], **request.desk.who)

    return _do(request, pk, form, "review", do)


@door("may_enter_bank")
@in_words
@require_POST
def withdrawal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Take an entry out: it is found no more."""
    form = Deed(request.POST, desk=request.desk)

    def do(entry: Entry) -> None:
        entering.withdraw(entry, reason=form.cleaned_data["reason"], by=request.desk.actor, at=request.desk.now)

    return _do(request, pk, form, "withdrawal", do)


def row_of(entry: Entry, desk: Desk) -> dict[str, Any]:
    """Return an entry as a list shows it."""
    register = bank_of(desk.rulebook).registers.get(entry.register)
    body: Mapping[str, Any] = entry.words.body if hasattr(entry, "words") else {}
    return {
        "entry": entry,
        "register": desk.said(register.name) if register else entry.register,
        "ground": desk.said(register.grounds.get(entry.ground)) if register else entry.ground,
        "title": register.title(body) if register else "",
        "look": look_of(entry, desk.now),
    }


def look_of(entry: Entry, at: datetime) -> str:
    """Return how an entry stands: found, to be looked at again, run out, withdrawn."""
    if not entry.is_found(at):
        return "withdrawn" if entry.status == "withdrawn" else "expired"
    return "to_review" if entry.review_at <= at else "in_force"


def _own(request: Asked, pk: uuid.UUID) -> Entry:
    return get_object_or_404(Entry.objects.filter(unit=request.desk.unit).select_related("words", "message"), pk=pk)


def _entry_page(request: Asked, entry: Entry, status: int = 200, **forms: Deed) -> HttpResponse:
    desk = request.desk
    register = register_of(desk.rulebook, entry.register)
    page = {
        **row_of(entry, desk),
        "terms": [desk.said(text) for text in register.ours.values()],
        "fields": of_subject(register.form, entry.words.body, desk) if hasattr(entry, "words") else [],
        "history": [(step, words.verb_in_words(step.verb)) for step in entry.history.all()],
        "hits": [
            (hit, words.hit_in_words(hit.state), desk.name(hit.unit_id)) for hit in entry.hits.order_by("-at")[:PAGE]
        ],
        "extension": forms.get("extension") or Deed(desk=desk, extends=True),
        "review": forms.get("review") or Deed(desk=desk),
        "withdrawal": forms.get("withdrawal") or Deed(desk=desk),
        "opened": next(iter(forms), ""),
        **around(desk),
    }
    return render(request, "databank/entry.html", page, status=status)


def _do(request: Asked, pk: uuid.UUID, form: Deed, name: str, do: Callable[[Entry], None]) -> HttpResponseBase:
    entry = _own(request, pk)
    if form.is_valid():
        try:
            do(entry)
        except ExchangeError as error:
            form.add_error(None, words_of(error))
        else:
            return redirect("bank-entry", pk)
    return _entry_page(request, entry, 422, **{name: form})


def _message(request: Asked) -> Message | None:
    try:
        asked = uuid.UUID(request.GET.get("message", ""))
    except ValueError:
        return None
    return get_object_or_404(Message, pk=asked)


def _carried(desk: Desk, message: Message | None, may: list[Register], typed: QueryDict | None) -> list[Entering]:
    """Return a form for each row of the message that belongs into a register, filled with what it says."""
    if message is None or not desk.may("may_read_content"):
        return []
    body = current(message)
    rows = [
        (register, filled, row)
        for register in may
        for filled in register.carried
        if filled.clause == message.clause
        for row in body.get(filled.group, ())
        if filled.takes(row)
    ]
    return [_filled(desk, n, *one, message, typed) for n, one in enumerate(rows)]


def _filled(
    desk: Desk, n: int, register: Register, filled: Filled, row: Mapping[str, Any], message: Message, typed: Any
) -> Entering:
    form = Entering(typed, desk=desk, register=register, of_several=True, prefix=f"row-{n}")
    said = {one.code: row.get(filled.fields.get(one.code, one.code)) for one in register.form.fields}
    ground = str(row.get(filled.ground, "")) if filled.ground else ""
    told = f"{desk.name(message.unit_id)}, № {message.number}/{message.year}"
    form.know({code: value for code, value in said.items() if value}, source=told, ground=ground)
    return form


def _enter(desk: Desk, forms: list[Entering], message: Message | None) -> list[Entry]:
    """Enter what is wanted, all of it or nothing; what is wrong stands on the form that caused it."""
    wanted = [one for one in forms if one.is_wanted]
    valid = [one.is_valid() for one in wanted]  # each says what is wrong with it
    if not wanted or not all(valid):
        return []
    done = []
    for one in wanted:
        data = one.cleaned_data
        try:
            done.append(
                entering.enter(
                    one.register.code,
                    one.body(),
                    ground=data["ground"],
                    source=data["source"],
                    valid_to=one.valid_to(),
                    message=message,
                    id=data["once"],
                    **desk.who,
                )
            )
        except ExchangeError as error:
            one.add_error(None, words_of(error))
            return []
    return done
