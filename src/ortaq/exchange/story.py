"""The story of one matter as a page shows it: what was said and written, whom it reached, what comes next and when."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import blake2s

from django.utils.translation import gettext

from ortaq.access.models import Reading
from ortaq.directory.models import Contact
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.exchange.asks import Request
from ortaq.exchange.climbing import next_unit
from ortaq.exchange.difference import difference
from ortaq.exchange.files import FILES, Attachment
from ortaq.exchange.gaps import unanswered
from ortaq.exchange.models import (
    ADDRESSEE,
    CLIMBED,
    CONSOLE,
    COPY,
    EXPIRED,
    FOLLOW_UP,
    NOTICE,
    ORAL,
    REROUTED,
    STAND_IN,
    WORKING,
    Answer,
    Binding,
    Call,
    Climb,
    Content,
    Erasure,
    Message,
    Receipt,
    Recipient,
)
from ortaq.exchange.outside import shown
from ortaq.exchange.particulars import Change, Particular, changes, date_of_event, judgement, particulars
from ortaq.exchange.planned import EventMove
from ortaq.exchange.report import Report, report_of
from ortaq.exchange.request_words import verb_in_words
from ortaq.exchange.standing import Standing, said_how, standing_of, stopped
from ortaq.rules.edition import Handling
from ortaq.rules.life import LADDER


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder, reached or not; `wanted` is the one that somebody waits for."""

    name: str
    at: datetime | None
    who: str
    look: str


@dataclass
class Addressee:
    """One unit that was told, with its ladder and what happens next if nobody acts."""

    recipient: Recipient
    name: str
    role: str
    why: str
    rungs: Sequence[Rung]
    call: Call | None
    call_entered: datetime | None
    outside: Sequence[shown.Line]
    answer: Answer | None
    next_at: datetime | None
    next_name: str
    declined: Receipt | None
    declined_why: str
    disputed_why: str
    phones: Sequence[str]
    is_ours: bool
    is_console: bool
    is_unwatched: bool
    forgets_at: datetime | None
    has_forgotten: bool
    working: Receipt | None
    may_acknowledge: bool
    may_act: bool
    may_work: bool
    may_decline: bool
    may_log_call: bool


@dataclass
class Piece:
    """One message of the matter: its header, its words where they may be seen, its addressees."""

    message: Message
    author: str
    subject: str
    text: str
    fields: Sequence[Particular]
    judged: Sequence[Particular]
    dated: Sequence[Particular]
    handling: Handling | None
    files: Sequence[Attachment]
    is_hidden: bool
    is_erased: bool
    addressees: list[Addressee]
    confirms: Sequence[Call]
    standing: Standing
    report: Report | None = None
    against: Piece | None = None

    @property
    def is_follow_up(self) -> bool:
        """Whether it tells what has become known since; of an event that moved, another notice."""
        return self.message.relation == FOLLOW_UP or (self.message.relation == NOTICE and self.against is not None)

    @property
    def differs(self) -> list[tuple[str, str]]:
        """Its words against those it confirms, by the eye; empty where they are the same or one of them is hidden."""
        if self.against is None or not self.text or not self.against.text or self.text == self.against.text:
            return []
        return list(difference(self.against.text, self.text))

    @property
    def changes(self) -> list[Change]:
        """The fields that say something else than in what it is held against."""
        if self.against is None or self.is_hidden or self.against.is_hidden:
            return []
        return changes(self.against.said, self.said)

    @property
    def said(self) -> list[Particular]:
        """All that it says beside its words."""
        return [*self.dated, *self.fields, *self.judged]


@dataclass(frozen=True, order=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    sign: str
    text: str
    entered_at: datetime | None = field(default=None, compare=False)


class Story:
    """A matter: the first message, the writings bound to it, and everything that happened to them.

    `opened`: content that was opened to the officer for a reason; the floor above says which.
    """

    def __init__(self, desk: Desk, message: Message, opened: Mapping[uuid.UUID, Content] | None = None) -> None:
        self.desk, self.asked, self.opened = desk, message, opened or {}

    @cached_property
    def messages(self) -> list[Message]:
        """Every visible message of the matter, in order; the one asked for is always among them."""
        of_matter = Message.objects.filter(matter=self.asked.matter).order_by("sent_at", "id")
        return list(of_matter) or [self.asked]

    @cached_property
    def ids(self) -> list[uuid.UUID]:
        """Their ids."""
        return [message.pk for message in self.messages]

    @cached_property
    def recipients(self) -> list[Recipient]:
        """Everyone addressed, in the order in which they were."""
        return list(Recipient.objects.filter(message__in=self.ids).select_related("message").order_by("added_at", "id"))

    @cached_property
    def calls(self) -> list[Call]:
        """Every call."""
        return list(Call.objects.filter(message__in=self.ids).select_related("answer").order_by("told_at"))

    @cached_property
    def moved(self) -> list[Receipt]:
        """Every rung that was moved, and every acknowledgement that expired."""
        return list(Receipt.objects.filter(message__in=self.ids).order_by("at", "id"))

    @cached_property
    def receipts(self) -> dict[uuid.UUID, dict[str, Receipt]]:
        """The same by recipient and step, as they stand now: an acknowledgement that expired counts no longer."""
        found: dict[uuid.UUID, dict[str, Receipt]] = defaultdict(dict)
        for receipt in self.moved:
            found[receipt.recipient_id][receipt.step] = receipt
            if receipt.step == EXPIRED:
                found[receipt.recipient_id].pop("acknowledged", None)
        return found

    @cached_property
    def climbs(self) -> list[Climb]:
        """Every step up."""
        return list(Climb.objects.filter(message__in=self.ids).order_by("at"))

    @cached_property
    def bindings(self) -> list[Binding]:
        """Which writing confirms which call."""
        return list(Binding.objects.filter(message__in=self.ids))

    @cached_property
    def contents(self) -> dict[uuid.UUID, Content]:
        """The words that this unit may see, where the officer's post reads more than headers."""
        if not self.desk.may("may_read_content"):
            return dict(self.opened)
        return {one.pk: one for one in Content.objects.filter(message__in=self.ids)}

    @cached_property
    def requests(self) -> list[Request]:
        """What is asked in the matter, of each unit on its own, with the steps taken."""
        rows = Request.objects.filter(message__in=self.ids).select_related("message").prefetch_related("history")
        return list(rows.order_by("received_at", "id"))

    @cached_property
    def readings(self) -> list[Reading]:
        """Who opened the words for a stated reason, as this unit is told of it."""
        return list(Reading.objects.filter(record__in=self.ids, until__isnull=False).order_by("at"))

    @cached_property
    def outside(self) -> dict[tuple[uuid.UUID, int], list[shown.Line]]:
        """What went out of the console, by message and addressee."""
        return shown.lines_of(self.ids)

    @cached_property
    def files(self) -> dict[uuid.UUID, list[Attachment]]:
        """The files that go with the words, by message; where no words name any, nothing is asked."""
        found: dict[uuid.UUID, list[Attachment]] = defaultdict(list)
        with_files = [pk for pk, content in self.contents.items() if FILES in content.body]
        for file in Attachment.objects.filter(message__in=with_files) if with_files else ():
            found[file.message_id].append(file)
        return found

    @cached_property
    def duties(self) -> list[Duty]:
        """What the matter makes its parties owe, by term."""
        events = [one.relates_to for one in self.messages if one.relation == NOTICE]
        moves = EventMove.objects.filter(event__in=events).values_list("pk", flat=True) if events else ()
        clocks = [clock for one in self.requests for clock in one.clocks]
        records = [*self.ids, *(call.pk for call in self.calls), *clocks, *events, *moves]
        return list(Duty.objects.filter(record__in=records).order_by("due_at"))

    @property
    def terms(self) -> list[tuple[str, Duty]]:
        """The same, each with what is owed to whom in words."""
        named = [(self.desk.duty(duty), self.desk.name(duty.owed_to_id), duty) for duty in self.duties]
        return [(f"{title} → {to}" if to else title, duty) for title, to, duty in named]

    @cached_property
    def unwatched(self) -> Mapping[int, int | None]:
        """Those addressed where nobody is on watch at this moment."""
        return unanswered({one.unit_id for one in self.recipients}, self.desk.now, self.desk.rulebook)

    @cached_property
    def phones(self) -> dict[int, list[str]]:
        """The duty lines of everyone addressed."""
        return lines_of({one.unit_id for one in self.recipients}, self.desk)

    @cached_property
    def pieces(self) -> list[Piece]:
        """The messages, each with its addressees; a later one beside what it confirms or follows."""
        found: list[Piece] = []
        for message in self.messages:
            piece = self._piece(message)
            piece.against = self._beside(piece, found)
            found.append(piece)
        return found

    def piece_of(self, message: Message) -> Piece:
        """Return the piece that a message is."""
        return next(piece for piece in self.pieces if piece.message.pk == message.pk)

    def latest_of(self, unit: int) -> Piece | None:
        """Return what the unit told last of the matter, where its words may be seen."""
        own = [piece for piece in self.pieces if piece.message.unit_id == unit and not piece.is_hidden]
        return own[-1] if own else None

    @property
    def said(self) -> list[Piece]:
        """What was told by word of mouth."""
        return [piece for piece in self.pieces if piece.message.form == ORAL]

    @property
    def written(self) -> list[Piece]:
        """What was written of the matter itself; what is said of a message afterwards stands for itself."""
        return [piece for piece in self.pieces if piece.message.form != ORAL and piece.message.answers_window]

    @property
    def is_ours(self) -> bool:
        """Whether this unit told it."""
        return self.messages[0].unit_id == self.desk.unit.pk

    @property
    def may_follow_up(self) -> bool:
        """Whether this officer may tell what has become known since."""
        return self.is_ours and self.desk.may("may_send") and self.messages[0].pk == self.messages[0].matter

    @property
    def may_take_in_charge(self) -> bool:
        """Whether it tells of persons or things of ours that the pack lets this officer take in charge from here."""
        custody = self.desk.rulebook.edition.custody
        told = {one.clause for kind in custody.kinds.values() for one in kind.carried} if custody else set()
        return self.is_ours and self.desk.may("may_keep_charges") and self.messages[0].clause in told

    @property
    def may_enter_bank(self) -> bool:
        """Whether it tells of what the pack lets this officer enter into a register of the data bank from here."""
        bank = self.desk.rulebook.edition.databank
        told = {one.clause for register in bank.registers.values() for one in register.carried} if bank else set()
        return self.is_ours and self.desk.may("may_enter_bank") and self.messages[0].clause in told

    @property
    def unconfirmed(self) -> list[Call]:
        """Our calls of an urgent matter that no writing confirms yet."""
        bound = {binding.call_id for binding in self.bindings}
        urgent = {message.pk for message in self.messages if message.is_urgent_oral}
        ours = self.desk.unit.pk
        return [
            call
            for call in self.calls
            if call.by_unit_id == ours and call.message_id in urgent and call.pk not in bound
        ]

    @property
    def to_confirm(self) -> Message | None:
        """The oral message of ours that has waited longest for its writing."""
        waiting = {call.message_id for call in self.unconfirmed}
        return next((message for message in self.messages if message.pk in waiting), None)

    @property
    def digest(self) -> str:
        """A short name for all that can change on the page: the same digest, the same page."""
        stand = [(one.pk, one.step, one.climb_at, one.alarms, one.climb_unit) for one in self.recipients]
        asked = [(one.pk, one.steps) for one in self.requests]
        owed = [(duty.pk, duty.status) for duty in self.duties]
        out = [(line.words, line.next_at) for lines in self.outside.values() for line in lines]
        unwatched = sorted(self.unwatched)
        state = repr((stand, asked, unwatched, self.timeline, owed, out, self.desk.lang))
        return blake2s(state.encode(), digest_size=8).hexdigest()

    @cached_property
    def erased(self) -> set[uuid.UUID]:
        """The messages whose words the law had erased: nobody is kept from them, there are none."""
        return set(Erasure.objects.filter(message__in=self.ids).values_list("message", flat=True))

    @cached_property
    def timeline(self) -> list[Happening]:
        """What happened, newest first."""
        return sorted(self._happenings(), reverse=True, key=lambda one: one.at)

    def _piece(self, message: Message) -> Piece:
        content = self.contents.get(message.pk)
        body = content.body if content and content.body else {}
        calls = {call.pk: call for call in self.calls}
        return Piece(
            message=message,
            author=self.desk.name(message.unit_id),
            subject=self.desk.subject(message.clause),
            text=str(body.get("text", "")),
            fields=particulars(message.clause, body, self.desk),
            judged=judgement(body, self.desk),
            dated=date_of_event(message, self.desk),
            handling=self.desk.rulebook.edition.handled(message.handling),
            files=self.files[message.pk],
            is_hidden=content is None and message.pk not in self.erased,
            is_erased=content is None and message.pk in self.erased,
            addressees=[self._addressee(one) for one in self._of(message)],
            confirms=[
                calls[one.call_id] for one in self.bindings if one.message_id == message.pk and one.call_id in calls
            ],
            report=report_of(message, body, self.desk),
            standing=standing_of(self, message, body),
        )

    def _words(self, message: uuid.UUID, words: str) -> str:
        """Return what an officer wrote about a message: it tells what the message says, to whom may read that."""
        return words if message in self.contents else ""

    def _of(self, message: Message) -> list[Recipient]:
        """The message's addressees; those who only get a copy stand last."""
        return sorted(
            (one for one in self.recipients if one.message_id == message.pk), key=lambda one: one.role == COPY
        )

    def _beside(self, piece: Piece, earlier: Sequence[Piece]) -> Piece | None:
        """Return what a message is held against: a writing what it confirms, a follow-up what was told before."""
        confirmed = {call.message_id for call in piece.confirms}
        if confirmed:
            return next((one for one in earlier if one.message.pk in confirmed), None)
        own = [one for one in earlier if one.message.unit_id == piece.message.unit_id]
        return own[-1] if own and piece.message.relation in (FOLLOW_UP, NOTICE) else None

    def _addressee(self, one: Recipient) -> Addressee:
        desk, message = self.desk, one.message
        moved = self.receipts[one.pk]
        call = next((c for c in self.calls if c.message_id == message.pk and c.unit_id == one.unit_id), None)
        ours = one.unit_id == desk.unit.pk
        here = ours and desk.is_on_watch and not stopped(self, message)
        silent = one.climb_at is not None and one.acknowledged_at is None
        return Addressee(
            recipient=one,
            name=desk.name(one.unit_id),
            role=role_in_words(one.role),
            why=self._words(message.pk, desk.said(one.why)) if one.role == REROUTED else desk.said(one.why),
            rungs=list(self._rungs(one, moved)),
            call=call,
            call_entered=later(call.told_at, call.entered_at) if call else None,
            outside=self.outside.get((message.pk, one.unit_id), []),
            answer=getattr(call, "answer", None) if call else None,
            next_at=one.climb_at if silent else None,
            next_name=desk.name(next_unit(one, desk.rulebook)) if one.climb_at else "",
            declined=moved.get("not_for_us"),
            declined_why=self._words(message.pk, moved["not_for_us"].note) if "not_for_us" in moved else "",
            disputed_why=self._words(message.pk, call.answer.reason) if call and hasattr(call, "answer") else "",
            phones=self.phones.get(one.unit_id, []),
            is_ours=ours,
            is_console=desk.rulebook.is_on_console(one.unit_id) if one.unit_id in desk.rulebook.units else False,
            is_unwatched=one.unit_id in self.unwatched and one.acknowledged_at is None and one.step != "acted",
            forgets_at=one.climb_at if one.step == "acknowledged" else None,
            has_forgotten=one.step == EXPIRED,
            working=moved.get(WORKING) if one.step == "acknowledged" else None,
            may_acknowledge=here and one.step in ("delivered", "read", EXPIRED) and one.role != COPY,
            may_act=here and one.step in ("acknowledged", EXPIRED) and message.expects_act,
            may_work=here and one.step == "acknowledged" and message.expects_act and WORKING not in moved,
            may_decline=here and one.step in ("delivered", "read", "acknowledged", EXPIRED) and one.role != COPY,
            may_log_call=message.is_called and message.unit_id == desk.unit.pk and desk.is_on_watch
            and call is None and one.role == ADDRESSEE,
        )  # fmt: skip

    def _rungs(self, one: Recipient, moved: dict[str, Receipt]) -> Iterable[Rung]:
        names = rung_names()
        for step in LADDER:
            receipt = moved.get(step)
            at = receipt.at if receipt else one.delivered_at if step == "delivered" else None
            yield Rung(names[step], at, receipt.officer_name if receipt else "", _look(one, step, at))

    def _happenings(self) -> Iterable[Happening]:
        name = self.desk.name
        for message in self.messages:
            word = said_how(message)
            yield Happening(
                message.sent_at,
                "▲" if message.is_urgent_oral else "✎",
                f"№ {message.number}: {word}, {name(message.unit_id)}, {message.officer_name}",
                later(message.sent_at, message.entered_at),
            )
        for call in self.calls:
            back = gettext("повторено вслух") if call.read_back else gettext("без повторения")
            means = (
                gettext("принято на консоли")
                if call.channel == CONSOLE
                else f"{gettext('вызов')}: {call.told_by} → {call.told_to}, {back}"
            )
            yield Happening(call.told_at, "☎", f"{name(call.unit_id)}: {means}", later(call.told_at, call.entered_at))
            answer = getattr(call, "answer", None)
            if answer:
                why = self._words(call.message_id, answer.reason)
                word = gettext("вызов подтверждён") if answer.confirmed else gettext("вызов оспорен")
                word = f"{word}: {why}" if why else word
                yield Happening(
                    answer.at,
                    "✓" if answer.confirmed else "✕",
                    f"{name(answer.unit_id)}: {word}, {answer.officer_name}",
                )
        steps, units = happened_names(), {one.pk: one.unit_id for one in self.recipients}
        for receipt in self.moved:
            step, said = receipt.step, self._words(receipt.message_id, receipt.note)
            note = f" – {said}" if said else ""
            until = f" {receipt.until.astimezone(self.desk.zone):%H:%M}" if receipt.until else ""
            who = f", {receipt.officer_name}" if receipt.officer else ""
            yield Happening(
                receipt.at,
                {"not_for_us": "✕", EXPIRED: "▲", WORKING: "…"}.get(step, "✓"),
                f"{name(units.get(receipt.recipient_id))}: {steps.get(step, step)}{until}{who}{note}",
            )
        for reading in self.readings:
            word = f"{gettext('содержание открыл')} {reading.officer_name}, {name(reading.unit)}: {reading.purpose}"
            yield Happening(reading.at, "◎", word)
        for (_, unit), lines in self.outside.items():
            for line in lines:
                if line.delivery.status in ("sent", "given_up", "noted"):
                    yield Happening(line.at, "✉", f"{name(unit)}: {line.kind}, {line.words}")
        for climb in self.climbs:
            yield Happening(
                climb.at,
                "↑",
                f"{gettext('никто не принял: поднято')} → {name(climb.unit_id)}",
                later(climb.at, climb.recorded_at),
            )
        for request in self.requests:
            for asked in request.history.all():
                text = f"{name(asked.unit_id)}: {gettext('запрос')} – {verb_in_words(asked.verb)}, {asked.officer_name}"
                yield Happening(asked.at, "?" if asked.verb == "clarify" else "✓", text)


def lines_of(units: Iterable[int], desk: Desk) -> dict[int, list[str]]:
    """Return the telephone lines of the duty services of these units."""
    found: dict[int, list[str]] = defaultdict(list)
    for unit, value in (
        Contact.objects.open_on(desk.today)
        .filter(unit__in=units, kind="duty_line")
        .order_by("value")
        .values_list("unit", "value")
    ):
        found[unit].append(value)
    return found


def role_in_words(role: str) -> str:
    """Return how a unit comes to be addressed."""
    words = {
        ADDRESSEE: gettext("адресат"),
        COPY: gettext("копия"),
        CLIMBED: gettext("поднято по уровням"),
        STAND_IN: gettext("вместо тех, где смены нет"),
    }
    return words.get(role, gettext("перенаправлено"))


def rung_names() -> dict[str, str]:
    """Return the names of the rungs."""
    return {
        "delivered": gettext("доставлено"),
        "read": gettext("прочитано"),
        "acknowledged": gettext("принято"),
        "acted": gettext("исполнено"),
    }


def happened_names() -> dict[str, str]:
    """Return what an officer did on each rung."""
    return {
        "read": gettext("прочитал"),
        "acknowledged": gettext("принял"),
        "acted": gettext("исполнил"),
        "not_for_us": gettext("вернул: не для нас"),
        EXPIRED: gettext("принято, но не исполнено: снова не принято"),
        WORKING: gettext("работает над этим до"),
    }


def _look(one: Recipient, step: str, at: datetime | None) -> str:
    if at:
        return "reached"
    if step == "acted" and (one.role == COPY or not one.message.expects_act):
        return "unasked"
    if step == "acknowledged" and one.role == COPY:
        return "unasked"
    if step == "acknowledged" and one.alarms and one.step != "not_for_us":
        return "wanted"
    return "passed" if LADDER.index(step) < _height(one) else ""


def _height(one: Recipient) -> int:
    return LADDER.index(one.step) if one.step in LADDER else -1


def later(at: datetime, entered: datetime) -> datetime | None:
    """The entry time, where it differs from the true one by more than a minute."""
    return entered if (entered - at).total_seconds() > 60 else None
