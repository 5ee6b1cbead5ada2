"""The adopted edition and the directory of a day, put together: what the rules say, in the ids of this node.

A rulebook is made once for a day and a state of the directory, and kept; asking it costs no query.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ortaq.directory import view
from ortaq.directory.models import CONSOLE, Adoption, Unit
from ortaq.duties.errors import NothingAdopted
from ortaq.duties.models import new_key
from ortaq.duties.opening import Owed
from ortaq.rules import arrangements, coordination, obligations, packs, reaching, recurring, reminding, routing
from ortaq.rules.coordination import Coordinator
from ortaq.rules.edition import DutyRule, Edition, Regime, Subject
from ortaq.rules.facts import Facts, Frame
from ortaq.rules.life import EXPIRY
from ortaq.rules.requests import RECEIPT
from ortaq.rules.text import LANGUAGES, Text
from ortaq.rules.windows import Deadline

PRESSING, PATIENT = 0, 1


@dataclass(frozen=True, slots=True)
class Span:
    """When a duty may be done and must be done, and what time it is about; due_at None where no number is set."""

    opens_at: datetime
    due_at: datetime | None
    covers_from: datetime | None = None
    covers_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """One unit that a message goes to, in which role, under which clause and why (in three languages)."""

    unit: int
    role: str
    clause: str
    why: dict[str, str]


class Rulebook:
    """What one edition asks of the units of this node on one day."""

    def __init__(
        self, edition: Edition, directory: routing.Directory, units: Iterable[Unit], adopted_from: date
    ) -> None:
        self.edition, self.directory, self.adopted_from = edition, directory, adopted_from
        self.units = {unit.pk: unit for unit in units}
        self._ids = {unit.code: unit.pk for unit in self.units.values()}
        self._subjects = {
            subject.clause or subject.code: (regime, subject)
            for regime in edition.regimes.values()
            for subject in regime.subjects
        }
        self._routes: dict[tuple[str, int], list[Addressed]] = {}
        self._asked: dict[tuple[str, int], list[Addressed]] = {}
        self._superiors: dict[int, tuple[int, ...]] = {}
        self._frames: dict[int, Frame] = {}

    @classmethod
    def at(cls, now: datetime) -> Rulebook:
        """Return the rulebook of the present day; raises NothingAdopted."""
        return cls.of(*view.state_on(now.date()), now.date())

    @classmethod
    def of(cls, version: int, since: date, today: date) -> Rulebook:
        """Return the rulebook of a state of the directory, as `view.state_on` names it; raises NothingAdopted."""
        try:
            return _made(version, since)
        except NothingAdopted:
            raise NothingAdopted(today) from None

    def regime_of(self, clause: str) -> Regime:
        """Return the regime that a clause or one of its subjects belongs to; raises LookupError."""
        if clause in self._subjects:
            return self._subjects[clause][0]
        return next(regime for regime in self.edition.regimes.values() if regime.clause == clause)

    def subject(self, clause: str) -> Subject | None:
        """Return the subject by its clause; None where the clause is a whole regime."""
        return self._subjects[clause][1] if clause in self._subjects else None

    def zone_of(self, unit: int) -> ZoneInfo:
        """Return the unit's own zone: local time is that of the unit that owes."""
        return ZoneInfo(self.units[unit].zone)

    def is_on_console(self, unit: int) -> bool:
        """Whether the unit has this console; one that has not is reached by telephone."""
        return self.units[unit].reach == CONSOLE

    def superiors(self, unit: int) -> tuple[int, ...]:
        """Return the unit's superiors within the instruction's levels, nearest first."""
        if unit not in self._superiors:
            above = routing.climb(self.edition, self.directory, self.units[unit].code)
            self._superiors[unit] = tuple(self._ids[one.code] for one in above)
        return self._superiors[unit]

    def visible_to(self, units: Iterable[int]) -> list[int]:
        """Return the scopes that see the header of what passes between these units: they and their superiors."""
        return sorted({scope for unit in set(units) for scope in (unit, *self.superiors(unit))})

    def route(self, clause: str, unit: int) -> list[Addressed]:
        """Return to whom this goes from the unit, and why."""
        key = (clause, unit)
        if key not in self._routes:
            found = routing.route(self.edition, self.directory, clause, self.units[unit].code)
            self._routes[key] = [Addressed(self._ids[one.unit], one.role, one.ground, spoken(one.why)) for one in found]
        return self._routes[key]

    def acknowledge_within(self, clause: str, unit: int | None = None) -> timedelta | None:
        """Return how long silence lasts before the message climbs; None where its regime does not climb.

        `unit` is the author: where it arranged a shorter limit with its group, that one holds.
        """
        if not self.regime_of(clause).escalates:
            return None
        code = self.units[unit].code if unit in self.units else ""
        own = arrangements.arranged_limit("acknowledge", code, self.directory.arrangements)
        return own or self.edition.limits.acknowledge

    @property
    def silence(self) -> timedelta:
        """Return how long silence lasts before what presses climbs, whatever its regime."""
        return self.edition.limits.acknowledge

    def why_climbed(self, limit: str) -> dict[str, str]:
        """Return why a superior is addressed: the unit did not "acknowledge" or "act" while the pack allows it."""
        return spoken(self.edition.limits.why[limit])

    def rules_from(self, regime: Regime, anchor: str) -> list[DutyRule]:
        """Return the rules of a regime whose clock starts from this fact: "awareness", "oral" …"""
        return [
            rule
            for rule in self.edition.duties
            if rule.regime == regime.code and getattr(rule.term, "anchor", None) == anchor
        ]

    def triggered(
        self, clause: str, anchor: str, since: datetime, owed_by: int, owed_to: int, record: uuid.UUID
    ) -> list[Owed]:
        """Return what the fact at `since` makes one unit owe another under this clause."""
        facts, found = Facts(anchors={anchor: since}), []
        for rule in self.rules_from(self.regime_of(clause), anchor):
            span = self._deadline(rule, facts, owed_by, owed_to)
            window = Span(span.opens_at or since, span.due_at)
            found.append(self._owed(rule, owed_by, owed_to, window, why=span.why, record=record))
        return found

    def keys_of(self, clause: str, anchor: str, owed_by: int, owed_to: int, record: uuid.UUID) -> list[str]:
        """Return the keys under which `triggered` opened its duties."""
        rules = self.rules_from(self.regime_of(clause), anchor)
        return [new_key(self.edition.id, rule.id, owed_by, owed_to, record) for rule in rules]

    def of_event(self, clause: str, at: datetime, known_at: datetime, owed_by: int, record: uuid.UUID) -> list[Owed]:
        """Return what an event at `at` makes a unit owe under this clause: ahead of it or after it, as the pack says.

        What is owed ahead opens when the event is known, or at its own end where that is past already.
        """
        found = list[Owed]()
        counterparts = [one.unit for one in self.route(clause, owed_by) if one.role == "counterpart"]
        for rule in self.rules_of_events(clause):
            assert rule.term is not None
            facts = Facts(dict.fromkeys(obligations.anchors(rule.term), at))
            for one in counterparts if rule.owed_to.each else [None]:
                span = self._deadline(rule, facts, owed_by, one)
                opens = span.opens_at or (min(known_at, span.due_at) if span.due_at else known_at)
                window, sees = Span(opens, span.due_at), [owed_by, *counterparts]
                found.append(self._owed(rule, owed_by, one, window, why=span.why, record=record, sees=sees))
        return found

    def rules_of_events(self, clause: str) -> list[DutyRule]:
        """Return the rules of the clause's regime that an event with a date of its own starts."""
        regime = self.regime_of(clause)
        ruled = [rule for rule in self.edition.duties if rule.regime == regime.code and rule.term is not None]
        return [rule for rule in ruled if not rule.items or clause in rule.items]

    def counterparts(self, unit: int) -> tuple[int, ...]:
        """Return the units that face this one in its interaction groups, in the order of the groups."""
        code = self.units[unit].code
        groups = [group for group in self.directory.groups if code in group.members]
        members = (member for group in groups for member in sorted(group.members) if member != code)
        return tuple(dict.fromkeys(self._ids[member] for member in members if member in self._ids))

    def started(
        self, trigger: str, since: datetime, owed_by: int, record: uuid.UUID, *, to: int | None = None
    ) -> list[Owed]:
        """Return what a fact that no message tells makes the unit owe each counterpart, or `to` alone."""
        found = []
        for rule, parties in self._started(trigger, owed_by):
            facts = Facts(anchors=dict.fromkeys(obligations.anchors(rule.term), since) if rule.term else {})
            for party in [party for party in parties if to in (None, party)]:
                span = self._deadline(rule, facts, owed_by, party)
                window = Span(span.opens_at or since, span.due_at)
                found.append(self._owed(rule, owed_by, party, window, why=span.why, record=record))
        return found

    def ruled(
        self,
        rule_id: str,
        owed_by: int,
        owed_to: int | None,
        since: datetime,
        record: uuid.UUID,
        *,
        sees: Sequence[int],
        due_at: datetime | None = None,
        why: Text | None = None,
        presses: bool = False,
    ) -> Owed:
        """Return what one rule makes a unit owe since a fact that no message tells; raises LookupError.

        `due_at` is by when, and `why`, where the fact says so itself; `sees` are the scopes that see it.
        """
        rule = self.edition.duty(rule_id)
        facts = Facts(anchors=dict.fromkeys(obligations.anchors(rule.term), since) if rule.term else {})
        span = self._deadline(rule, facts, owed_by, owed_to)
        window = Span(span.opens_at or since, due_at or span.due_at)
        owed = self._owed(rule, owed_by, owed_to, window, why=why or span.why, record=record)
        return replace(owed, visible_to=sorted(sees), rank=PRESSING if presses else owed.rank)

    def started_keys(self, trigger: str, owed_by: int, record: uuid.UUID, to: int) -> list[str]:
        """Return the keys under which `started` opened its duties towards `to`."""
        rules = [rule for rule, _ in self._started(trigger, owed_by)]
        return [new_key(self.edition.id, rule.id, owed_by, to, record) for rule in rules]

    def _started(self, trigger: str, unit: int) -> list[tuple[DutyRule, list[int]]]:
        """Return the rules that this trigger starts for the unit, each with its addressees that are no copies."""
        if unit not in self.units:
            return []
        here = self.directory.units[self.units[unit].code]
        rules = [one for one in obligations.owed_rules(self.edition, here) if one.trigger == trigger]
        found = []
        for rule in rules:
            to = routing.addressees(self.edition, self.directory, rule.clause, here, rule.owed_to)
            found.append((rule, [self._ids[one.unit] for one in to if one.role != "copy"]))
        return found

    def windows(self, unit: int, first: date, last: date) -> list[Owed]:
        """Return the recurring duties of the unit whose windows open on these local days, both included."""
        found: list[Owed] = []
        code = self.units[unit].code
        for owed in obligations.windows_for(self.edition, self.directory, code, first, last):
            window = owed.window
            span = Span(window.opens_at, window.due_at, window.covers_from, window.covers_to)
            to: Sequence[int | None] = [self._ids[one.unit] for one in owed.addressees if one.role == "counterpart"]
            for one in to if owed.rule.owed_to.each else [None]:
                everybody = [unit, *(party for party in to if party is not None)]
                found.append(self._owed(owed.rule, unit, one, span, why=owed.rule.name, sees=everybody))
        return found

    def recurring(self, unit: int) -> list[DutyRule]:
        """Return the rules of what the unit owes again and again, in the order of the law."""
        owner = self.directory.units[self.units[unit].code]
        return [rule for rule in obligations.owed_rules(self.edition, owner) if rule.window]

    def spans(self, rule: DutyRule, unit: int, first: date, last: date) -> list[Span]:
        """Return the windows of a recurring rule that open on these local days of the unit, both included, in order."""
        assert rule.window is not None
        found = recurring.windows(rule.window, first, last, self._frame(unit))
        return [Span(one.opens_at, one.due_at, one.covers_from, one.covers_to) for one in found]

    def reachable(self, kind: str, unit: int) -> list[Addressed]:
        """Return whom the unit may ask under this kind of request, and why."""
        key = (kind, unit)
        if key not in self._asked:
            told = self.edition.requests[kind]
            found = reaching.reachable(self.edition, self.directory, told, self.units[unit].code)
            self._asked[key] = [Addressed(self._ids[one.unit], one.role, one.ground, spoken(one.why)) for one in found]
        return self._asked[key]

    def asked(
        self, kind: str, urgency: str, since: datetime, owed_by: int, owed_to: int, record: uuid.UUID
    ) -> list[Owed]:
        """Return the two clocks of a request that the asked unit received at `since`: its reply and its answer."""
        facts, frame = Facts(anchors={RECEIPT: since}), self._frame(owed_by)
        rank = PRESSING if self.edition.urgencies[urgency].presses else PATIENT
        found = []
        for rule in self.edition.requests[kind].terms[urgency]:
            span = obligations.deadline(rule, facts, frame)
            window = Span(span.opens_at or since, span.due_at)
            owed = self._owed(rule, owed_by, owed_to, window, why=span.why, record=record)
            found.append(replace(owed, rank=rank))
        return found

    def asked_keys(self, kind: str, urgency: str, owed_by: int, owed_to: int, record: uuid.UUID) -> dict[str, str]:
        """Return the keys under which `asked` opened its duties, by the part that each is."""
        rules = self.edition.requests[kind].terms[urgency]
        return {rule.part: new_key(self.edition.id, rule.id, owed_by, owed_to, record) for rule in rules}

    def between(
        self, trigger: str, since: datetime, owed_by: int, towards: Sequence[int], record: uuid.UUID
    ) -> list[Owed]:
        """Return what a fact at `since` makes one unit owe others whom only the fact itself can name."""
        facts, frame, found = Facts(anchors={"event": since}), self._frame(owed_by), []
        for rule in (one for one in self.edition.duties if one.trigger == trigger):
            span = obligations.deadline(rule, facts, frame)
            window = Span(span.opens_at or since, span.due_at)
            found += [self._owed(rule, owed_by, one, window, why=span.why, record=record) for one in towards]
        return found

    def between_keys(self, trigger: str, owed_by: int, towards: Iterable[int], record: uuid.UUID) -> list[str]:
        """Return the keys under which `between` opened its duties."""
        rules = [one for one in self.edition.duties if one.trigger == trigger]
        return [new_key(self.edition.id, rule.id, owed_by, to, record) for rule in rules for to in towards]

    def held(self, rule: DutyRule, anchors: Mapping[str, datetime], owed_by: int, record: uuid.UUID) -> Owed:
        """Return what the custodian owes to somebody in its charge under this rule, counted from the facts.

        Its clock presses like that of an urgent call: it is somebody's liberty.
        """
        span = obligations.deadline(rule, Facts(anchors=anchors), self._frame(owed_by))
        assert rule.term is not None
        since = span.opens_at or max(anchors[name] for name in obligations.anchors(rule.term))
        owed = self._owed(rule, owed_by, None, Span(since, span.due_at), why=span.why, record=record)
        return replace(owed, rank=PRESSING)

    def held_key(self, rule: DutyRule, owed_by: int, record: uuid.UUID) -> str:
        """Return the key under which `held` says that a duty is opened."""
        return new_key(self.edition.id, rule.id, owed_by, None, record)

    def coordinator(self, sphere: str, unit: int, present: Iterable[str], on: date | None = None) -> Coordinator:
        """Return who coordinates in the sphere at the unit's point, among these agencies; a joint act may say who."""
        point = self.directory.units[self.units[unit].code].crossing_point
        passed = arrangements.coordination(sphere, point, self.directory.arrangements)
        return coordination.coordinator(self.edition, sphere, present, on, passed)

    def _deadline(self, rule: DutyRule, facts: Facts, owed_by: int, owed_to: int | None) -> Deadline:
        """Return when a rule's duty is due between these units: by the term that they arranged, where they did."""
        other = self.units[owed_to].code if owed_to in self.units else None
        held, by = arrangements.arranged(rule, self.units[owed_by].code, self.directory.arrangements, other)
        span = obligations.deadline(held, facts, self._frame(owed_by))
        return span if by is None else replace(span, why=span.why + by)

    def _frame(self, unit: int) -> Frame:
        """Return the unit's zone and working days; made once, for an urgent message asks it for every addressee."""
        if unit not in self._frames:
            directory_unit = self.directory.units[self.units[unit].code]
            self._frames[unit] = obligations.frame_of(self.edition, directory_unit)
        return self._frames[unit]

    def _owed(
        self,
        rule: DutyRule,
        owed_by: int,
        owed_to: int | None,
        window: Span,
        *,
        why: Text,
        record: uuid.UUID | None = None,
        sees: Sequence[int] = (),
    ) -> Owed:
        regime = self.edition.regimes.get(rule.regime or "")
        parties = [owed_by, *([owed_to] if owed_to else sees)]
        return Owed(
            rule=rule.id,
            clause=rule.clause,
            edition=self.edition.id,
            regime=rule.regime or "",
            owed_by=owed_by,
            owed_to=owed_to,
            opens_at=window.opens_at,
            due_at=window.due_at,
            covers_from=window.covers_from,
            covers_to=window.covers_to,
            zone=self.units[owed_by].zone,
            why=spoken(why),
            rank=PRESSING if regime and regime.escalates else PATIENT,
            visible_to=self.visible_to(parties),
            record=record,
            expiry=EXPIRY[rule.expiry],
            remind_at=reminding.first(self.edition.limits.remind, window.opens_at, window.due_at),
        )


def spoken(text: Text) -> dict[str, str]:
    """Return a text of the pack as it is kept in a row: one wording for each language."""
    return {lang: text.said_in(lang) for lang in LANGUAGES}


@lru_cache(maxsize=8)
def _made(version: int, on: date) -> Rulebook:
    """Return the rulebook of a state of the directory; the adoption is part of that state."""
    adoption = adopted_on(on)
    edition = packs.adopted(adoption.pack).edition(adoption.edition)
    return Rulebook(edition, view.snapshot(on), Unit.objects.open_on(on), adoption.from_date)


def adopted_on(on: date) -> Adoption:
    """Return which edition this deployment works by on that day; raises NothingAdopted."""
    adoption = Adoption.objects.filter(from_date__lte=on).order_by("-from_date").first()
    if adoption is None:
        raise NothingAdopted(on)
    return adoption
