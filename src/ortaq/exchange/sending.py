"""How a message is sent: header, content, addressees, calls, the duties that arise, their ledger entries and the
sign to the other screens, all in one transaction. What fails leaves nothing; what succeeds is durable.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from ortaq.duties.models import Duty
from ortaq.duties.moves import fulfil
from ortaq.duties.opening import Arisen, DoneAlready, Owed, arisen, open_new
from ortaq.duties.rulebook import Addressed, Rulebook
from ortaq.exchange.errors import AlreadyDone, AlreadySent, NobodyAddressed, NothingSaid, TimesDisagree
from ortaq.exchange.files import FILES, Attachment, File
from ortaq.exchange.gaps import stand_ins
from ortaq.exchange.mentions import mentions
from ortaq.exchange.models import (
    ADDRESSEE,
    ORAL,
    TELEPHONE,
    WITHDRAWAL,
    WRITTEN,
    Binding,
    Call,
    Content,
    Message,
    Recipient,
    local_year,
)
from ortaq.exchange.notice import tell_screens
from ortaq.exchange.outside import delivering
from ortaq.exchange.relations import earlier as said_of
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.uploads import are_sent
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import Row, entries
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.wire.commitment import commit, new_salt

SKEW = timedelta(minutes=2)
AWARENESS, ORAL_MESSAGE = "awareness", "oral"  # the anchors of the term language that this road knows
SAID = ("unit_id", "form", "clause", "matter", "nothing_to_report", "relation", "relates_to", "handling", "planned_at")
"""With the words, what a repetition must repeat."""


@dataclass(frozen=True, slots=True)
class Told:
    """An oral message to one unit as the caller logs it: the true time, who took it, whether it was read back."""

    unit: int
    at: datetime
    to: str = ""
    read_back: bool = False
    by: str = ""
    channel: str = TELEPHONE


@dataclass(frozen=True, slots=True)
class Saying:
    """What is to be told: under which clause, its words and fields, and since when the matter is known.

    `id` is the identity that the message is to have. Whoever got no answer sends the same again under the same `id`
    and is led to the message already sent; None where nobody will ask twice.
    """

    clause: str
    body: Mapping[str, Any]
    known_at: datetime | None = None
    expects_act: bool = False
    nothing_to_report: bool = False
    matter: uuid.UUID | None = None
    told: Sequence[Told] = field(default=())
    id: uuid.UUID | None = None
    relation: str = ""
    relates_to: uuid.UUID | None = None
    handling: str = ""
    planned_at: datetime | None = None
    files: Sequence[File] = field(default=())

    def content(self) -> dict[str, Any]:
        """Return all that the commitment covers: the words, the fields, and what is known of the files."""
        return {**self.body, **({FILES: [one.facts() for one in self.files]} if self.files else {})}


def send_oral(
    saying: Saying, addressed: Sequence[Addressed], *, by: Actor, at: datetime, rulebook: Rulebook
) -> Message:
    """Tell by word of mouth, at `at` by the program's clock; the calls carry their true times.

    Each call starts its own clock for the writing. An addressee on the console is alarmed at once whether or not it
    was called; one that only the telephone reaches waits to be called. Sent before under the same id, it is returned
    as it was sent. Raises NobodyAddressed, NothingSaid, TimesDisagree, StateSecret, AlreadySent.
    """
    _check(saying, addressed, at, rulebook)
    message = _header(saying, ORAL, by=by, at=at, rulebook=rulebook)
    recipients = _recipients(message, saying, addressed, at, rulebook)
    calls = [_call(message, told, by=by, at=at) for told in saying.told]
    with transaction.atomic(savepoint=False):
        earlier = _sent_before(message) if saying.id else None
        if earlier is None:
            new = _arisen(message, recipients, calls, by=by, at=at, rulebook=rulebook)
            _insert(message, saying, recipients, calls, new, by=by, at=at, rulebook=rulebook)
            if message.known_at is None:
                _after_call(message, calls, by=by, at=at, rulebook=rulebook)
            tell_screens(message, [recipient.unit_id for recipient in recipients])
    if earlier is not None:
        _refuse_other_words(earlier, message, saying)
        _refuse_more(earlier, "recipients", [one.unit_id for one in recipients if one.via_id is None])
        _refuse_more(earlier, "calls", [call.unit_id for call in calls])
    return earlier or message


def send_written(
    saying: Saying,
    addressed: Sequence[Addressed],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    confirms: Sequence[Call] = (),
    answers_window: bool = True,
    alarms: Collection[int] = (),
    seen_by: Collection[int] = (),
) -> Message:
    """Write, and confirm by this writing the calls it is bound to; their duties close at `at`.

    A writing bound to none answers the latest window of its regime, unless the caller knows which one it is about.
    It alarms nobody but those in `alarms`; `seen_by` are units beside the parties to whom its header is shown.
    Sent before under the same id, it is returned as it was sent. Raises NobodyAddressed, NothingSaid, StateSecret,
    AlreadySent.
    """
    _check(saying, addressed, at, rulebook)
    message = _header(saying, WRITTEN, by=by, at=at, rulebook=rulebook)
    recipients = _recipients(message, saying, addressed, at, rulebook, alarms=alarms, seen_by=seen_by)
    with transaction.atomic(savepoint=False):
        earlier = _sent_before(message) if saying.id else None
        if earlier is None:
            _insert(message, saying, recipients, [], Arisen([], []), by=by, at=at, rulebook=rulebook)
            _bind(message, confirms, by=by, at=at, rulebook=rulebook)
            if not confirms and answers_window and message.answers_window:
                told = [one.unit_id for one in recipients if one.via_id is None]
                close_window(message, told, by=by, at=at, record=message.pk, recorded_at=at)
            tell_screens(message, [recipient.unit_id for recipient in recipients])
    if earlier is not None:
        _refuse_other_words(earlier, message, saying)
        _refuse_more(earlier, "bindings__call", [call.unit_id for call in confirms])
    return earlier or message


def log_call(message: Message, told: Told, *, by: Actor, at: datetime, rulebook: Rulebook) -> Call:
    """Take down a call made after the message was entered; its own clock for the writing starts at `told.at`.

    Raises NobodyAddressed where the unit is not among those whom the message went to, TimesDisagree, and AlreadyDone
    where a call to this unit was taken down before.
    """
    _check_told(told, message.known_at, at)
    if not message.is_called or not Recipient.objects.filter(message=message, unit=told.unit).exists():
        raise NobodyAddressed("a call to a unit that is not addressed", unit=told.unit)
    call = _call(message, told, by=by, at=at)
    try:
        with transaction.atomic():
            insert([call], entries([("call.logged", call.pk, call.to_ledger(), by, at)]))
            Recipient.objects.filter(message=message, unit=told.unit, delivered_at=None).update(
                delivered_at=told.at, step="delivered"
            )
            if not rulebook.is_on_console(told.unit):
                Recipient.objects.filter(message=message, unit=told.unit).update(alarms=False, climb_at=None)
            _after_call(message, [call], by=by, at=at, rulebook=rulebook)
            tell_screens(message, [told.unit, message.unit_id], what="changed")
    except IntegrityError as error:
        raise AlreadyDone("a call to this unit was taken down before", unit=told.unit) from error
    return call


def _check(saying: Saying, addressed: Sequence[Addressed], at: datetime, rulebook: Rulebook) -> None:
    refuse_state_secrets(saying.body, rulebook.edition)
    if not any(one.role == ADDRESSEE for one in addressed):
        raise NobodyAddressed("a message needs an addressee")
    if not saying.nothing_to_report and not str(saying.body.get("text", "")).strip():
        raise NothingSaid("a message needs words")
    if saying.known_at is not None and saying.known_at > at + SKEW:
        raise TimesDisagree("known in the future", known_at=saying.known_at)
    for told in saying.told:
        _check_told(told, saying.known_at, at)
        if told.unit not in {one.unit for one in addressed}:
            raise NobodyAddressed("a call to a unit that is not addressed", unit=told.unit)


def _check_told(told: Told, known_at: datetime | None, at: datetime) -> None:
    if told.at > at + SKEW:
        raise TimesDisagree("told in the future", told_at=told.at)
    if known_at is not None and told.at < known_at:
        raise TimesDisagree("told before it was known", told_at=told.at, known_at=known_at)


def _sent_before(message: Message) -> Message | None:
    """Return the message that stands under this identity already; of two that come at once the second waits here.

    To be called inside a transaction, which must not end by an exception of ours: a page has yet to be shown in it.
    """
    only_one_at_a_time(message.pk)
    return Message.objects.filter(pk=message.pk, unit=message.unit_id).select_related("content").first()


def only_one_at_a_time(identity: uuid.UUID) -> None:
    """Let whoever else comes under this identity wait until this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [identity.int & (1 << 63) - 1])


def _refuse_other_words(earlier: Message, message: Message, saying: Saying) -> None:
    """Raise AlreadySent where what was sent under this identity is not what is to be said now."""
    content = getattr(earlier, "content", None)
    same = all(getattr(earlier, name) == getattr(message, name) for name in SAID)
    if not same or content is None or content.body != saying.content():
        raise AlreadySent("the same form, other words", number=earlier.number)


def _refuse_more(earlier: Message, told: str, units: Sequence[int]) -> None:
    """Raise AlreadySent where a unit would be told, called or confirmed to that was not when it was sent."""
    if set(units) - set(Message.objects.filter(pk=earlier.pk).values_list(f"{told}__unit", flat=True)):
        raise AlreadySent("the same form, for others", number=earlier.number)


def _bind(message: Message, calls: Sequence[Call], *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Bind the writing to the calls that it confirms; the duties to write to them are done."""
    bindings = [Binding(call=call, message=message, visible_to=message.visible_to) for call in calls]
    insert(bindings, entries(("call.bound", one.pk, one.to_ledger(), by, at) for one in bindings))
    keys = [
        key
        for call in calls
        for key in rulebook.keys_of(message.clause, ORAL_MESSAGE, call.by_unit_id, call.unit_id, call.pk)
    ]
    fulfil(keys, by=by, at=at, record=message.pk, recorded_at=at)


def _header(saying: Saying, form: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> Message:
    assert by.unit is not None
    identity = saying.id or uuid7()
    regime = rulebook.regime_of(saying.clause)
    return Message(
        id=identity,
        matter=saying.matter or identity,
        unit_id=by.unit,
        year=local_year(at, rulebook.zone_of(by.unit)),
        form=form,
        regime=regime.code,
        clause=saying.clause,
        edition=rulebook.edition.id,
        known_at=saying.known_at,
        sent_at=min([at, *(told.at for told in saying.told)]),
        entered_at=at,
        officer=by.officer,
        officer_name=by.name,
        session=by.session or "",
        expects_act=saying.expects_act,
        nothing_to_report=saying.nothing_to_report,
        relation=saying.relation,
        relates_to=saying.relates_to,
        handling=saying.handling,
        planned_at=saying.planned_at,
    )


def _recipients(
    message: Message,
    saying: Saying,
    addressed: Sequence[Addressed],
    at: datetime,
    rulebook: Rulebook,
    *,
    alarms: Collection[int] = (),
    seen_by: Collection[int] = (),
) -> list[Recipient]:
    """Make the rows of those addressed; a unit on the console has it as soon as the transaction is durable.

    What is told by word of mouth presses each addressee where its regime climbs; a writing presses those in `alarms`.
    """
    message.visible_to = rulebook.visible_to([message.unit_id, *(one.unit for one in addressed), *seen_by])
    told = {one.unit: one for one in saying.told}
    pressed = {one.unit for one in addressed if one.role == ADDRESSEE} if message.form == ORAL else set(alarms)
    climbs_after = (
        rulebook.acknowledge_within(saying.clause, message.unit_id) if message.form == ORAL else rulebook.silence
    )
    rows = []
    for one in addressed:
        on_console = rulebook.is_on_console(one.unit)
        delivered = at if on_console else told[one.unit].at if one.unit in told else None
        answered = one.unit in told and not on_console  # the telephone has no other receipt than who took the call
        presses = one.unit in pressed and climbs_after is not None and not answered
        rows.append(
            Recipient(
                message=message,
                unit_id=one.unit,
                role=one.role,
                clause=one.clause,
                why=dict(one.why),
                added_at=at,
                alarms=presses,
                step="delivered" if delivered else "sent",
                delivered_at=delivered,
                climb_at=at + climbs_after if presses and climbs_after is not None else None,
                visible_to=message.visible_to,
            )
        )
    return [*rows, *stand_ins(rows, at, rulebook)]


def _call(message: Message, told: Told, *, by: Actor, at: datetime) -> Call:
    return Call(
        message=message,
        unit_id=told.unit,
        by_unit_id=message.unit_id,
        told_at=told.at,
        entered_at=at,
        channel=told.channel,
        told_by=told.by or by.name,
        told_to=told.to,
        read_back=told.read_back,
        officer=by.officer,
        visible_to=message.visible_to,
    )


def _insert(
    message: Message,
    saying: Saying,
    recipients: Sequence[Recipient],
    calls: Sequence[Call],
    new: Arisen,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> None:
    """Write header, content, addressees, calls, what they make owed and the ledger's word on each, in one statement."""
    salt = new_salt()
    message.commitment = commit(saying.content(), salt)
    message.number, message.head = _number_and_head(message.unit_id, message.year)
    readers = sorted({message.unit_id, *(one.unit_id for one in recipients)})
    content = Content(message=message, salt=salt, body=saying.content(), visible_to=readers)
    files = Attachment.rows_of(saying.files, readers, message=message)
    said: list[Row] = [("message.sent", message.pk, message.to_ledger(), by, at)]
    said += [("message.addressed", one.pk, one.to_ledger(), by, at) for one in recipients]
    said += [("call.logged", one.pk, one.to_ledger(), by, at) for one in calls]
    written = [*entries(said), *new.entries(by, at)]
    named = mentions(message, saying.body, readers)
    insert([message], [content], recipients, calls, named, new.duties, new.moves, written, files)
    are_sent(files)
    _carry(message, saying, rulebook)


def _carry(message: Message, saying: Saying, rulebook: Rulebook) -> None:
    """Let the words go out of the console too, where the message says that they may."""
    handling = rulebook.edition.handled(message.handling)
    if handling and handling.leaves_console and saying.body.get("text"):
        delivering.carry(message, str(saying.body["text"]))


def _arisen(
    message: Message,
    recipients: Sequence[Recipient],
    calls: Sequence[Call],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Arisen:
    """What became known must be told to each addressee, and what was told must be written; a call made has told."""
    if message.known_at is None:
        return Arisen([], [])
    owed: list[Owed] = []
    for one in recipients:
        if one.role == ADDRESSEE:
            parties = (message.unit_id, one.unit_id)
            owed += rulebook.triggered(message.clause, AWARENESS, message.known_at, *parties, message.pk)
    done = {
        key: DoneAlready(call.told_at, call.pk)
        for call in calls
        for key in rulebook.keys_of(message.clause, AWARENESS, call.by_unit_id, call.unit_id, message.pk)
    }
    for call in calls:
        owed += _owed_in_writing(message, call, rulebook)
    return arisen([replace(one, visible_to=message.visible_to) for one in owed], by=by, at=at, done=done)


def _owed_in_writing(message: Message, call: Call, rulebook: Rulebook) -> list[Owed]:
    return rulebook.triggered(message.clause, ORAL_MESSAGE, call.told_at, call.by_unit_id, call.unit_id, call.pk)


def _after_call(message: Message, calls: Sequence[Call], *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """A call closes the duty to tell and opens the duty to write; a recurring report closes the duty of its window."""
    for call in calls:
        if not message.answers_window:
            _told_by_call(message, call, by=by, at=at, rulebook=rulebook)
            continue
        if message.known_at is None:
            close_window(message, [call.unit_id], by=by, at=call.told_at, record=call.pk, recorded_at=at)
            continue
        tell = rulebook.keys_of(message.clause, AWARENESS, call.by_unit_id, call.unit_id, message.pk)
        fulfil(tell, by=by, at=call.told_at, record=call.pk, recorded_at=at)
        owed = _owed_in_writing(message, call, rulebook)
        open_new([replace(one, visible_to=message.visible_to) for one in owed], by=by, at=at)


def _told_by_call(message: Message, call: Call, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    if message.relation == WITHDRAWAL:
        tell_of_withdrawn(
            message, call.unit_id, by=by, at=call.told_at, record=call.pk, recorded_at=at, rulebook=rulebook
        )


def tell_of_withdrawn(
    said: Message,
    unit: int,
    *,
    by: Actor,
    at: datetime,
    record: uuid.UUID,
    rulebook: Rulebook,
    recorded_at: datetime | None = None,
) -> None:
    """Close the duty to tell a unit of what was withdrawn: it has been told, and that the matter no longer holds."""
    matter = said_of(said)
    if matter is not None:
        keys = rulebook.keys_of(matter.clause, AWARENESS, matter.unit_id, unit, matter.pk)
        fulfil(keys, by=by, at=at, record=record, recorded_at=recorded_at or at)


def close_window(
    message: Message,
    told: Sequence[int],
    *,
    by: Actor,
    at: datetime,
    record: uuid.UUID,
    recorded_at: datetime,
) -> None:
    """Close the recurring duties that this message answers: of its regime, towards those told, their window open.

    The latest window that had opened by `at` is meant; one that opens later is not answered early.
    """
    open_then = Duty.objects.filter(
        Q(owed_to__in=told) | Q(owed_to=None), owed_by=message.unit_id, regime=message.regime, record=None
    )
    latest = open_then.filter(opens_at__lte=at).unfinished().order_by("owed_to", "-opens_at").distinct("owed_to")
    fulfil([duty.key for duty in latest], by=by, at=at, record=record, recorded_at=recorded_at)


def _number_and_head(unit: int, year: int) -> tuple[int, str]:
    """Return the unit's next number of the year, and the ledger's newest signed head, which every message carries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exchange_numbering AS n (unit_id, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (unit_id, year) DO UPDATE SET last = n.last + 1"
            " RETURNING last, coalesce((SELECT signature FROM ledger_head ORDER BY size DESC LIMIT 1), '')",
            [unit, year],
        )
        number, head = cursor.fetchone()
    return int(number), str(head)
