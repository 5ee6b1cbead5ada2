"""From a term and the facts to the instant at which it ends, and why.

Elapsed units (minutes, hours) run in UTC, whatever the wall clock does. Calendar units run over local days and
months: a month that lacks the day ends on its last one; what ends on a day ends at its 24:00. Days on which the
clock stood are not counted; from elapsed terms the time that it stood is taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ortaq.rules import localtime, wording
from ortaq.rules.calendar import DAY, both, moved, shifted
from ortaq.rules.errors import MissingFact, NaiveTime, NotAllowed
from ortaq.rules.facts import Extension, Facts, Frame, Suspension
from ortaq.rules.terms import (
    Amount,
    Count,
    ExtensionRule,
    Fixed,
    Open,
    Pick,
    SuspensionRule,
    Term,
)
from ortaq.rules.text import joined
from ortaq.rules.windows import Deadline

ELAPSED: Mapping[str, timedelta] = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}
DAYS: Mapping[str, int] = {"days": 1, "working_days": 1, "weeks": 7}
MONTHS: Mapping[str, int] = {"months": 1, "quarters": 3, "half_years": 6, "years": 12}


@dataclass(frozen=True, slots=True)
class Grants:
    """Who may prolong and who may suspend a term: what the pack says of it."""

    extensions: Sequence[ExtensionRule] = ()
    suspensions: Sequence[SuspensionRule] = ()


NONE = Grants()


def deadline(term: Term, facts: Facts, frame: Frame, grants: Grants = NONE) -> Deadline:
    """Return when the term opens and ends, and why.

    Raises MissingFact where the fact that it is counted from is not known, NaiveTime where it has no offset, NotAllowed
    for an extension or suspension by somebody, or so often, as the pack does not admit.
    """
    added, stops = _admitted(facts, grants), _stopped(facts, frame, grants)
    return _deadline(term, facts, frame, added, stops)


def _deadline(term: Term, facts: Facts, frame: Frame, added: Sequence[Amount], stops: Sequence[Suspension]) -> Deadline:
    match term:
        case Fixed():
            due = localtime.instant(term.on, term.at, frame.zone, last=True)
            return Deadline(None, due, wording.fixed(due, frame.zone))
        case Open():
            start = _fact(term.anchor, facts)
            return Deadline(start, None, wording.unnumbered(term.anchor, start, frame.zone))
        case Pick():
            return _picked(term, [_deadline(part, facts, frame, added, stops) for part in term.of])
        case Count():
            return _counted(term, facts, frame, added, stops)


def _counted(term: Count, facts: Facts, frame: Frame, added: Sequence[Amount], stops: Sequence[Suspension]) -> Deadline:
    start = _fact(term.anchor, facts)
    opens = facts.anchors.get("awareness") if term.backwards else start
    closed = [stop for stop in stops if stop.until is not None]
    run = _elapsed if term.amount.unit in ELAPSED else _calendar
    due, was_moved = run(term, start, (term.amount, *added), closed, frame)
    if any(stop.until is None and stop.since <= due for stop in stops):
        return Deadline(opens, None, wording.standing_still(term, start, frame.zone))
    return Deadline(opens, due, wording.counted(term, start, due, frame.zone, added, was_moved, bool(closed)))


def _picked(term: Pick, parts: Sequence[Deadline]) -> Deadline:
    numbered = [part for part in parts if part.due_at is not None]
    if not numbered or (term.which == "latest" and len(numbered) < len(parts)):
        return Deadline(_first_opening(parts), None, joined([part.why for part in parts]))
    best = (min if term.which == "earliest" else max)(numbered, key=_due)
    return Deadline(_first_opening(parts), best.due_at, wording.picked(term.which, best.why))


def _due(part: Deadline) -> datetime:
    return part.due_at or datetime.max.replace(tzinfo=UTC)


def _first_opening(parts: Sequence[Deadline]) -> datetime | None:
    opens = [part.opens_at for part in parts]
    known = [at for at in opens if at is not None]
    return min(known) if len(known) == len(opens) else None


def _elapsed(
    term: Count, start: datetime, amounts: Sequence[Amount], stops: Sequence[Suspension], frame: Frame
) -> tuple[datetime, bool]:
    """Count minutes and hours; where the begun one does not count, from the next full one."""
    sign = -1 if term.backwards else 1
    end = start if term.first_counts else _without_begun(start, term.amount.unit, sign, frame)
    end += sign * _length(amounts[0])
    end += sum((_length(amount) for amount in amounts[1:]), timedelta())
    end = _without_stops(start, end, stops)
    if term.ends == "minute":
        return end, False
    return _ended(term, localtime.day_of(end, frame.zone), end, frame)


def _length(amount: Amount) -> timedelta:
    return amount.count * ELAPSED[amount.unit]


def _without_begun(start: datetime, unit: str, sign: int, frame: Frame) -> datetime:
    local = start.astimezone(frame.zone)
    since_midnight = timedelta(
        hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )
    begun = since_midnight % ELAPSED[unit]
    return start - begun + (ELAPSED[unit] if sign > 0 else timedelta())


def _without_stops(start: datetime, end: datetime, stops: Sequence[Suspension]) -> datetime:
    """Return the end, later by the time that the clock stood after `start`; what overlaps is taken once."""
    ran_to = start
    for stop in sorted(stops, key=lambda stop: stop.since):
        since, until = max(stop.since, ran_to), stop.until or stop.since
        if since < end and since < until:
            end, ran_to = end + (until - since), until
    return end


def _calendar(
    term: Count, start: datetime, amounts: Sequence[Amount], stops: Sequence[Suspension], frame: Frame
) -> tuple[datetime, bool]:
    """Count days, working days, weeks, months over local days."""
    day = localtime.day_of(start, frame.zone)
    runs = _running(stops, frame)
    day = _stepped(day, term.amount, term, runs, frame, first=True)
    for amount in amounts[1:]:
        day = _stepped(day, amount, term, runs, frame, first=False)
    return _ended(term, day, start, frame)


def _stepped(
    day: date, amount: Amount, term: Count, runs: Callable[[date], bool], frame: Frame, *, first: bool
) -> date:
    sign = -1 if term.backwards and first else 1
    early = DAY if term.first_counts and first else timedelta()
    if amount.unit in MONTHS:
        end = months_after(day, sign * amount.count * MONTHS[amount.unit]) - sign * early
        return _prolonged(day, end, runs)
    works = _works(term, frame)
    counts = (lambda one: works(one) and runs(one)) if amount.unit == "working_days" else runs
    count = amount.count * DAYS[amount.unit]
    return shifted(day - sign * early, sign * count, counts)


def _prolonged(begin: date, end: date, runs: Callable[[date], bool]) -> date:
    """Return the end of a term in months, later by each day after its begin on which the clock stood."""
    day = begin
    while day < end:
        day += DAY
        if not runs(day):
            end += DAY
    return end


def _ended(term: Count, day: date, at: datetime, frame: Frame) -> tuple[datetime, bool]:
    """Return when a term ends whose last day is `day`, and whether it moved off a non-working day."""
    last = moved(day, term.off_day, _works(term, frame))
    if term.ends == "day":
        return localtime.end_of(last, frame.zone), last != day
    wall = datetime.combine(last, at.astimezone(frame.zone).time())
    return localtime.of_wall(wall, frame.zone, last=True), last != day


def _works(term: Count, frame: Frame) -> Callable[[date], bool]:
    if term.days_of == "both":
        return both(frame.own, frame.other)
    return (frame.own if term.days_of == "ower" else frame.other).is_working


def _running(stops: Sequence[Suspension], frame: Frame) -> Callable[[date], bool]:
    """Return the rule of the days on which the clock runs: not from the day it stops until the day it goes on."""
    stood = {day for stop in stops for day in _days(stop, frame)}
    return lambda day: day not in stood


def _days(stop: Suspension, frame: Frame) -> Iterator[date]:
    day = localtime.day_of(stop.since, frame.zone)
    while stop.until and day < localtime.day_of(stop.until, frame.zone):
        yield day
        day += DAY


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later (or earlier), or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"{months} months from {day}")
    first = date(year, month + 1, 1)
    return first + timedelta(days=min(day.day, days_in(first)) - 1)


def days_in(day: date) -> int:
    """Return how many days the month of the day has."""
    first = day.replace(day=1)
    return ((first + timedelta(days=31)).replace(day=1) - first).days


def _fact(anchor: str, facts: Facts) -> datetime:
    if anchor not in facts.anchors:
        raise MissingFact(anchor)
    at = facts.anchors[anchor]
    if at.tzinfo is None:
        raise NaiveTime(anchor)
    return at.astimezone(UTC)


def _admitted(facts: Facts, grants: Grants) -> list[Amount]:
    """Return the amounts that the granted extensions add, each by the rule that admits its grantor."""
    return [_extension(grant, facts.extensions[:index], grants) for index, grant in enumerate(facts.extensions)]


def _extension(grant: Extension, before: Sequence[Extension], grants: Grants) -> Amount:
    rule = next((rule for rule in grants.extensions if grant.by in rule.by), None)
    if rule is None:
        raise NotAllowed(f"{grant.by} may not extend this term")
    if sum(earlier.by in rule.by for earlier in before) >= rule.times:
        raise NotAllowed(f"this term may be extended {rule.times} time(s) only")
    return rule.amount


def _stopped(facts: Facts, frame: Frame, grants: Grants) -> list[Suspension]:
    return [_stop(stop, frame, grants) for stop in facts.suspensions]


def _stop(stop: Suspension, frame: Frame, grants: Grants) -> Suspension:
    """Return the suspension, cut where the pack says how long the clock may stand at most."""
    rule = next((rule for rule in grants.suspensions if stop.by in rule.by), None)
    if rule is None:
        raise NotAllowed(f"{stop.by} may not suspend this term")
    if rule.at_most is None:
        return stop
    at_most = Count("event", rule.at_most, first_counts=rule.at_most.unit in ELAPSED, ends="minute")
    longest = _due(_counted(at_most, Facts({"event": stop.since}), frame, (), ()))
    return Suspension(stop.by, stop.since, min(stop.until or longest, longest))
