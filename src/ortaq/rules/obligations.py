"""What a unit owes: the windows that come again, and what a fact starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from ortaq.rules import counting, localtime, recurring, routing, wording
from ortaq.rules.calendar import Calendar
from ortaq.rules.edition import DutyRule, Edition
from ortaq.rules.errors import NoParty, UnknownTrigger, like
from ortaq.rules.facts import Facts, Frame
from ortaq.rules.routing import Addressee, Directory, Unit
from ortaq.rules.terms import Count, Open, Pick, Term
from ortaq.rules.windows import Deadline, Window


@dataclass(frozen=True, slots=True)
class Owed:
    """One window of a duty that recurs: who owes it, to whom, when."""

    rule: DutyRule
    unit: str
    addressees: tuple[Addressee, ...]
    window: Window


@dataclass(frozen=True, slots=True)
class Due:
    """One duty that a fact started: who owes it, to whom, by when and why."""

    rule: DutyRule
    unit: str
    addressees: tuple[Addressee, ...]
    deadline: Deadline


def windows_for(edition: Edition, directory: Directory, unit_code: str, from_date: date, to_date: date) -> list[Owed]:
    """Return the windows of the unit's recurring duties that open on the local days of its zone, both ends included.

    Nothing for a unit that owes nothing itself: a watch, an institution, a body that oversees, a closed unit.
    Raises UnknownUnit.
    """
    unit = directory.unit(unit_code)
    frame = frame_of(edition, unit)
    rules = [rule for rule in owed_rules(edition, unit) if rule.window]
    return [one for rule in rules for one in _opening(edition, directory, rule, unit, from_date, to_date, frame)]


def _opening(
    edition: Edition, directory: Directory, rule: DutyRule, unit: Unit, begin: date, end: date, frame: Frame
) -> Iterator[Owed]:
    to = _addressees(edition, directory, rule, unit)
    windows = recurring.windows(rule.window, begin, end, frame) if rule.window else ()
    return (Owed(rule, unit.code, to, window) for window in windows)


def triggered(
    edition: Edition,
    directory: Directory,
    trigger: str,
    unit_code: str,
    facts: Facts,
    *,
    item: str | None = None,
    other: str | None = None,
) -> list[Due]:
    """Return what the fact makes the unit owe. A watch owes as the unit above it.

    `item` is the clause's item that the matter falls under; `other` the agency of the other party, for its working
    days. A threshold that is not reached makes no duty. Raises UnknownTrigger, UnknownUnit, NoParty, MissingFact.
    """
    unit = routing.post(edition, directory, unit_code)
    if not routing.is_party(edition, unit):
        raise NoParty(unit_code)
    frame = frame_of(edition, unit, other)
    return [
        Due(rule, unit.code, _addressees(edition, directory, rule, unit), deadline(rule, facts, frame))
        for rule in _started(edition, trigger)
        if owes(edition, rule, unit) and _covers(rule, item) and reaches(rule, facts)
    ]


def deadline(rule: DutyRule, facts: Facts, frame: Frame) -> Deadline:
    """Return when a triggered duty opens and is due, and why: the clause, the count, the law, our default."""
    if rule.term is None:
        raise UnknownTrigger(rule.id)
    grants = counting.Grants(rule.extensions, rule.suspensions)
    found = counting.deadline(rule.term, facts, frame, grants)
    return replace(found, why=wording.due_why(rule.clause, found.why, rule.source, rule.ours.get("term")))


def rearmed(rule: DutyRule, done_at: datetime, facts: Facts, frame: Frame) -> Deadline | None:
    """Return the deadline that its own fulfilment starts anew; None for a duty that is done when it is done."""
    if not rule.rearms or rule.term is None:
        return None
    anew = dict.fromkeys(anchors(rule.term), done_at)
    return deadline(rule, Facts({**facts.anchors, **anew}, facts.measures), frame)


def reaches(rule: DutyRule, facts: Facts) -> bool:
    """Say whether the measure that makes or unmakes the duty stands so that it is owed; unknown, it is owed."""
    limit = rule.threshold
    if limit is None or limit.measure not in facts.measures:
        return True
    measured = facts.measures[limit.measure]
    return (limit.at_least is None or measured >= limit.at_least) and (limit.below is None or measured < limit.below)


def owed_rules(edition: Edition, unit: Unit) -> list[DutyRule]:
    """Return the rules of what the unit may owe, in the order of the law."""
    return [rule for rule in edition.duties if unit.is_open and owes(edition, rule, unit)]


def owes(edition: Edition, rule: DutyRule, unit: Unit) -> bool:
    """Say whether the unit is one of those by whom the rule is owed."""
    by = rule.owed_by
    if not routing.is_party(edition, unit):
        return False
    if by.levels or by.kinds:
        kinds = by.kinds.get(unit.agency, ())
        return unit.level in by.levels or unit.kind in kinds or "*" in kinds
    return by.where != "listed"


def anchors(term: Term) -> list[str]:
    """Return the names of the facts that a term is counted from."""
    match term:
        case Count() | Open():
            return [term.anchor]
        case Pick():
            return [name for part in term.of for name in anchors(part)]
        case _:
            return []


def frame_of(edition: Edition, unit: Unit, other: str | None = None) -> Frame:
    """Return the zone of the unit, its agency's working days and, where there is one, those of the other's."""
    own = calendar_of(edition, unit.agency)
    return Frame(localtime.zone(unit.zone), own, calendar_of(edition, other) if other else own)


def calendar_of(edition: Edition, agency: str | None) -> Calendar:
    """Return the working days of an agency, or of the edition where it has none of its own."""
    told = edition.agencies.get(agency or "")
    return told.calendar if told and told.calendar else edition.calendar


def _started(edition: Edition, trigger: str) -> Iterator[DutyRule]:
    known = {rule.trigger for rule in edition.duties if rule.trigger}
    if trigger not in known:
        raise UnknownTrigger(trigger, like(trigger, known))
    return (rule for rule in edition.duties if rule.trigger == trigger)


def _covers(rule: DutyRule, item: str | None) -> bool:
    return item is None or not rule.items or item in rule.items


def _addressees(edition: Edition, directory: Directory, rule: DutyRule, unit: Unit) -> tuple[Addressee, ...]:
    return tuple(routing.addressees(edition, directory, rule.clause, unit, rule.owed_to))
