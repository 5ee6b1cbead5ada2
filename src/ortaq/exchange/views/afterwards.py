"""The pages on which something is said of a message afterwards: corrected, withdrawn, recalled, passed on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import receipts
from ortaq.exchange.afterforms import Because, Correction, PassingOn, Recalling, Working
from ortaq.exchange.correcting import correct, current, recall, withdraw
from ortaq.exchange.faults import in_words
from ortaq.exchange.fields import spread
from ortaq.exchange.forwarding import forward, hands, why_not
from ortaq.exchange.judging import judged_before
from ortaq.exchange.models import Message
from ortaq.exchange.relations import holders
from ortaq.exchange.standing import version
from ortaq.exchange.story import Story
from ortaq.exchange.views.matter import again, back, ours
from ortaq.exchange.views.telling import form_page, sent, typed_in


@door("may_send")
@in_words
def correction_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Correct: the words and fields as they should read, filled with what they read now."""
    desk = request.desk
    message = get_object_or_404(Message, pk=pk, unit=desk.unit)
    subject, now, name = desk.rulebook.subject(message.clause), current(message), f"correction-{pk}"
    form = Correction(typed_in(request), desk=desk, subject=subject)

    def send() -> Message:
        data = form.cleaned_data
        return correct(message, form.reworded(now), why=data["why"], id=data["once"], **desk.who)

    if answer := sent(request, form, name, send, gettext("Исправление № %s ушло всем, у кого есть сообщение.")):
        return answer
    form.fill({"text": now.get("text", ""), **spread(subject, now), **judged_before(now, message.handling)})
    story = Story(desk, message)
    page = {"message": message, "now": version(story, message, now), "told": _held(message, desk)}
    return form_page(request, "exchange/correction.html", form, name, **page)


@door("may_send")
@in_words
def withdrawal_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Withdraw: why it no longer holds, who will read so, what stops and what does not."""
    desk = request.desk
    message = get_object_or_404(Message, pk=pk, unit=desk.unit)
    name, form = f"withdrawal-{pk}", Because(request.POST or None)

    def send() -> Message:
        return withdraw(message, why=form.cleaned_data["why"], id=form.cleaned_data["once"], **desk.who)

    page = {
        "heading": gettext("Отозвать"),
        "button": gettext("Отозвать"),
        "told": _held(message, desk),
        "effects": [
            gettext("Тревоги и подъём по уровням прекратятся; прочесть сообщение можно будет и после."),
            gettext("Сделанные вызовы остаются: отзыв подтвердит их письменно. Отозванный отчёт отчётом не считается."),
        ],
    }
    return _answered(request, form, name, send, message, gettext("Отозвано, № %s."), page)


@door("may_send")
@in_words
def recall_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Recall from a unit that should not have got it: why, and who is asked with it."""
    desk = request.desk
    message = get_object_or_404(Message, pk=pk, unit=desk.unit)
    name, held = f"recall-{pk}", _held(message, desk)
    form = Recalling(request.POST or None, units=held)
    if form.fields["unit"].initial is None and request.GET.get("unit", "").isdecimal():
        form.fields["unit"].initial = int(request.GET["unit"])

    def send() -> Message:
        data = form.cleaned_data
        return recall(message, data["unit"], why=data["why"], id=data["once"], **desk.who)

    page = {
        "heading": gettext("Попросить вернуть"),
        "button": gettext("Попросить"),
        "effects": [
            gettext("Подразделение и тех, кто получил от него, попросят не пользоваться сообщением и ответить."),
            gettext("Из записи ничего не исчезает: у них слова будут скрыты за одним нажатием, с вашей причиной."),
        ],
    }  # fmt: skip
    return _answered(request, form, name, send, message, gettext("Просьба вернуть № %s ушла."), page)


@door("may_send")
@in_words
def forward_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Pass on: to whom the author's handling code allows, with a note of one's own."""
    desk = request.desk
    message = get_object_or_404(Message, pk=pk)
    name, units = f"forward-{pk}", list(_open_to(message, desk))
    form = PassingOn(request.POST or None, units=units)

    def send() -> Message:
        data = form.cleaned_data
        return forward(message, data["unit"], note=data["note"], id=data["once"], **desk.who)

    handling = desk.rulebook.edition.handled(message.handling)
    author = _author(message, desk)
    page = {
        "heading": gettext("Передать дальше"),
        "button": gettext("Передать"),
        "effects": [
            gettext("Слова автора, его номер и время пойдут без изменений; автор увидит, кому вы их передали."),
            f"{gettext('Пометка автора:')} {desk.said(handling.name)}" if handling else "",
        ],
        "ask": desk.rulebook.units.get(author),
        "ask_name": desk.name(author),
        "nobody": not units,
    }
    return _answered(request, form, name, send, message, gettext("Передано дальше, № %s."), page)


@door("may_act")
@require_POST
@in_words
def work(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say until when the watch still works on what it has taken."""
    desk, form = request.desk, Working(request.POST, desk=request.desk)
    if not form.is_valid():
        return again(request, pk, {"working": form})
    receipts.work_on(ours(request, pk), until=form.cleaned_data["until"], **desk.who)
    return back(request, pk)


def _answered(
    request: Asked, form: Any, name: str, send: Any, message: Message, words: str, page: dict[str, Any]
) -> HttpResponseBase:
    story = Story(request.desk, message)
    page = {"message": message, "now": version(story, message, current(message)), **page}
    return sent(request, form, name, send, words) or form_page(request, "exchange/afterwards.html", form, name, **page)


def _held(message: Message, desk: Desk) -> list[tuple[int, str]]:
    """Return those who hold the message, by name."""
    return [(one.unit, desk.name(one.unit)) for one in holders(message, presses=False)]


def _open_to(message: Message, desk: Desk) -> Iterable[tuple[int, str]]:
    """Yield whom the handling code lets be told and who has it not yet: the own superiors first, then by name."""
    rulebook, ours = desk.rulebook, desk.unit.pk
    has = {message.unit_id, ours, *(one.unit for one in holders(message, presses=False))}
    above = rulebook.superiors(ours)
    for unit in sorted(rulebook.units, key=lambda pk: (pk not in above, desk.name(pk))):
        if unit not in has and why_not(message, unit, by=ours, rulebook=rulebook) is None:
            yield unit, desk.name(unit)


def _author(message: Message, desk: Desk) -> int:
    """Return the unit whose words they are; where they were passed on, the first author's."""
    content = Story(desk, message).contents.get(message.pk)
    return [message.unit_id, *hands(content.body if content and content.body else {})][-1]
