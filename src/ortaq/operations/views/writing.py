"""What is done on the page of a joint measure: one verb, one address."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ortaq.access.scope import acting_in
from ortaq.acts.errors import ActError
from ortaq.acts.faults import words_of as said_of_acts
from ortaq.acts.models import Version
from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.errors import NothingSaid, StateSecret, TimesDisagree
from ortaq.operations import drawing, keeping, linking, stepping, writing
from ortaq.operations.errors import NothingFound
from ortaq.operations.faults import in_words, words_of
from ortaq.operations.forms import Closing, Correcting, Deciding, Done, Ending, Giving, LettingIn, OfFields, Putting
from ortaq.operations.log import Assignment, LogEntry
from ortaq.operations.models import Operation
from ortaq.operations.page import Page
from ortaq.operations.rooms import Member, inside, let_in, let_out, refuse_others
from ortaq.operations.views.measure import found, operation_page
from ortaq.rules.operations import RESULT

ON_THE_FORM = (NothingSaid, StateSecret, TimesDisagree, NothingFound)
"""Refusals that say what is wrong with what was typed: they stand beside it."""


@door("may_run_operation")
@require_POST
@in_words
def correction_new(request: Asked, pk: uuid.UUID, entry: uuid.UUID) -> HttpResponseBase:
    """Say what an entry should have said."""
    one, form = found(pk, request.desk), Correcting(request.POST, auto_id=False)
    with inside(one):
        wrong = get_object_or_404(LogEntry.objects.select_related("operation"), pk=entry, operation=one)

    def do() -> Any:
        data = form.cleaned_data
        return writing.correct(wrong, data["text"], id=data["once"], **request.desk.who)

    return _done(request, one, form, do, "correcting", "log")


@door("may_run_operation")
@require_POST
@in_words
def assignment_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Give a party something to do."""
    one = found(pk, request.desk)
    form = Giving(request.POST, desk=request.desk, parties=one.parties, auto_id="give-%s")

    def do() -> Any:
        data = form.cleaned_data
        return writing.assign(one, data["unit"], data["what"], data["due"], id=data["once"], **request.desk.who)

    return _done(request, one, form, do, "giving", "tasks", gettext("Задача стоит на консоли исполнителя."))


@door("may_run_operation")
@require_POST
@in_words
def assignment_report(request: Asked, pk: uuid.UUID, task: uuid.UUID) -> HttpResponseBase:
    """Say that what our unit was given to do is done."""
    one, form = found(pk, request.desk), Done(request.POST, desk=request.desk, auto_id=False)
    with inside(one):
        given = get_object_or_404(Assignment.objects.select_related("operation"), pk=task, operation=one)

    def do() -> Any:
        data = form.cleaned_data
        told = {"id": data["once"], "happened_at": data["when"]}
        return writing.report(given, data["text"], **told, **request.desk.who)

    return _done(request, one, form, do, "doing", "tasks", gettext("Исполнение записано."))


@door("may_run_operation")
@require_POST
@in_words
def decision_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Write what was decided, who carries it out, by which day."""
    one = found(pk, request.desk)
    form = Deciding(request.POST, desk=request.desk, parties=one.parties, auto_id="decide-%s")

    def do() -> Any:
        data = form.cleaned_data
        return writing.decide(one, data["unit"], data["what"], data["due"], id=data["once"], **request.desk.who)

    return _done(request, one, form, do, "deciding", "log", gettext("Решение записано; обязанностью станет с актом."))


@door("may_run_operation")
@require_POST
@in_words
def result_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say what came of it for our unit; what was said before stays in the log."""
    one = found(pk, request.desk)
    subject = keeping.kind_of(one.kind, request.desk.rulebook).results
    if subject is None:
        raise Http404
    form = OfFields(request.POST, desk=request.desk, subject=subject, auto_id="result-%s")

    def do() -> Any:
        return writing.write(one, RESULT, form.body(), id=form.cleaned_data["once"], **request.desk.who)

    return _done(request, one, form, do, "result", "results", gettext("Результаты записаны."))


@door("may_run_operation")
@require_POST
@in_words
def link_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Put something to it, found by its number or the address of its page."""
    one, form, desk = found(pk, request.desk), Putting(request.POST, auto_id="put-%s"), request.desk

    def do() -> Any:
        data = form.cleaned_data
        wanted = linking.read(data["typed"], desk)
        with acting_in(desk.unit.pk, instead=True):
            target = linking.LINKABLE[data["what"]].find(wanted, desk) if wanted else None
        if target is None:
            raise NothingFound("nothing of the kind is to be seen", typed=data["typed"])
        return linking.link(one, data["what"], target, data["note"], id=data["once"], **desk.who)

    return _done(request, one, form, do, "putting", "links", gettext("Приобщено."))


@door("may_draft_act")
@require_POST
@in_words
def report_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Draw up the act of it, and lead to the draft."""
    try:
        version = _drawn_up(found(pk, request.desk), request.desk)
    except ActError as error:
        messages.warning(request, said_of_acts(error))
        return redirect("operation", pk)
    messages.success(request, gettext("Составлен проект: проверьте его и предложите сторонам."))
    return redirect("act-draft", version.act_id)


@door("may_run_operation")
@require_POST
@in_words
def beginning(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Let what was planned begin."""
    one = found(pk, request.desk)
    with inside(one):
        stepping.begin(one, **request.desk.who)
    messages.success(request, gettext("Начато: Ч пошло."))
    return redirect("operation", pk)


@door("may_run_operation")
@require_POST
@in_words
def closing(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Close it with what came of it and what it taught."""
    one = found(pk, request.desk)
    form = Closing(request.POST, served=Page(request.desk, one).served, auto_id="close-%s")

    def do() -> Any:
        data = form.cleaned_data
        return stepping.close(one, data["words"], lesson=data["lesson"], served=form.tasks(), **request.desk.who)

    return _done(request, one, form, do, "closing", "log", gettext("Завершено. Неисполненные задачи сняты."))


@door("may_run_operation")
@require_POST
@in_words
def calling_off(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Call it off, with the reason."""
    one, form = found(pk, request.desk), Ending(request.POST, auto_id="off-%s")

    def do() -> Any:
        return stepping.call_off(one, form.cleaned_data["words"], **request.desk.who)

    return _done(request, one, form, do, "calling_off", "log", gettext("Отменено. Стороны извещены."))


def _done(
    request: Asked,
    one: Operation,
    form: forms.Form,
    verb: Callable[[], Any],
    name: str,
    where: str,
    words: str = "",
) -> HttpResponseBase:
    """Call the verb with a valid form and lead back; show the form again where it, or the verb, says what is wrong."""
    if not form.is_valid():
        return operation_page(request, one, status=422, **{name: form})
    try:
        with inside(one):
            verb()
    except ON_THE_FORM as error:
        form.add_error(None, words_of(error))
        return operation_page(request, one, status=422, **{name: form})
    if words:
        messages.success(request, words)
    return redirect(f"{reverse('operation', args=[one.pk])}#{where}")


@door("may_run_operation")
@require_POST
@in_words
def member_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Let another officer into the room."""
    desk = request.desk
    page = Page(desk, found(pk, desk))
    form = LettingIn(request.POST, desk=desk, posts=page.to_let_in)
    if not page.operation.room or not form.is_valid():
        raise Http404
    with inside(page.operation):
        refuse_others(page.operation, desk.actor)
        chosen = [one for one in page.to_let_in if str(one.pk) == form.cleaned_data["post"]]
        let_in(page.operation, chosen, by=desk.actor, at=desk.now)
    messages.success(request, gettext("Включён в группу: теперь видит всё, что в ней."))
    return redirect(f"{reverse('operation', args=[pk])}#members")


@door("may_run_operation")
@require_POST
@in_words
def member_end(request: Asked, pk: uuid.UUID, member: uuid.UUID) -> HttpResponseBase:
    """Let an officer out of the room."""
    desk, one = request.desk, found(pk, request.desk)
    with inside(one):
        left = get_object_or_404(Member.objects.select_related("operation"), pk=member, operation=one)
        let_out(left, by=desk.actor, at=desk.now)
    messages.success(request, gettext("Выведен из группы: больше ничего в ней не видит."))
    return redirect("operations") if left.member == desk.actor.officer else redirect("operation", pk)


def _drawn_up(one: Operation, desk: Desk) -> Version:
    with inside(one):
        return drawing.draw_up(one, **desk.who)
