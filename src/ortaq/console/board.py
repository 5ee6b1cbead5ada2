"""The duty board: what this unit must do now, what it waits for, what comes later, who stands beside it, what happened.

One object for one page. Everything it asks of the database stands in this file, a dozen queries whatever the day.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2s

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from ortaq.access.ahead import Ahead, ahead
from ortaq.access.models import Reading, Shift, Watch
from ortaq.access.roles import DUTY_OFFICER
from ortaq.acts.doing import Activation
from ortaq.acts.doors import doors as of_acts
from ortaq.console.gap import Gap, latest_gap
from ortaq.custody.doors import Door, doors
from ortaq.databank.doors import doors as of_bank
from ortaq.databank.doors import unread
from ortaq.databank.shelf import Line as Material
from ortaq.directory.models import Unit
from ortaq.duties.desk import Desk
from ortaq.duties.health import Health, clock_health
from ortaq.duties.models import Duty
from ortaq.duties.reminders import share_of
from ortaq.duties.words import CLOSING, LATE, MINE, look_of, remains
from ortaq.exchange.advance import events_of
from ortaq.exchange.asks import Request
from ortaq.exchange.lines import LOST, TAKEN
from ortaq.exchange.models import CONSOLE, ORAL, Call, Message, Recipient
from ortaq.exchange.outside.shown import trouble_in_words
from ortaq.exchange.panel import part_of
from ortaq.exchange.planned import PlannedEvent
from ortaq.exchange.reaching import Line, backups, lines
from ortaq.exchange.standing import said_how
from ortaq.exchange.story import later, lines_of
from ortaq.ledger.heads import latest
from ortaq.lib.ids import uuid7
from ortaq.operations.doors import doors as of_operations
from ortaq.operations.forces_doors import doors as of_forces
from ortaq.operations.listed import Row as Measure
from ortaq.operations.listed import rows_of
from ortaq.operations.models import Operation
from ortaq.rules.edition import DutyRule
from ortaq.rules.life import PENDING
from ortaq.rules.requests import ANSWER, REPLY

MOST, SOON, LATEST = 60, 4, 12
DAY = timedelta(hours=24)
URGENCY = {LATE: 0, CLOSING: 1, MINE: 2}


@dataclass
class Row:
    """One thing owed, to one or to several in the same window: `told` of `of` are done."""

    id: str
    title: str
    state: str
    clause: str
    url: str
    opens_at: datetime
    due_at: datetime | None
    remains: float
    story: str
    parties: str
    promised_at: datetime | None
    told: int = 0
    of: int = 1
    reached: int = 0


@dataclass(frozen=True)
class Peer:
    """A counterpart: who is on watch there until when, and its line."""

    name: str
    url: str
    phone: str
    officer: str
    until: datetime | None
    console: bool
    heard_at: datetime | None
    unit: int
    line: Line
    backups: tuple[tuple[str, str], ...] = ()
    next_officer: str = ""
    next_at: datetime | None = None

    @property
    def once(self) -> uuid.UUID:
        """The identity of the check that a click on this card makes: another one each time it is shown."""
        return uuid7()

    @property
    def spoken_at(self) -> datetime | None:
        """When the line was last known to work: by a check, or because somebody spoke over it."""
        return max((at for at in (self.heard_at, self.line.works_at) if at), default=None)


@dataclass(frozen=True)
class Role:
    """Who coordinates in a sphere, by which clause, and why."""

    sphere: str
    agency: str
    clause: str
    why: str


@dataclass(frozen=True)
class Event:
    """One line of the last day."""

    at: datetime
    sign: str
    text: str
    url: str
    handling: str = ""
    entered_at: datetime | None = None


class Board:
    """What the console shows to one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.rulebook, self.now = desk, desk.rulebook, desk.now
        self.unit: Unit = desk.unit

    @cached_property
    def digest(self) -> str:
        """A short name for everything shown except the running clocks: the same digest, the same board."""
        shown = repr(
            (
                self.gap,
                self.mine,
                self.waiting,
                self.later,
                self.late_before,
                self.awaited_before,
                self.peers,
                self.events,
                self.engine,
                [reading.pk for reading, _ in self.readings],
                self.ahead,
                self.outside,
                [one.material.pk for one in self.to_read],
                [one.pk for one in self.running],
                [one.operation.pk for one in self.measures],
            )
        )
        return blake2s(f"{shown}{self.desk.lang}".encode(), digest_size=8).hexdigest()

    @cached_property
    def mine(self) -> list[Row]:
        """What this unit owes now, the most pressing first."""
        fresh = [duty for duty in self._owed if not self._is_long_late(duty) and not self._comes_later(duty)]
        rows = [self._row(group, self._parties_left(group)) for group in self._groups(fresh) if _is_live(group)]
        return sorted(
            rows,
            key=lambda row: (URGENCY.get(row.state, 3), row.due_at or datetime.max.replace(tzinfo=self.now.tzinfo)),
        )

    @cached_property
    def to_read(self) -> list[Material]:
        """The materials of the data bank that whoever sits here must read."""
        return unread(self.desk)

    @cached_property
    def late(self) -> int:
        """How many of them are late."""
        return sum(row.state == LATE for row in self.mine)

    @cached_property
    def gap(self) -> Gap | None:
        """When nobody stood our watch, and what came meanwhile."""
        return latest_gap(self.desk)

    @cached_property
    def running(self) -> list[Activation]:
        """The variants of action that run now, of acts to which the unit is party, the oldest first."""
        running = Activation.objects.running().of_party(self.unit.pk).select_related("version__act")
        return list(running.order_by("h_at"))

    @cached_property
    def measures(self) -> list[Measure]:
        """What is under way with Ч running, of what the unit is party to, the oldest first."""
        timed = [one.code for one in self.rulebook.edition.operations.values() if one.has_hour]
        under_way = Operation.objects.under_way().of_party(self.unit.pk).filter(kind__in=timed).order_by("begun_at")
        return rows_of(list(under_way), self.desk)

    @property
    def late_before(self) -> int:
        """How many of ours have been late for more than a day: to be explained, no longer the next thing to do."""
        return sum(self._is_long_late(duty) for duty in self._owed)

    @property
    def awaited_before(self) -> int:
        """How many of others' have been late for more than a day."""
        return sum(self._is_long_late(duty) for duty in self._expected)

    @cached_property
    def waiting(self) -> list[Row]:
        """What others owe to this unit now."""
        expected = (duty for duty in self._expected if not self._goes_without_saying(duty))
        fresh = [duty for duty in expected if not self._is_long_late(duty)]
        rows = [
            self._row(group, f"{gettext('от')}: {self._names(d.owed_by_id for d in group)}")
            for group in self._groups(fresh)
        ]
        return sorted(rows, key=lambda row: row.due_at or self.now)

    @cached_property
    def later(self) -> list[Row]:
        """What opens next, one line for each kind."""
        coming = Duty.objects.owed_by(self.unit.pk).filter(status="open", opens_at__gt=self.now)
        groups = self._groups(coming.order_by("opens_at")[:MOST])
        first: dict[str, Row] = {}
        for group in groups:
            first.setdefault(group[0].rule, self._row(group, ""))
        return sorted(first.values(), key=lambda row: row.opens_at)[:SOON]

    @cached_property
    def peers(self) -> list[Peer]:
        """The counterparts, with the watch that answers there now."""
        return [self._peer(pk) for pk in self._counterparts]

    @property
    def may_check_lines(self) -> bool:
        """Whether the officer who looks may take down a check of a line."""
        return self.desk.is_on_watch and self.desk.may("may_call")

    @cached_property
    def coordinators(self) -> list[Role]:
        """Who coordinates at this point, by the agencies that are present there."""
        here = [unit for unit in self.rulebook.units.values() if unit.crossing_point_id == self.unit.crossing_point_id]
        if self.unit.crossing_point_id is None:
            here = [self.unit, *(self.rulebook.units[pk] for pk in self._counterparts)]
        edition = self.rulebook.edition
        present = {unit.agency for unit in here} & edition.agencies.keys()
        found = []
        for sphere in edition.spheres.values():
            role = self.rulebook.coordinator(sphere.code, self.unit.pk, present, self.desk.today)
            agencies = ", ".join(self.desk.said(edition.agencies[code].short) for code in role.agencies)
            found.append(
                Role(self.desk.said(sphere.name), agencies or gettext("никто"), role.clause, self.desk.said(role.why))
            )
        return found

    @cached_property
    def ahead(self) -> Ahead | None:
        """What of the coming week's watches must be put right, for who plans them."""
        return ahead(self.unit, self.now) if self.desk.may("may_plan_watches") else None

    @cached_property
    def seniors(self) -> list[Peer]:
        """The own superiors, nearest first."""
        return [self._peer(pk) for pk in self._superiors]

    @cached_property
    def events(self) -> list[Event]:
        """What was told and taken in the last day, newest first."""
        return sorted([*self._told_events(), *self._heard_events()], key=lambda one: one.at, reverse=True)[:LATEST]

    @cached_property
    def readings(self) -> list[tuple[Reading, str]]:
        """Who opened our content for a stated reason in the last day, the newest first, with his body's name."""
        opened = Reading.objects.filter(until__isnull=False, at__gt=self.now - DAY).exclude(unit=self.unit.pk)
        return [(reading, self.desk.name(reading.unit)) for reading in opened.order_by("-at")[:SOON]]

    @cached_property
    def engine(self) -> str:
        """What the clock says of itself, in words."""
        health = self._health
        if not health.is_alive:
            return gettext("ЧАСЫ СТОЯТ: сроки не движутся, сообщите администратору узла")
        if not health.is_planned:
            return gettext("ОБЯЗАННОСТИ НЕ ПЛАНИРУЮТСЯ: новые сроки не появятся, сообщите администратору узла")
        if not health.is_well:
            return gettext("часы отстают на %s с") % round(health.waiting.total_seconds())
        return gettext("часы идут: опоздание %s с") % f"{health.last_late.total_seconds():.1f}".replace(".", ",")

    @cached_property
    def outside(self) -> str:
        """What does not get out of the console, in words; empty where all does."""
        return trouble_in_words(self.desk)

    @cached_property
    def is_well(self) -> bool:
        """Whether the clock runs as it should."""
        return self._health.is_well

    @cached_property
    def sealed(self) -> str:
        """How far the ledger is sealed, in words."""
        head = latest()
        if head is None:
            return gettext("журнал ещё не запечатан")
        return gettext("журнал запечатан до № %(size)s в %(time)s") % {
            "size": f"{head.size:,}".replace(",", " "),
            "time": head.at.astimezone(self.desk.zone).strftime("%H:%M"),
        }

    @cached_property
    def _health(self) -> Health:
        return clock_health(self.now)

    @cached_property
    def _owed(self) -> list[Duty]:
        """Ours that are open or late, and those of a window still running that are done: they make the 1 of 2."""
        begun = Duty.objects.owed_by(self.unit.pk).begun(at=self.now)
        unfinished = Q(status__in=PENDING)
        running = Q(status__in=("done", "done_late"), record=None, due_at__gt=self.now)
        return list(begun.filter(unfinished | running).order_by("-due_at")[:MOST])

    @cached_property
    def _expected(self) -> list[Duty]:
        return list(Duty.objects.owed_to(self.unit.pk).unfinished().begun(at=self.now).order_by("-due_at")[:MOST])

    @cached_property
    def _calls(self) -> dict[uuid.UUID, Call]:
        """The calls from which confirmations are owed."""
        records = [duty.record for duty in [*self._owed, *self._expected] if duty.record]
        return {call.pk: call for call in Call.objects.filter(pk__in=records)} if records else {}

    @cached_property
    def _requests(self) -> dict[uuid.UUID, Request]:
        """The requests whose clocks are owed, by the clock."""
        records = [duty.record for duty in [*self._owed, *self._expected] if duty.record]
        rows = Request.objects.filter(clock__in=records).select_related("message") if records else []
        return {one.clock: one for one in rows}

    @cached_property
    def _undecided(self) -> set[uuid.UUID | None]:
        """The clocks of requests that nobody has accepted or declined yet."""
        return {d.record for d in [*self._owed, *self._expected] if d.is_unfinished and part_of(d, self.desk) == REPLY}

    def _comes_later(self, duty: Duty) -> bool:
        """Whether it is the answer to a request that is yet to be decided on: the decision is the next thing to do."""
        return part_of(duty, self.desk) == ANSWER and duty.record in self._undecided

    def _goes_without_saying(self, duty: Duty) -> bool:
        """Whether it is another's decision on our request, still in time: what we wait for is the answer."""
        return part_of(duty, self.desk) == REPLY and look_of(duty, self.desk) != LATE

    @cached_property
    def _events(self) -> dict[uuid.UUID, PlannedEvent]:
        """The events of ours of which word is owed, by the date that made it owed."""
        records = [duty.record for duty in self._owed if duty.record and duty.record not in self._calls]
        return events_of(records) if records else {}

    @cached_property
    def _doors(self) -> dict[uuid.UUID, Door]:
        """Where what is owed in custody, under acts and together is done, by the record that made it owed."""
        owed = [duty for duty in [*self._owed, *self._expected] if not duty.regime and not self._is_of_a_line(duty)]
        records = {duty.record for duty in owed if duty.record} - {*self._calls, *self._requests, *self._events}
        if not records:
            return {}
        others = of_acts(records, self.desk) | of_operations(records, self.desk) | of_forces(records, self.desk)
        others |= of_bank(records, self.desk)
        return doors(records, self.desk) | {pk: Door(one.story, one.url) for pk, one in others.items()}

    @cached_property
    def _counterparts(self) -> list[int]:
        return list(self.rulebook.counterparts(self.unit.pk)) if self.unit.pk in self.rulebook.units else []

    @cached_property
    def _superiors(self) -> list[int]:
        return [pk for pk in self.rulebook.superiors(self.unit.pk)[:2] if pk in self.rulebook.units]

    @cached_property
    def _lines(self) -> dict[int, list[str]]:
        return lines_of([*self._counterparts, *self._superiors], self.desk)

    @cached_property
    def _watches(self) -> dict[int, Watch]:
        on = Watch.objects.answering(self.now).filter(unit__in=self._counterparts).select_related("officer")
        return {watch.unit_id: watch for watch in on.order_by("-starts_at")}

    @cached_property
    def _next(self) -> dict[int, Shift]:
        """Who stands the next watch of each counterpart, by its roster."""
        coming = Shift.objects.standing().filter(unit__in=self._counterparts, post=DUTY_OFFICER, starts_at__gt=self.now)
        first = coming.order_by("unit", "starts_at").distinct("unit").select_related("officer")
        return {shift.unit_id: shift for shift in first}

    @cached_property
    def _known_lines(self) -> dict[int, Line]:
        return lines(self.desk)

    @cached_property
    def _backups(self) -> dict[int, list[tuple[str, str]]]:
        broken = [pk for pk, line in self._known_lines.items() if line.broken]
        return backups(broken, self.desk) if broken else {}

    @cached_property
    def _recent(self) -> list[Call]:
        """Every call of the last day in which this unit took part."""
        between = Q(by_unit=self.unit.pk) | Q(unit=self.unit.pk)
        since = Call.objects.filter(between, told_at__gt=self.now - DAY).select_related("message")
        return list(since.order_by("-told_at")[: 4 * LATEST])

    @cached_property
    def _heard(self) -> dict[int, datetime]:
        """When each counterpart was last spoken with."""
        found: dict[int, datetime] = {}
        for call in self._recent:
            found.setdefault(call.unit_id if call.by_unit_id == self.unit.pk else call.by_unit_id, call.told_at)
        return found

    def _peer(self, pk: int) -> Peer:
        watch, line, then = self._watches.get(pk), self._line(pk), self._next.get(pk)
        return Peer(
            name=self.desk.name(pk),
            url=reverse("unit", args=[self.rulebook.units[pk].code]),
            phone=line,
            officer=str(watch.officer) if watch else "",
            until=watch.due_off_at if watch else None,
            console=self.rulebook.is_on_console(pk),
            heard_at=self._heard.get(pk),
            unit=pk,
            line=self._known_lines.get(pk, Line()),
            backups=tuple(self._backups.get(pk, ())),
            next_officer=str(then.officer) if then else "",
            next_at=then.starts_at if then else None,
        )

    def _told_events(self) -> Iterable[Event]:
        for call in self._recent:
            if call.by_unit_id == self.unit.pk:
                means = (
                    gettext("принято на консоли") if call.channel == CONSOLE else f"{gettext('принял')} {call.told_to}"
                )
                text = f"№ {call.message.number} {self._regime(call.message)} → {self.desk.name(call.unit_id)}, {means}"
                url = reverse("message", args=[call.message_id])
                yield Event(call.told_at, "☎", text, url, call.message.handling, later(call.told_at, call.entered_at))
        written = Message.objects.filter(unit=self.unit, sent_at__gt=self.now - DAY).exclude(form=ORAL)
        for message in written.order_by("-sent_at")[:LATEST]:
            text = f"№ {message.number} {self._regime(message)}, {said_how(message)}"
            yield Event(message.sent_at, "✎", text, reverse("message", args=[message.pk]), message.handling)

    def _heard_events(self) -> Iterable[Event]:
        came = Recipient.objects.filter(unit=self.unit, added_at__gt=self.now - DAY).select_related("message")
        for one in came.order_by("-added_at")[:LATEST]:
            message, sign = (
                one.message,
                "▲" if one.alarms and not one.acknowledged_at else "✓" if one.acknowledged_at else "▽",
            )
            text = f"№ {message.number} {self._regime(message)} ← {self.desk.name(message.unit_id)}"
            yield Event(one.added_at, sign, text, reverse("message", args=[message.pk]), message.handling)

    def _is_long_late(self, duty: Duty) -> bool:
        return duty.is_unfinished and duty.due_at is not None and duty.due_at < self.now - DAY

    def _groups(self, duties: Iterable[Duty]) -> list[list[Duty]]:
        """Put duties of one window, or of one fact with one term, together.

        A line is tried once for all watches that were taken at one time, the senior's among them.
        """
        found: dict[object, list[Duty]] = defaultdict(list)
        for duty in duties:
            window = (
                duty.rule,
                duty.opens_at,
                duty.due_at,
                duty.owed_by_id if duty.owed_to_id == self.unit.pk else None,
            )
            found[(*window, None if self._is_of_a_line(duty) else duty.record)].append(duty)
        return list(found.values())

    def _row(self, group: Sequence[Duty], parties: str) -> Row:
        duty = next((one for one in group if one.is_unfinished), group[0])
        towards = {one.owed_to_id for one in group}
        call = self._calls.get(duty.record) if duty.record else None
        asked = self._requests.get(duty.record) if duty.record else None
        event = self._events.get(duty.record) if duty.record else None
        story = f"{gettext('вызов')} {call.told_at.astimezone(self.desk.zone):%H:%M}" if call else ""
        if event and event.stands_at:
            at = f"{event.stands_at.astimezone(self.desk.zone):%d.%m %H:%M}"
            story = f"{event.title or self.desk.subject(event.clause)}, {at}"
        story = f"{gettext('запрос')} № {asked.message.number}" if asked else story
        if duty.record and duty.record in self._doors:
            story = self._doors[duty.record].story
        return Row(
            id=str(duty.pk),
            title=self.desk.duty(duty),
            state=look_of(duty, self.desk),
            clause=duty.clause,
            url=self._door(duty, call),
            opens_at=duty.opens_at,
            due_at=duty.due_at,
            remains=round(remains(duty, self.now), 2),
            story=story,
            parties=parties,
            promised_at=duty.promised_at if duty.status == "explained" else None,
            told=len(towards - {one.owed_to_id for one in group if one.is_unfinished}),
            of=len(towards),
            reached=self._reached(duty),
        )

    def _reached(self, duty: Duty) -> int:
        """Return the share of our term at which we were reminded last; 0 before, and for what others owe."""
        share = share_of(duty, self.desk) if duty.owed_by_id == self.unit.pk else None
        return share[0] if share and duty.due_at and self.now < duty.due_at else 0

    def _door(self, duty: Duty, call: Call | None) -> str:
        """Return where the duty is done; for what others owe, where its story stands."""
        if duty.record and (asked := self._requests.get(duty.record)):
            return f"{reverse('message', args=[asked.message.matter])}#r-{asked.pk}"
        if duty.record and duty.record in self._doors:
            return self._doors[duty.record].url
        if duty.owed_by_id != self.unit.pk:
            return reverse("message", args=[call.message_id]) if call else reverse("duty", args=[duty.pk])
        if call:
            return reverse("confirmation-new", args=[call.message_id])
        if duty.record in self._events:
            return reverse("event-notice", args=[self._events[duty.record].pk])
        if self._is_of_a_line(duty):
            return reverse("lines")
        if duty.record:
            return reverse("message", args=[duty.record])
        rule = self._rule(duty)
        figures = self.rulebook.edition.figures
        if figures and duty.rule == figures.rule:
            return reverse("figures")
        if rule is None or not duty.regime:
            return reverse("duty", args=[duty.pk])
        return reverse("daily-new") if rule.form == "oral" else reverse("report-new", args=[duty.pk])

    def _is_of_a_line(self, duty: Duty) -> bool:
        rule = self._rule(duty)
        return rule is not None and rule.trigger in (TAKEN, LOST)

    def _rule(self, duty: Duty) -> DutyRule | None:
        return next((rule for rule in self.rulebook.edition.duties if rule.id == duty.rule), None)

    def _parties_left(self, group: Sequence[Duty]) -> str:
        left = [one.owed_to_id for one in group if one.is_unfinished and one.owed_to_id]
        if not left:
            return ""
        word = gettext("осталось") if len(left) < len(group) else "→"
        return f"{word} {self._names(left)}"

    def _names(self, units: Iterable[int | None]) -> str:
        return ", ".join(self.desk.name(unit) for unit in dict.fromkeys(units))

    def _line(self, unit: int) -> str:
        return next(iter(self._lines.get(unit, [])), "")

    def _regime(self, message: Message) -> str:
        return self.desk.regime(message.regime).lower()


def _is_live(group: Sequence[Duty]) -> bool:
    return any(duty.is_unfinished for duty in group)
