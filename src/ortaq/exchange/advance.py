"""Word of an event: taking the event down, moving it, calling it off, and the notice that is owed of it.

Each verb is one transaction. What is owed, and by when, the pack says for the clause; the duty follows from the date
of the event, and the notice closes it, late where it is late.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from ortaq.duties.facts import Arisen, Done, Fact, source
from ortaq.duties.models import Duty
from ortaq.duties.moves import fulfil, lapse, void
from ortaq.duties.opening import Owed, open_duties
from ortaq.duties.rulebook import Addressed, Rulebook
from ortaq.exchange.errors import AlreadyDone, AlreadySent, NothingSaid, NotPossible, TimesDisagree
from ortaq.exchange.models import NOTICE, Message
from ortaq.exchange.planned import EventMove, PlannedEvent
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import SKEW, Saying, only_one_at_a_time, send_written
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.lib.ids import uuid7, uuid_of

Bar = Callable[[str, Actor, datetime, Rulebook], None]
_bars: list[Bar] = []


def barred_by(bar: Bar) -> Bar:
    """Let another package bar word of an event: it raises ExchangeError where none may be given under a clause."""
    _bars.append(bar)
    return bar


MOVED, CALLED_OFF = "the event was moved", "the event was called off"
"""Why a duty is void: its parties read it, who do not see the event's own words."""


def take_down(
    clause: str,
    title: str,
    planned_at: datetime,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> PlannedEvent:
    """Take down an event of which word is owed; the duty to give it opens.

    Taken down before under `id`, it is returned. Raises NothingSaid without a title, TimesDisagree for what is told
    afterwards and has not been, StateSecret, AlreadySent where another event was taken down under this identity.
    """
    if not title.strip():
        raise NothingSaid("an event needs a name")
    refuse_state_secrets(title, rulebook.edition)
    _refuse_barred(clause, by, at, rulebook)
    return _taken_down(clause, title.strip(), planned_at, by=by, at=at, rulebook=rulebook, identity=id or uuid7())


def move(
    event: PlannedEvent, planned_at: datetime, *, by: Actor, at: datetime, reason: str, rulebook: Rulebook
) -> EventMove:
    """Give an event another date, and say why: the term moves with it. What had run out before stays late.

    Raises NotPossible without a reason, or for an event that was called off or stands there already; TimesDisagree,
    StateSecret, AlreadyDone.
    """
    _refuse_what_lies_ahead(event.clause, planned_at, at, rulebook)
    if event.is_cancelled or event.stands_at == planned_at:
        raise NotPossible("it was called off, or stands there already", step="moved")
    return _step(event, planned_at, by=by, at=at, reason=reason, rulebook=rulebook)


def cancel(event: PlannedEvent, *, by: Actor, at: datetime, reason: str, rulebook: Rulebook) -> EventMove:
    """Call an event off, and say why: nothing more is owed of it. Raises NotPossible, AlreadyDone."""
    if event.is_cancelled:
        raise AlreadyDone("it was called off before", step="cancelled")
    return _step(event, None, by=by, at=at, reason=reason, rulebook=rulebook)


def give_notice(
    saying: Saying,
    addressed: Sequence[Addressed],
    *,
    event: PlannedEvent | None = None,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Message:
    """Give word of an event: every duty to do so closes. One that was never taken down is taken down with it.

    Sent before under the same id, it is returned as it was sent. Raises what `take_down` and `send_written` raise, and
    NotPossible for an event that was called off.
    """
    if event is not None and event.is_cancelled:
        raise NotPossible("it was called off", step="notice")
    _refuse_barred(saying.clause, by, at, rulebook)
    if event is None and saying.planned_at is None:
        return send_written(saying, addressed, by=by, at=at, rulebook=rulebook)
    with transaction.atomic():
        if event is None:
            event = _told_at_once(saying, by=by, at=at, rulebook=rulebook)
        first = Message.objects.filter(relation=NOTICE, relates_to=event.pk, unit=event.unit_id).first()
        matter = first.matter if first else None
        when = event.stands_at
        said = replace(saying, relation=NOTICE, relates_to=event.pk, planned_at=when, matter=saying.matter or matter)
        message = send_written(said, addressed, by=by, at=at, rulebook=rulebook)
        done_at = message.entered_at
        fulfil(keys_of(event, done_at), by=by, at=done_at, record=message.pk, recorded_at=done_at)
    return message


def _refuse_barred(clause: str, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    for bar in _bars:
        bar(clause, by, at, rulebook)


def is_told_afterwards(clause: str, rulebook: Rulebook) -> bool:
    """Whether word of the clause's events is owed after them and not ahead."""
    return not any(getattr(rule.term, "backwards", False) for rule in rulebook.rules_of_events(clause))


def events_of(records: Iterable[uuid.UUID]) -> dict[uuid.UUID, PlannedEvent]:
    """Return the events from whose dates duties follow, by what stands in the duty as its record."""
    wanted = list(records)
    found = {event.pk: event for event in PlannedEvent.objects.filter(pk__in=wanted)}
    moves = EventMove.objects.filter(pk__in=wanted).select_related("event")
    return found | {one.pk: one.event for one in moves}


def keys_of(event: PlannedEvent, until: datetime) -> list[str]:
    """Return the keys of the duties that all dates of an event made, as far as they were taken down by `until`."""
    rows: list[PlannedEvent | EventMove] = [
        event,
        *event.moves.filter(at__lte=until).exclude(planned_at=None).order_by("n"),
    ]
    return [owed.key for row in rows for owed in _owed(row, Rulebook.at(row.at))]


def _taken_down(
    clause: str, title: str, planned_at: datetime, *, by: Actor, at: datetime, rulebook: Rulebook, identity: uuid.UUID
) -> PlannedEvent:
    assert by.unit is not None
    _refuse_what_lies_ahead(clause, planned_at, at, rulebook)
    event = PlannedEvent(
        id=identity,
        unit_id=by.unit,
        clause=clause,
        edition=rulebook.edition.id,
        title=title,
        planned_at=planned_at,
        at=at,
        officer=by.officer,
        officer_name=by.name,
        session=by.session or "",
        visible_to=[by.unit],
    )
    with transaction.atomic(savepoint=False):
        only_one_at_a_time(identity)
        earlier = PlannedEvent.objects.filter(pk=identity).first()
        if earlier is None:
            event.save(force_insert=True)
            record("event.planned", event.pk, event.to_ledger(), by=by, at=at)
            open_duties(_owed(event, rulebook), by=by, at=at)
    if earlier is not None and _said(earlier) != _said(event):
        raise AlreadySent("the same form, another event")
    return earlier or event


def _told_at_once(saying: Saying, *, by: Actor, at: datetime, rulebook: Rulebook) -> PlannedEvent:
    """Take down the event that a notice tells of, under the identity that the same notice always gives it.

    It bears no name: what the notice says of it is content, and may be erased.
    """
    assert saying.planned_at is not None
    identity = uuid_of("event", str(saying.id)) if saying.id else uuid7()
    told = (saying.clause, "", saying.planned_at)
    return _taken_down(*told, by=by, at=at, rulebook=rulebook, identity=identity)


def _refuse_what_lies_ahead(clause: str, planned_at: datetime, at: datetime, rulebook: Rulebook) -> None:
    if is_told_afterwards(clause, rulebook) and planned_at > at + SKEW:
        raise TimesDisagree("what is told of afterwards lies ahead", planned_at=planned_at)


def _step(
    event: PlannedEvent, planned_at: datetime | None, *, by: Actor, at: datetime, reason: str, rulebook: Rulebook
) -> EventMove:
    if not reason.strip():
        raise NotPossible("why it moves must be said", step="moved")
    refuse_state_secrets(reason, rulebook.edition)
    step = EventMove(
        event=event,
        n=(event.last.n if event.last else 0) + 1,
        planned_at=planned_at,
        reason=reason.strip(),
        at=at,
        officer=by.officer,
        officer_name=by.name,
        unit_id=event.unit_id,
        session=by.session or "",
        visible_to=event.visible_to,
    )
    try:
        with transaction.atomic():
            step.save(force_insert=True)
            record("event.moved", step.pk, step.to_ledger(), by=by, at=at)
            _take_back(event, step, by=by, at=at)
            if planned_at is not None:
                open_duties(_owed(step, rulebook), by=by, at=at)
    except IntegrityError as error:
        raise AlreadyDone("somebody was first", step="moved") from error
    return step


def _take_back(event: PlannedEvent, step: EventMove, *, by: Actor, at: datetime) -> None:
    """Void what the former date made owed. What ran out before the event moved was late and stays so."""
    former = list(Duty.objects.filter(key__in=keys_of(event, at)).exclude(record=step.pk).unfinished())
    lapse(former, by=Actor.program("clock"), recorded_at=at)
    for duty in Duty.objects.filter(pk__in=[one.pk for one in former]).unfinished():
        if step.planned_at is None or duty.status == "open":
            void(duty, by=by, at=at, reason=MOVED if step.planned_at else CALLED_OFF)


def _owed(row: PlannedEvent | EventMove, rulebook: Rulebook) -> list[Owed]:
    """Return what one date of an event makes its unit owe."""
    assert row.planned_at is not None
    clause = row.clause if isinstance(row, PlannedEvent) else row.event.clause
    return rulebook.of_event(clause, row.planned_at, row.at, row.unit_id, row.pk)


def _said(event: PlannedEvent) -> tuple[object, ...]:
    return event.unit_id, event.clause, event.title, event.planned_at


@source
def dated() -> Iterator[Fact]:
    """Each date of an event makes its unit owe word of it."""
    for event in PlannedEvent.objects.order_by("at").iterator():
        yield Arisen(event.at, _owed(event, Rulebook.at(event.at)))
    moves = EventMove.objects.exclude(planned_at=None).select_related("event").order_by("at", "n")
    for step in moves.iterator():
        yield Arisen(step.at, _owed(step, Rulebook.at(step.at)))


@source
def noticed() -> Iterator[Fact]:
    """A notice closes what all the dates of its event, as far as they were known, made owed."""
    events = PlannedEvent.objects.in_bulk()
    for message in Message.objects.filter(relation=NOTICE).order_by("entered_at").iterator():
        event = events.get(message.relates_to)
        if event is not None:
            at = message.entered_at
            yield Done(at, at, message.pk, keys_of(event, at))
