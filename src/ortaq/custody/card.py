"""One charge as its page shows it: who holds it, the clock, the fields, what the law gives to somebody held, the forms.

What the unit may not see is simply not there: PostgreSQL keeps it back. What the officer's post may not read, or what
he has not said the purpose of, the card keeps back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from ortaq.custody import readings
from ortaq.custody.board import bars_in_words, may_know, reads_by_duty
from ortaq.custody.clocks import Clock, clock_of
from ortaq.custody.handovers import Line
from ortaq.custody.models import Charge, Detention, Entry, Override
from ortaq.custody.owing import custody_of, owed
from ortaq.custody.recognising import earlier
from ortaq.custody.standing import Event, Standing, annexed, described, events, standing
from ortaq.custody.titles import title_of
from ortaq.custody.words import amount_in_words
from ortaq.duties.desk import Desk
from ortaq.exchange.particulars import Particular, of_subject
from ortaq.rules.custody import ChargeKind, Custody, DetentionLimit, EntryKind, Safeguard
from ortaq.rules.life import LINE, OVERRIDE


@dataclass
class Duty:
    """One safeguard that applies: how it stands, until when it is owed, what may be done about it here.

    `form` writes down that it was given, `pass_over` asks that it be passed over, `asked` is what waits for a second.
    """

    rule: Safeguard
    name: str
    source: str
    done: Entry | None = None
    passed: Override | None = None
    asked: Override | None = None
    ground: str = ""
    due_at: datetime | None = None
    look: str = ""
    holds_up: Sequence[str] = ()
    may_settle: bool = False
    form: Any = None
    pass_over: Any = None


class Card:
    """A charge at a desk. The clocks and names are asked for once."""

    def __init__(self, desk: Desk, charge: Charge) -> None:
        self.desk, self.charge = desk, charge
        self.custody: Custody = custody_of(desk.rulebook)
        self.kind: ChargeKind = self.custody.kinds[charge.kind]

    @cached_property
    def events(self) -> list[Event]:
        """Everything that happened to it, as far as this unit sees it."""
        return list(events(self.charge))

    @cached_property
    def stands(self) -> Standing:
        """How it stands."""
        return standing(self.charge, self.custody, seen=self.events)

    @cached_property
    def clock(self) -> Clock | None:
        """The clock of somebody held."""
        return clock_of(self.charge, self.stands.detention, self.desk)

    @property
    def detention(self) -> Detention | None:
        """On which moments and ground somebody is held."""
        return self.stands.detention

    @property
    def limit(self) -> DetentionLimit | None:
        """The limit of the law on which he is held."""
        return self.stands.limit(self.custody)

    @cached_property
    def offer(self) -> Line | None:
        """The item of a hand-over by which it is offered now."""
        return self.charge.lines.filter(state=LINE.start).select_related("handover").first()

    @property
    def is_ours(self) -> bool:
        """Whether this unit is its custodian."""
        return self.charge.is_held and self.charge.custodian_id == self.desk.unit.pk

    @property
    def is_offered_to_us(self) -> bool:
        """Whether this unit is to decide whether it takes it."""
        return self.offer is not None and self.offer.handover.receiver_id == self.desk.unit.pk

    @property
    def works_with_it(self) -> bool:
        """Whether the officer reads it by his duty: on the watch of the custodian, or of whoever is to decide."""
        return reads_by_duty(self.charge, self.offer, self.desk)

    @property
    def may_act(self) -> bool:
        """Whether he may write down, offer, let go."""
        return self.works_with_it and self.is_ours

    @property
    def custodian(self) -> str:
        """Who holds it now."""
        return self.desk.name(self.charge.custodian_id)

    @cached_property
    def is_read(self) -> bool:
        """Whether its words are open to him: a person's only by duty, or once he has said what for."""
        if not self.desk.may("may_read_content"):
            return False
        if not self.kind.is_person or self.works_with_it:
            return True
        return readings.is_open(readings.whole_record(self.charge), self.desk)

    @property
    def may_ask_to_read(self) -> bool:
        """Whether saying what for would open the words."""
        return not self.is_read and self.desk.may("may_read_content") and bool(self._described)

    @cached_property
    def _described(self) -> Mapping[str, Any]:
        return described(self.charge)

    @property
    def body(self) -> Mapping[str, Any]:
        """Its fields, where he may read them."""
        return self._described if self.is_read else {}

    @property
    def title(self) -> str:
        """What it is called, where he may read it."""
        return title_of(self.kind, self.body, self.desk)

    @property
    def fields(self) -> list[Particular]:
        """Its fields in the order of the pack."""
        return of_subject(self.kind.form, self.body, self.desk)

    @cached_property
    def earlier(self) -> list[Charge]:
        """The earlier records of the same person, where he may read this one."""
        return [one for one in earlier(self.kind, self.body, self.custody) if one.pk != self.charge.pk]

    @property
    def amount(self) -> str:
        """How much there is now, after what was weighed and sampled."""
        return amount_in_words(self.stands.measures, self.kind, self.desk)

    @cached_property
    def has_annex(self) -> bool:
        """Whether there are sensitive fields that his post may read; he says what for first."""
        return self.kind.annex is not None and self.desk.may("may_read_annex") and self._sees_annex

    @property
    def _sees_annex(self) -> bool:
        return self.is_ours or any(isinstance(one, Entry) and one.is_annex for one in self.events)

    @cached_property
    def is_annex_open(self) -> bool:
        """Whether he has said in this session what he reads them for."""
        return self.has_annex and readings.is_open(readings.annex_record(self.charge.pk), self.desk)

    @cached_property
    def annex_body(self) -> Mapping[str, Any]:
        """The sensitive fields, once opened."""
        return annexed(self.charge) if self.is_annex_open else {}

    @property
    def annex_fields(self) -> list[Particular]:
        """The sensitive fields in the order of the pack."""
        return of_subject(self.kind.annex, self.annex_body, self.desk) if self.kind.annex else []

    def opens(self, entry: Entry) -> bool:
        """Whether words and photographs of this entry are open to him."""
        return self.is_read and (not entry.is_annex or self.is_annex_open)

    @property
    def bars(self) -> list[str]:
        """What bars every step to a foreign side."""
        return bars_in_words(self.stands, self.custody, self.desk)

    @cached_property
    def duties(self) -> list[Duty]:
        """The safeguards that apply, in the order of the pack."""
        if not self.charge.is_held:
            return []
        terms = {one.rule: one.due_at for one in owed(self.stands, self.desk.rulebook).values()}
        asked = {one.safeguard: one for one in self.charge.overrides.filter(state=OVERRIDE.start)}
        return [
            self._duty(one, terms, asked.get(one.code))
            for one in self.stands.applying(self.custody)
            if may_know(one, self.desk)
        ]

    @property
    def missing(self) -> list[Duty]:
        """Those that are neither done nor passed over."""
        return [one for one in self.duties if one.done is None and one.passed is None]

    def held_up(self, step: str) -> list[str]:
        """Return what this step waits for."""
        return [one.name for one in self.missing if step in one.rule.before]

    @property
    def entries(self) -> tuple[list[EntryKind], list[EntryKind]]:
        """The entries that it may have: those that go on, and those with which custody ends."""
        known = [
            one for one in self.custody.entries_of(self.kind.code) if not one.answers or one.answers in self.stands.said
        ]
        return [one for one in known if not one.ends], [one for one in known if one.ends]

    @property
    def further_limits(self) -> list[DetentionLimit]:
        """The limits of the law that may prolong the one on which he is held."""
        if self.detention is None:
            return []
        day = self.detention.restricted_at.astimezone(self.desk.zone).date()
        return [one for one in self.custody.limits_on(day) if self.detention.limit in one.extends]

    def _duty(self, rule: Safeguard, terms: Mapping[str, datetime | None], asked: Override | None) -> Duty:
        desk, done = self.desk, self.stands.done.get(rule.code)
        due_at = terms.get(rule.rule.id) if rule.rule else None
        found = Duty(rule, desk.said(rule.name), desk.said(rule.source), asked=asked, holds_up=rule.before)
        if isinstance(done, Entry):
            found.done = done
        elif isinstance(done, Override):
            found.passed = done
        else:
            found.due_at = due_at
            found.look = "late" if due_at and due_at < desk.now else "mine" if self.is_ours else "waiting"
        override = found.passed or asked
        found.ground = desk.said(rule.overrides.get(override.ground)) if override else ""
        found.may_settle = (
            asked is not None
            and self.is_ours
            and desk.may("may_confirm_override")
            and asked.officer != desk.actor.officer
        )
        return found
