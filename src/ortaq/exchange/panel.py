"""A request as its page shows it: where it stands, whose clock runs, what can be done next, and how it came there."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.duties.words import CLOSING, LATE, MINE, WAITING, Shown, look_of, shown
from ortaq.exchange.asks import Request, RequestStep
from ortaq.exchange.beside import Beside, besides
from ortaq.exchange.crosscheck import (
    NAME,
    NAME_AND_BIRTH,
    NAME_OTHER_BIRTH,
    NEAR_AND_BIRTH,
    Checked,
    Match,
    Reason,
    check,
)
from ortaq.exchange.request_words import ground_in_words, refusals, state_in_words, urgency_in_words, verb_in_words
from ortaq.rules.identifiers import DOCUMENT, MESSAGE, PLATE
from ortaq.rules.life import REQUEST
from ortaq.rules.requests import ANSWER, REPLY

OF_THE_ASKER = ("supply", "withdraw")
DONE, VOID = "done", "void"


@dataclass(frozen=True)
class Found:
    """A message of our own that may concern the request, with the reasons in words."""

    match: Match
    author: str
    subject: str
    reasons: Sequence[str]


@dataclass
class Panel:
    """One request as this desk sees it."""

    request: Request
    kind: str
    urgency: str
    asker: str
    unit: str
    state: str
    look: str
    next: str
    clocks: Sequence[Shown]
    may: frozenset[str]
    refusals: Sequence[tuple[str, str]]
    history: Sequence[tuple[RequestStep, str, str]]
    in_part: bool = False
    is_to_us: bool = False
    checked: Checked | None = None
    found: Sequence[Found] = field(default_factory=list)
    besides: Sequence[Beside] = ()
    forms: dict[str, Any] = field(default_factory=dict)


def panels(desk: Desk, requests: Iterable[Request]) -> list[Panel]:
    """Return the panels of the requests of one matter, those to this unit first."""
    found = list(requests)
    duties = clocks_of(found)
    made = [panel(desk, one, duties.get(one.clock, [])) for one in found]
    return sorted(made, key=lambda one: not one.is_to_us)


def panel(desk: Desk, request: Request, duties: Sequence[Duty]) -> Panel:
    """Return how one request looks from this desk."""
    may, kind = possible(desk, request, duties), desk.rulebook.edition.requests.get(request.kind)
    ours = request.unit_id == desk.unit.pk
    look = look_of_request(request, duties, desk)
    answers = ours and desk.is_on_watch and desk.may("may_answer_request") and desk.may("may_read_content")
    checked = check(request) if answers and request.is_open else None
    running = [one for one in duties if one.is_unfinished]
    return Panel(
        request=request,
        kind=desk.said(kind.name) if kind else request.kind,
        urgency=urgency_in_words(desk, request.urgency),
        asker=desk.name(request.asker_id),
        unit=desk.name(request.unit_id),
        state=state_in_words(request.state),
        look=look,
        next=next_in_words(request, desk, look),
        clocks=[shown(one, desk) for one in sorted(running, key=lambda one: one.due_at or desk.now)],
        may=may,
        refusals=refusals(desk, request.kind),
        history=[
            (step, verb_in_words(step.verb), ground_in_words(desk, step.ground)) for step in request.history.all()
        ],
        in_part=bool(kind and kind.in_part),
        is_to_us=ours,
        besides=besides(request, desk),
        checked=checked,
        found=[_found(one, desk) for one in checked.matches] if checked else [],
    )


def clocks_of(requests: Sequence[Request]) -> Mapping[uuid.UUID, list[Duty]]:
    """Return the duties of the requests' present clocks."""
    found: dict[uuid.UUID, list[Duty]] = {}
    for duty in Duty.objects.filter(record__in=[one.clock for one in requests]):
        found.setdefault(duty.record or duty.pk, []).append(duty)
    return found


def possible(desk: Desk, request: Request, duties: Sequence[Duty]) -> frozenset[str]:
    """Return the steps that this officer may take now."""
    if not desk.is_on_watch or not desk.may("may_answer_request"):
        return frozenset()
    ours, mine = desk.unit.pk, request.unit_id
    side = {verb for moves in REQUEST.moves.values() for verb in moves if (verb in OF_THE_ASKER) == (ours != mine)}
    allowed = {verb for verb in side if REQUEST.allows(request.state, verb)}
    if ours not in (request.unit_id, request.asker_id):
        return frozenset()
    if not any(is_late(one, desk) for one in duties):
        allowed.discard("explain")
    return frozenset(allowed)


def is_late(duty: Duty, desk: Desk) -> bool:
    """Whether its term has run out and it is not done."""
    return duty.is_unfinished and look_of(duty, desk) == LATE


def look_of_request(request: Request, duties: Sequence[Duty], desk: Desk) -> str:
    """Return the one meaning that its colour and shape have."""
    if not request.is_open:
        return VOID if request.state in ("withdrawn", "referred") else DONE
    looks = [look_of(one, desk) for one in duties if one.is_unfinished]
    if LATE in looks:
        return LATE
    ours_next = request.asker_id if request.state == "unclear" else request.unit_id
    if ours_next != desk.unit.pk:
        return WAITING
    return CLOSING if CLOSING in looks else MINE


def next_in_words(request: Request, desk: Desk, look: str) -> str:
    """Return what comes next and from whom, in one sentence."""
    to_us = request.unit_id == desk.unit.pk
    if not request.is_open:
        return ""
    if request.state == "unclear":
        return gettext("Ждём уточнения от спросившего.") if to_us else gettext("Уточните запрос: без этого не ответят.")
    if not to_us:
        return gettext("Ждём ответа.") if request.state == "accepted" else gettext("Ждём решения, затем ответа.")
    if look == LATE:
        return gettext("Срок истёк: ответьте или объясните задержку и назовите новый срок.")
    return gettext("Ответьте.") if request.state == "accepted" else gettext("Примите, отклоните или ответьте сразу.")


def reason_in_words(reason: Reason) -> str:
    """Return why a message may concern the request: what agrees, and how the request has it."""
    words = {
        DOCUMENT: gettext("тот же документ"),
        PLATE: gettext("тот же номер автомобиля"),
        MESSAGE: gettext("то же сообщение"),
        NAME_AND_BIRTH: gettext("имя и дата рождения те же"),
        NEAR_AND_BIRTH: gettext("имя похоже, дата рождения та же"),
        NAME: gettext("имя то же, дата рождения не указана"),
        NAME_OTHER_BIRTH: gettext("имя то же, дата рождения другая"),
    }
    return f"{words[reason.what]}: {reason.said}"


def part_of(duty: Duty, desk: Desk) -> str:
    """Return which of a request's two clocks a duty is, "" where it is none."""
    try:
        part = desk.rulebook.edition.duty(duty.rule).part
    except LookupError:
        return ""
    return part if part in (REPLY, ANSWER) else ""


def _found(match: Match, desk: Desk) -> Found:
    message = match.message
    reasons = [reason_in_words(one) for one in match.reasons]
    return Found(match, desk.name(message.unit_id), desk.subject(message.clause), reasons)
