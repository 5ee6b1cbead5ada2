"""The pages of what is told ahead of an event, or separately after it: events taken down, and notices of them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.duties.desk import Asked, Desk, door
from ortaq.duties.models import Duty
from ortaq.duties.words import Shown, shown
from ortaq.exchange import advance as verbs
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.faults import in_words, words_of
from ortaq.exchange.fields import spread
from ortaq.exchange.forms import Reason
from ortaq.exchange.judging import handled, judged_before
from ortaq.exchange.models import NOTICE, Message
from ortaq.exchange.noticing import Event, NewDate, Notice, dated_subjects, told_of
from ortaq.exchange.planned import EventMove, PlannedEvent
from ortaq.exchange.reach import unreached
from ortaq.exchange.sending import Saying
from ortaq.exchange.story import Story
from ortaq.exchange.uploading import takes_files
from ortaq.exchange.views.telling import form_page, named, refuse, sent, typed_in
from ortaq.rules.edition import Subject

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One event as its unit sees it: the duties that its dates made, and the notices that were given."""

    event: PlannedEvent
    subject: str
    name: str
    duties: Sequence[Shown]
    notices: Sequence[Message]
    moves: Sequence[EventMove]

    @property
    def owed(self) -> Shown | None:
        """What is still to be done about it."""
        return next((one for one in reversed(self.duties) if one.duty.is_unfinished), None)

    @property
    def due_at(self) -> datetime:
        """When word is owed at the latest; the event itself where no number is set."""
        return (self.owed.duty.due_at if self.owed else None) or self.event.planned_at


@door()
@require_GET
def advance(request: Asked) -> HttpResponseBase:
    """What events the unit has taken down, which notices are owed, and the doors to tell of others."""
    desk = request.desk
    events = PlannedEvent.objects.filter(unit=desk.unit).prefetch_related("moves").order_by("-planned_at")[:SHOWN]
    found = lines(list(events), desk)
    ahead = sorted((one for one in found if one.owed), key=lambda one: one.due_at)
    page = {"ahead": ahead, "past": [one for one in found if not one.owed], "subjects": offered(desk)}
    return render(request, "exchange/advance.html", page)


@door("may_send")
@in_words
def event_new(request: Asked, clause: str) -> HttpResponseBase:
    """Take down an event; the duty to give word of it opens."""
    desk = request.desk
    subject = subject_of(clause, desk)
    form = Event(request.POST or None, desk=desk, subject=subject)
    if form.is_valid():
        data = form.cleaned_data
        try:
            book, by = desk.rulebook, desk.actor
            event = verbs.take_down(
                clause, data["title"], data["when"], by=by, at=desk.now, rulebook=book, id=data["once"]
            )
        except ExchangeError as error:
            refuse(form, error)
        else:
            messages.success(request, gettext("Записано. Срок известить стоит на консоли."))
            return redirect("event", event.pk)
    page = {"form": form, "subject": subject, "afterwards": verbs.is_told_afterwards(clause, desk.rulebook)}
    return render(request, "exchange/event_new.html", page, status=422 if form.is_bound else 200)


@takes_files
@door("may_send")
@in_words
def notice_new(request: Asked, clause: str) -> HttpResponseBase:
    """Give word of an event that was not taken down before: its duty opens and closes at once."""
    return _notice(request, subject_of(clause, request.desk), None)


@takes_files
@door("may_send")
@in_words
def event_notice(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Give word of an event that was taken down: the duties that its dates made close."""
    event = ours(request, pk)
    return _notice(request, subject_of(event.clause, request.desk), event)


@door()
@require_GET
def event(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """One event: when it takes place, what is owed of it, how it moved, what was told."""
    return _event_page(request, ours(request, pk))


@door("may_send")
@require_POST
@in_words
def event_date(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Give the event another date: the term moves with it."""
    found, desk = ours(request, pk), request.desk
    form = NewDate(request.POST, desk=desk, subject=subject_of(found.clause, desk))

    def step() -> None:
        data = form.cleaned_data
        verbs.move(found, data["when"], by=desk.actor, at=desk.now, reason=data["reason"], rulebook=desk.rulebook)

    return _done(request, found, form, step, gettext("Перенесено. Срок известить посчитан заново."), new_date=form)


@door("may_send")
@require_POST
@in_words
def event_cancellation(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Call the event off: nothing more is owed of it."""
    found, desk = ours(request, pk), request.desk
    form = Reason(request.POST)

    def step() -> None:
        reason = form.cleaned_data["reason"]
        verbs.cancel(found, by=desk.actor, at=desk.now, reason=reason, rulebook=desk.rulebook)

    return _done(
        request, found, form, step, gettext("Отменено. Если о событии уже известили, дополните сообщение."), off=form
    )


def lines(events: Sequence[PlannedEvent], desk: Desk) -> list[Line]:
    """Return events as their unit sees them, with two queries however many there are."""
    rows = {row.pk: one.pk for one in events for row in (one, *one.moves.all())}
    duties: dict[uuid.UUID, list[Shown]] = defaultdict(list)
    for duty in Duty.objects.filter(record__in=list(rows), owed_by=desk.unit).order_by("opens_at", "due_at"):
        duties[rows[duty.record]].append(shown(duty, desk))  # type: ignore[index]
    notices: dict[uuid.UUID | None, list[Message]] = defaultdict(list)
    for message in Message.objects.filter(relation=NOTICE, relates_to__in=[one.pk for one in events]).order_by(
        "sent_at"
    ):
        notices[message.relates_to].append(message)
    return [
        Line(
            one,
            desk.subject(one.clause),
            one.title or desk.subject(one.clause),
            duties[one.pk],
            notices[one.pk],
            sorted(one.moves.all(), key=lambda move: move.n),
        )
        for one in events
    ]


def offered(desk: Desk) -> list[tuple[Subject, bool]]:
    """Return the subjects of such events, each with whether it is told of afterwards."""
    return [(one, verbs.is_told_afterwards(one.clause, desk.rulebook)) for one in dated_subjects(desk)]


def subject_of(clause: str, desk: Desk) -> Subject:
    """Return the subject of this clause whose messages tell of events; raises Http404."""
    found = next((one for one in dated_subjects(desk) if one.clause == clause), None)
    if found is None:
        raise Http404
    return found


def ours(request: Asked, pk: uuid.UUID) -> PlannedEvent:
    """Return the unit's own event; raises Http404."""
    return get_object_or_404(PlannedEvent.objects.prefetch_related("moves"), pk=pk, unit=request.unit)


def _notice(request: Asked, subject: Subject, known: PlannedEvent | None) -> HttpResponseBase:
    desk = request.desk
    addressed = desk.rulebook.route(subject.clause, desk.unit.pk)
    form = Notice(typed_in(request), desk=desk, subject=subject, is_known=known is not None)

    def send() -> Message:
        saying = Saying(
            clause=subject.clause,
            body=form.body(),
            id=form.cleaned_data["once"],
            handling=handled(form),
            files=form.attached(),
            planned_at=form.happens_at,
        )
        return verbs.give_notice(saying, addressed, event=known, by=desk.actor, at=desk.now, rulebook=desk.rulebook)

    name = f"notice-{known.pk if known else subject.clause}"
    if answer := sent(request, form, name, send, gettext("Извещено, № %s.")):
        return answer
    before, origin = _told_before(known, form, desk), told_of(known, desk) if known else None
    if origin and before is None:
        body = origin.body()
        form.fill({"text": body.get("text", ""), **spread(subject, body)})
    page: dict[str, Any] = {"subject": subject, "event": known, "addressed": named(addressed, desk), "before": before}
    page["origin"] = origin
    page |= {"afterwards": verbs.is_told_afterwards(subject.clause, desk.rulebook), "stands_at": _stands(known)}
    page["unreached"] = unreached(desk, subject.clause)
    return form_page(request, "exchange/notice.html", form, name, **page)


def _told_before(known: PlannedEvent | None, form: Notice, desk: Desk) -> Message | None:
    """Return the last notice of an event, and fill the form of the next with what it said: type once."""
    last = Message.objects.filter(relation=NOTICE, relates_to=known.pk).order_by("-sent_at").first() if known else None
    content = Story(desk, last).contents.get(last.pk) if last else None
    if last and content:
        said = {"text": content.body.get("text", ""), **spread(form.subject, content.body)}
        form.fill({**said, **judged_before(content.body, last.handling)})
    return last


def _stands(known: PlannedEvent | None) -> datetime | None:
    return known.stands_at if known else None


def _done(
    request: Asked, found: PlannedEvent, form: Reason, step: Callable[[], None], words: str, **faulty: Reason
) -> HttpResponseBase:
    """Take a step that a valid form tells and lead back to the event; else show the event with what is wrong."""
    if form.is_valid():
        try:
            step()
        except ExchangeError as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, words)
            return redirect("event", found.pk)
    return _event_page(request, found, status=422, **faulty)


def _event_page(request: Asked, found: PlannedEvent, *, status: int = 200, **faulty: Reason) -> HttpResponseBase:
    desk = request.desk
    page = {
        "line": lines([found], desk)[0],
        "event": found,
        "origin": told_of(found, desk),
        "new_date": NewDate(desk=desk, subject=subject_of(found.clause, desk)),
        "off": Reason(),
        "may_change": desk.may("may_send") and not found.is_cancelled,
    }
    return render(request, "exchange/event.html", {**page, **faulty}, status=status)
