"""The pages of what units ask of each other: the list, the form, and each step; one verb, one address.

Where a request stands is shown on the page of its matter: see `exchange.panel`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.duties.desk import Asked, Desk, door
from ortaq.duties.forms import Explanation
from ortaq.exchange import requests
from ortaq.exchange.asks import Request
from ortaq.exchange.faults import in_words
from ortaq.exchange.models import Message
from ortaq.exchange.panel import Panel, clocks_of, look_of_request, panel
from ortaq.exchange.request_forms import Answer, NewRequest, Refusal, Words
from ortaq.exchange.request_words import refusals, state_in_words, urgency_in_words
from ortaq.exchange.requests import Asking
from ortaq.exchange.story import Story
from ortaq.exchange.views.journal import older, place
from ortaq.exchange.views.matter import message_page
from ortaq.exchange.views.telling import form_page, sent

PAGE = 50
REQUEST = "request"


@door()
@require_GET
def requests_list(request: Asked) -> HttpResponse:
    """What others ask of us, and what we ask of others, with where each stands and whose clock runs."""
    desk, given = request.desk, request.GET
    side, state = given.get("side", "in"), given.get("state", "open")
    rows = Request.objects.by_unit(desk.unit.pk) if side == "out" else Request.objects.to_unit(desk.unit.pk)
    rows = rows.unanswered() if state != "all" else rows
    if before := place(given.get("before", "")):
        at, pk = before
        rows = rows.filter(Q(received_at__lt=at) | Q(received_at=at, id__lt=pk))
    found = list(rows.select_related("message").order_by("-received_at", "-id")[: PAGE + 1])
    page = found[:PAGE]
    duties = clocks_of(page)
    context = {
        "side": side,
        "state": state,
        "rows": [(one, line(desk, one, duties.get(one.clock, []))) for one in page],
        "waiting": Request.objects.to_unit(desk.unit.pk).unanswered().count(),
        "older": older(given, (page[-1].received_at, page[-1].pk)) if len(found) > PAGE else "",
    }
    return render(request, "exchange/requests.html", context)


def line(desk: Desk, one: Request, duties: Sequence[Any]) -> dict[str, Any]:
    """Return a request as the list shows it."""
    running = sorted((each for each in duties if each.is_unfinished), key=lambda each: each.due_at or desk.now)
    return {
        "subject": desk.subject(one.message.clause),
        "urgency": urgency_in_words(desk, one.urgency),
        "asker": desk.name(one.asker_id),
        "unit": desk.name(one.unit_id),
        "state": state_in_words(one.state),
        "look": look_of_request(one, duties, desk),
        "clock": running[0] if running else None,
    }


@door("may_ask")
@in_words
def request_new(request: Asked) -> HttpResponseBase:
    """Ask: of which kind, of whom and why just them, how urgently, about whom or what."""
    desk = request.desk
    form = NewRequest(request.POST or None, desk=desk)

    def send() -> Message:
        data = form.cleaned_data
        asking = Asking(data["kind"], data["urgency"], form.body(), data["wanted_at"], data["once"])
        return requests.ask(asking, form.chosen(), by=desk.actor, at=desk.now, rulebook=desk.rulebook)

    words = gettext("Запрос № %s отправлен. Сроки ответа пошли.")
    return sent(request, form, REQUEST, send, words) or form_page(request, "exchange/request.html", form, REQUEST)


@door("may_answer_request")
@require_POST
@in_words
def acceptance(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that it will be answered."""
    asked, desk = found(pk), request.desk
    requests.accept(asked, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    return back(request, asked, gettext("Запрос № %s принят к исполнению."))


@door("may_answer_request")
@require_POST
@in_words
def refusal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Decline it on a ground of the pack."""
    asked, desk = found(pk), request.desk
    form = Refusal(request.POST, grounds=refusals(desk, asked.kind))
    if not form.is_valid():
        return once_more(request, asked, "refusal", form)
    requests.decline(
        asked,
        form.said(),
        ground=form.cleaned_data["ground"],
        by=desk.actor,
        at=desk.now,
        rulebook=desk.rulebook,
        id=form.cleaned_data["once"],
    )
    return back(request, asked, gettext("Запрос № %s отклонён."))


@door("may_answer_request")
@require_POST
@in_words
def question(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say what it lacks."""
    return _words(request, pk, "question", requests.clarify, gettext("Уточнение по запросу № %s запрошено."))


@door("may_answer_request")
@require_POST
@in_words
def clarification(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Make it clear to whoever asked back."""

    def supply(asked: Request, text: str, **who: Any) -> Any:
        return requests.supply(asked, {"text": text}, **who)

    return _words(request, pk, "clarification", supply, gettext("Запрос № %s уточнён. Сроки пошли заново."))


@door("may_answer_request")
@require_POST
@in_words
def withdrawal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Take it back while it is unanswered."""
    return _words(request, pk, "withdrawal", requests.withdraw, gettext("Запрос № %s отозван."))


@door("may_answer_request")
@in_words
def answer_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """The answer: the request and what we hold beside it, the words, wholly or in part."""
    asked, desk = found(pk), request.desk
    name = f"answer-{pk}"
    shown = _panel(desk, asked)
    form = Answer(request.POST or None, grounds=shown.refusals, may_be_partial=shown.in_part)

    def send() -> Message:
        data = form.cleaned_data
        step = requests.answer(
            asked,
            data["text"],
            in_part=bool(data.get("in_part")),
            ground=data.get("ground") or "",
            by=desk.actor,
            at=desk.now,
            rulebook=desk.rulebook,
            id=data["once"],
        )
        assert step.message is not None
        return step.message

    if answer := sent(request, form, name, send, gettext("Ответ № %s отправлен.")):
        return answer
    page = {"panel": shown, "asked": asked.message, "story": Story(desk, asked.message)}
    return form_page(request, "exchange/answer.html", form, name, **page)


@door("may_answer_request")
@require_POST
@in_words
def explanation(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say why it is late and when it will be answered."""
    asked, desk = found(pk), request.desk
    form = Explanation(request.POST, desk=desk)
    if not form.is_valid():
        return once_more(request, asked, "explanation", form)
    data = form.cleaned_data
    requests.explain(
        asked,
        data["reason"],
        promised_at=data["promised_at"],
        by=desk.actor,
        at=desk.now,
        rulebook=desk.rulebook,
    )
    return back(request, asked, gettext("Задержка по запросу № %s объяснена."))


def found(pk: uuid.UUID) -> Request:
    """Return a request that this unit sees, with its message."""
    return get_object_or_404(Request.objects.select_related("message"), pk=pk)


def back(request: Asked, asked: Request, words: str) -> HttpResponseRedirect:
    """Say what was done and lead to the matter."""
    messages.success(request, words % asked.message.number)
    return redirect("message", asked.message.matter)


def once_more(request: Asked, asked: Request, name: str, form: Any) -> HttpResponse:
    """Show the matter with what was typed and what is wrong with it."""
    desk = request.desk
    page = message_page(desk, Story(desk, asked.message))
    for one in page["panels"]:
        if one.request.pk == asked.pk:
            one.forms[name] = form
    return render(request, "exchange/message.html", page, status=422)


def _panel(desk: Desk, asked: Request) -> Panel:
    return panel(desk, asked, clocks_of([asked]).get(asked.clock, []))


def _words(request: Asked, pk: uuid.UUID, name: str, verb: Any, words: str) -> HttpResponseBase:
    """Take a step that is a few words to the other side."""
    asked, desk = found(pk), request.desk
    form = Words(request.POST)
    if not form.is_valid():
        return once_more(request, asked, name, form)
    data = form.cleaned_data
    verb(asked, data["text"], by=desk.actor, at=desk.now, rulebook=desk.rulebook, id=data["once"])
    return back(request, asked, words)
