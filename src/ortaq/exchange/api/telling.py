"""Telling: by word of mouth, in writing, the writing that confirms a call, a call made later."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from ortaq.duties.api import desk_of
from ortaq.duties.desk import Desk
from ortaq.duties.rulebook import Addressed
from ortaq.exchange.advance import give_notice
from ortaq.exchange.api.reading import regime_of
from ortaq.exchange.api.shapes import CallShape, MessageShape, call_shape, message_shape
from ortaq.exchange.fields import MOST_ROWS, add_fields, filled, spread
from ortaq.exchange.models import ORAL, Message
from ortaq.exchange.sending import Saying, Told, log_call, send_oral, send_written
from ortaq.exchange.story import Story
from ortaq.exchange.views.telling import addressed_of
from ortaq.lib.operations import Code, Given, Instant, Line, Words, needs
from ortaq.lib.problems import not_found, unfit
from ortaq.rules.edition import Regime, Subject

router = Router(tags=["messages"])
FieldValue = str | int | bool
Fields = dict[Code, FieldValue | list[dict[Code, FieldValue]]]
"""The subject's own fields by their codes; a group that repeats is a list of rows, one for each person or thing."""


class CallGiven(Given):
    """A call as the caller logs it: to whom, its true time, who took it. A program also says who called."""

    unit: Code
    told_at: Instant
    told_to: Line = ""
    told_by: Line = ""
    read_back: bool = False


class OralGiven(Given):
    """What is told by word of mouth: under which clause, since when it is known, the words, the calls made."""

    clause: Code = Field(description="a subject of the regime, or the regime's own clause")
    text: Words = ""
    fields: Fields = Field(default_factory=dict, max_length=50)
    known_at: Instant | None = None
    nothing_to_report: bool = False
    handling: str = Field(default="", max_length=40, pattern=r"^[a-z0-9_]*$")
    to: list[Code] | None = Field(default=None, max_length=100, description="codes of addressees; all of them if null")
    calls: list[CallGiven] = Field(default_factory=list, max_length=100)


class WrittenGiven(Given):
    """What is told in writing; `planned_at` is the event that an advance notice is about."""

    clause: Code
    text: Words
    fields: Fields = Field(default_factory=dict, max_length=50)
    handling: str = Field(default="", max_length=40, pattern=r"^[a-z0-9_]*$")
    planned_at: Instant | None = None


class ConfirmationGiven(Given):
    """The writing that confirms calls: those named, or every call that is not confirmed yet."""

    text: Words
    fields: Fields = Field(default_factory=dict, max_length=50)
    calls: list[uuid.UUID] | None = Field(default=None, max_length=100)


@router.post("/messages/oral", auth=needs("send", "may_call"), response={201: MessageShape})
def send_by_word_of_mouth(request: HttpRequest, given: OralGiven, response: HttpResponse) -> Any:
    """Tell by word of mouth: alarms sound where the regime presses, and each call starts the clock of its writing."""
    desk = desk_of(request)
    regime = regime_of(given.clause, desk)
    _refuse_form(given, regime, desk)
    saying = Saying(
        clause=given.clause,
        body={"text": given.text.strip(), **fields_of(given.fields, desk.rulebook.subject(given.clause), desk)},
        known_at=given.known_at,
        expects_act=_expects_act(given.clause, desk),
        nothing_to_report=given.nothing_to_report,
        told=[told(call, desk) for call in given.calls],
        handling=handling_of(given.handling, desk),
    )
    chosen = _chosen(desk.rulebook.route(given.clause, desk.unit.pk), given.to, desk)
    message = send_oral(saying, chosen, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    return created(message, desk, response)


@router.post("/messages/written", auth=needs("send", "may_send"), response={201: MessageShape})
def send_in_writing(request: HttpRequest, given: WrittenGiven, response: HttpResponse) -> Any:
    """Tell in writing: a report closes the duty of its window, a notice that of its event.

    What presses is told by word of mouth first.
    """
    desk = desk_of(request)
    if regime_of(given.clause, desk).escalates:
        raise unfit(_("Срочное сообщают устно, а письменно подтверждают: /messages/{id}/confirmation."))
    saying = Saying(
        clause=given.clause,
        body={"text": given.text.strip(), **fields_of(given.fields, desk.rulebook.subject(given.clause), desk)},
        expects_act=_expects_act(given.clause, desk),
        handling=handling_of(given.handling, desk),
        planned_at=given.planned_at,
    )
    to = desk.rulebook.route(given.clause, desk.unit.pk)
    subject = desk.rulebook.subject(given.clause)
    send = give_notice if subject and subject.dated else send_written
    return created(send(saying, to, by=desk.actor, at=desk.now, rulebook=desk.rulebook), desk, response)


@router.post("/messages/{uuid:id}/confirmation", auth=needs("send", "may_send"), response={201: MessageShape})
def confirm_in_writing(request: HttpRequest, id: uuid.UUID, given: ConfirmationGiven, response: HttpResponse) -> Any:
    """Confirm in writing what was told by word of mouth; the duties to write to those called are done."""
    desk = desk_of(request)
    message = _ours(id, desk)
    story = Story(desk, message)
    open_calls = {call.pk: call for call in story.unconfirmed}
    wanted = list(open_calls) if given.calls is None else given.calls
    if unknown := [call for call in wanted if call not in open_calls]:
        raise unfit(_("Этих вызовов нет, или они уже подтверждены."), calls=[str(call) for call in unknown])
    subject = desk.rulebook.subject(message.clause)
    body = {"text": given.text.strip(), **fields_of(given.fields, subject, desk)}
    saying = Saying(clause=message.clause, body=body, matter=message.matter)
    writing = send_written(
        saying,
        addressed_of(story, message),
        by=desk.actor,
        at=desk.now,
        rulebook=desk.rulebook,
        confirms=[open_calls[call] for call in dict.fromkeys(wanted)],
    )
    return created(writing, desk, response)


@router.post("/messages/{uuid:id}/calls", auth=needs("send", "may_call"), response={201: CallShape})
def log_a_call(request: HttpRequest, id: uuid.UUID, given: CallGiven) -> Any:
    """Take down a call made after the message was entered; its own clock for the writing starts at `told_at`."""
    desk = desk_of(request)
    call = log_call(_ours(id, desk), told(given, desk), by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    return Status(201, call_shape(call, desk))


def created(message: Message, desk: Desk, response: HttpResponse) -> Any:
    """Answer 201 with the header and where it is; the words are not repeated."""
    response["Location"] = f"/api/messages/{message.pk}"
    return Status(201, message_shape(message, desk))


def told(given: CallGiven, desk: Desk) -> Told:
    """Return a call as the verb takes it; a program must say which officer called. Raises Problem."""
    if not given.told_by and desk.actor.officer is None:
        raise unfit(_("Назовите в told_by, кто передал: звонит человек, а не программа."), unit=given.unit)
    unit = unit_by(given.unit, desk)
    return Told(unit, given.told_at, to=given.told_to, read_back=given.read_back, by=given.told_by)


def unit_by(code: str, desk: Desk) -> int:
    """Return the id of a unit of today by its code; raises Problem."""
    found = next((unit.pk for unit in desk.rulebook.units.values() if unit.code == code), None)
    if found is None:
        raise unfit(_("Такого подразделения нет."), unit=code)
    return found


def fields_of(given: Fields, subject: Subject | None, desk: Desk) -> dict[str, Any]:
    """Return the subject's own fields as they are kept, judged by the console's own form; raises Problem."""
    if subject is None or not given:
        if given:
            raise unfit(_("У этого пункта нет своих полей."), fields=sorted(given))
        return {}
    if unknown := sorted(_unknown(given, subject)):
        raise unfit(_("Таких полей у этого пункта нет."), fields=unknown)
    form: Any = forms.Form(spread(subject, given))
    add_fields(form, subject, desk)
    if not form.is_valid():
        raise unfit(_("Поля заполнены не так."), fields={name: list(map(str, e)) for name, e in form.errors.items()})
    return filled(form, subject)


def _unknown(given: Fields, subject: Subject) -> Iterator[str]:
    """Give what the subject does not ask for, or asks for in another shape: alone, or as rows of a group."""
    groups = {code for code, group in subject.groups.items() if group.repeats}
    alone = {one.code for one in subject.fields if one.group not in groups}
    for code, value in given.items():
        if isinstance(value, list):
            asked = {one.code for one in subject.in_group(code)} if code in groups else set()
            if code not in groups or len(value) > MOST_ROWS:
                yield code
            yield from (f"{code}.{name}" for row in value for name in row if name not in asked)
        elif code not in alone:
            yield code


def handling_of(code: str, desk: Desk) -> str:
    """Return a code of the pack's handling, or ""; raises Problem for an unknown one."""
    if code and code not in desk.rulebook.edition.handling:
        raise unfit(_("Такой пометки нет."), handling=code, known=sorted(desk.rulebook.edition.handling))
    return code


def _refuse_form(given: OralGiven, regime: Regime, desk: Desk) -> None:
    """Refuse what is not told by word of mouth, a matter that presses with no time, a report with no call."""
    is_oral = any(rule.regime == regime.code and rule.form == "oral" for rule in desk.rulebook.edition.duties)
    if not regime.escalates and not is_oral:
        raise unfit(_("Это сообщают письменно: /messages/written."), regime=regime.code)
    if regime.escalates and given.known_at is None:
        raise unfit(_("Укажите known_at: от этого времени считается срок."))
    if not regime.escalates and (given.known_at is not None or not given.calls):
        raise unfit(_("Укажите в calls, кому и когда передано; known_at здесь не нужен."))
    units = [call.unit for call in given.calls]
    if len(set(units)) != len(units):
        raise unfit(_("Один вызов – один адресат: второй раз тот же записать нельзя."))


def _chosen(addressed: Sequence[Addressed], codes: list[str] | None, desk: Desk) -> list[Addressed]:
    if codes is None:
        return list(addressed)
    wanted = {unit_by(code, desk) for code in codes}
    if strangers := wanted - {one.unit for one in addressed}:
        raise unfit(_("Этим подразделениям по этому пункту не сообщают."), units=sorted(strangers))
    return [one for one in addressed if one.unit in wanted]


def _expects_act(clause: str, desk: Desk) -> bool:
    subject = desk.rulebook.subject(clause)
    return bool(subject and subject.expects_act)


def _ours(id: uuid.UUID, desk: Desk) -> Message:
    found = Message.objects.filter(pk=id, unit=desk.unit, form=ORAL).first()
    if found is None:
        raise not_found()
    return found
