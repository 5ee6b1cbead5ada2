"""How a charge stands: what its entries, detentions and holdings come to, read in the order in which they were made.

The same reading serves the verbs, the pages and the rebuilding of duties: there is no second record of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ortaq.custody.models import ANNEXED, DESCRIBED, Charge, Detention, Entry, Holding, Override, Words
from ortaq.exchange.files import FILES
from ortaq.rules.custody import Custody, DetentionLimit, Safeguard

Event = Holding | Entry | Detention | Override
FLAGS = "flags"
"""In the facts of an annex: the yes_no fields that were ticked."""


@dataclass
class Standing:
    """What is known of a charge up to now.

    measures  quantity, unit, seal and place as they were last set
    said      since when each ticked field of the annex has been said; nothing unticks it but an answer
    again     the entry in which it was said anew after it had been answered or given
    answered  when an entry of the pack settled each field
    spared    whether it was written down that a barred notice does not concern him
    seen      all that it was read from, in order
    done      what settled each safeguard: the entry that did it, or the override confirmed by a second officer
    """

    kind: str
    holding: Holding | None = None
    detention: Detention | None = None
    measures: dict[str, str] = field(default_factory=dict)
    said: dict[str, datetime] = field(default_factory=dict)
    again: dict[str, uuid.UUID] = field(default_factory=dict)
    answered: dict[str, datetime] = field(default_factory=dict)
    done: dict[str, Entry | Override] = field(default_factory=dict)
    spared: bool = False
    is_held: bool = True
    seen: list[Event] = field(default_factory=list)

    def then(self, custody: Custody, *events: Event) -> Standing:
        """Return how the charge stands once these have happened too, as it would be read from the tables."""
        return _read(self.kind, _in_order([*self.seen, *events]), custody)

    def take(self, event: Event, custody: Custody) -> None:
        """Let one more event have its say."""
        self.seen.append(event)
        match event:
            case Holding():
                self.holding = event
            case Detention():
                self.detention = event
            case Override():
                if event.state == "confirmed":
                    self.done.setdefault(event.safeguard, event)
            case Entry():
                self._entry(event, custody)

    def _entry(self, entry: Entry, custody: Custody) -> None:
        self.measures |= {name: value for name, value in entry.facts.items() if name not in (FLAGS, FILES)}
        if entry.code == ANNEXED:
            self._annex(entry, custody)
        elif entry.code in custody.safeguards:
            self.done[entry.code] = entry
        elif kind := custody.entries.get(entry.code):
            self.answered |= {kind.answers: entry.at} if kind.answers else {}
            self.spared = self.spared or kind.spares
            self.is_held = self.is_held and not kind.ends

    def _annex(self, entry: Entry, custody: Custody) -> None:
        """What is ticked stays said, whatever is written afterwards; after an answer it may be said anew."""
        for code in entry.facts.get(FLAGS, ()):
            if code not in self.said:
                self.said[code] = entry.at
            elif code in self.answered and self.answered[code] >= self.said[code]:
                self.said[code], self.again[code] = entry.at, entry.pk

    def bars(self, custody: Custody) -> list[str]:
        """Return the fields that bar every step to a foreign side now."""
        return [code for code in custody.bars if self.is_open(code)]

    def is_open(self, code: str) -> bool:
        """Whether a field was said and not answered since."""
        return code in self.said and (code not in self.answered or self.answered[code] < self.said[code])

    def applying(self, custody: Custody) -> list[Safeguard]:
        """Return the safeguards that the law gives here, in the order of the pack; none for a thing."""
        if self.detention is None:
            return []
        limit = self.detention.limit
        return [
            one
            for one in custody.safeguards.values()
            if one.applies_to(self.said)
            and (not one.limits or limit in one.limits)
            and one.in_force_on(custody.day_of(self.said.get(one.flag(self.said), self.detention.restricted_at)))
        ]

    def missing(self, custody: Custody, before: str = "") -> list[Safeguard]:
        """Return those that are neither done nor passed over; with `before`, those that this step waits for."""
        return [
            one for one in self.applying(custody) if not self.is_given(one) and (not before or before in one.before)
        ]

    def is_given(self, one: Safeguard) -> bool:
        """Whether a safeguard was given, or passed over, since what asks for it was said last."""
        done = self.done.get(one.code)
        return done is not None and all(done.at >= self.said[code] for code in one.when if code in self.again)

    def limit(self, custody: Custody) -> DetentionLimit | None:
        """Return the limit on which somebody is held now; None for a thing."""
        if self.detention is None:
            return None
        return custody.limit_of(self.detention.rule)

    def anchors(self) -> dict[str, datetime]:
        """Return the facts from which the terms of detention are counted."""
        assert self.detention is not None
        return {"restricted": self.detention.restricted_at, "delivered": self.detention.delivered_at}


def events(charge: Charge) -> Iterator[Event]:
    """Give everything that happened to a charge, in the order in which it was taken down.

    Reads what the acting unit may see: a former custodian reads no annex.
    """
    return iter(_in_order([*charge.chain.all(), *charge.detentions.all(), *charge.entered.all(), *_settled(charge)]))


def events_of(charges: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Event]]:
    """Return what happened to each of many charges, with as many queries for many as for one."""
    found: dict[uuid.UUID, list[Event]] = {one: [] for one in charges}
    of_them: dict[str, Any] = {"charge__in": list(found)}
    for rows in (Holding.objects, Detention.objects, Entry.objects):
        for one in rows.filter(**of_them).order_by("n"):
            found[one.charge_id].append(one)
    for settled in Override.objects.filter(settled_at__isnull=False, **of_them).order_by("settled_at"):
        found[settled.charge_id].append(settled)
    return {pk: _in_order(seen) for pk, seen in found.items()}


def _settled(charge: Charge) -> list[Override]:
    return [one for one in charge.overrides.all() if one.settled_at]


def _in_order(found: list[Any]) -> list[Event]:
    return sorted(found, key=_taken_down)


def _taken_down(event: Event) -> tuple[datetime, int]:
    """Return when an event was taken down, and what comes first of what was taken down at once."""
    match event:
        case Holding():
            return event.since, 0
        case Detention():
            return event.at, 1
        case Entry():
            return event.recorded_at, 2
        case Override():
            assert event.settled_at is not None
            return event.settled_at, 3


def standing(charge: Charge, custody: Custody, *, seen: Iterable[Event] | None = None) -> Standing:
    """Return how the charge stands."""
    return _read(charge.kind, events(charge) if seen is None else seen, custody)


def _read(kind: str, seen: Iterable[Event], custody: Custody) -> Standing:
    stands = Standing(kind)
    for event in seen:
        stands.take(event, custody)
    return stands


def standings(charges: Iterable[Charge], custody: Custody) -> dict[uuid.UUID, Standing]:
    """Return how each of many charges stands."""
    rows = {one.pk: one for one in charges}
    return {pk: standing(rows[pk], custody, seen=seen) for pk, seen in events_of(rows).items()}


def described(charge: Charge) -> dict[str, Any]:
    """Return the fields of the charge as they were last written down and may be read; {} where they were erased."""
    return _words(charge, DESCRIBED)


def described_of(charges: Iterable[Charge]) -> dict[uuid.UUID, dict[str, Any]]:
    """Return the fields of each of many charges as they were last written down and may be read."""
    written = Words.objects.filter(charge__in=[one.pk for one in charges], entry__code=DESCRIBED)
    last = written.order_by("charge", "-entry__n").distinct("charge")
    return dict(last.values_list("charge", "body"))


def annexed(charge: Charge) -> dict[str, Any]:
    """Return the sensitive fields as they were last written down; {} where the acting unit may not read them."""
    return _words(charge, ANNEXED)


def _words(charge: Charge, code: str) -> dict[str, Any]:
    found = charge.entered.filter(code=code).select_related("words").order_by("-n").first()
    words = getattr(found, "words", None)
    return dict(words.body) if words else {}
