"""The roster: made by rotation, changed by hand. What stands in it stays: a rotation fills only what is free.

A rotation is told in local times: "from 08:00, twelve hours each". It is laid out on the wall clock and only then
turned into instants, so that on the day on which the clocks change the watch still changes at 08:00, and is an hour
shorter or longer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from ortaq.access.errors import AlreadySettled, NotAllowed, NothingToPlan, NoWatchHere
from ortaq.access.models import Appointment, Officer, Rotation, Shift
from ortaq.access.roles import ON_WATCH, may
from ortaq.access.watches import drop, put
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record

NEW, THERE, TAKEN, ELSEWHERE = "new", "there", "taken", "elsewhere"
LONGEST = timedelta(days=186)


@dataclass(frozen=True, slots=True)
class Turns:
    """Who takes turns: officers in order, how long, from which local time of which day to which day."""

    post: str
    officers: tuple[int, ...]
    hours: int
    starts: time
    first_day: date
    last_day: date

    def laid_out(self, zone: ZoneInfo) -> Iterator[tuple[int, datetime, datetime]]:
        """Yield officer, beginning and end of each turn that begins on these days by the clocks of `zone`."""
        wall, length, turn = datetime.combine(self.first_day, self.starts), timedelta(hours=self.hours), 0
        while wall.date() <= self.last_day:
            begins, ends = instant(wall, zone), instant(wall + length, zone)
            if begins < ends:
                yield self.officers[turn % len(self.officers)], begins, ends
            wall, turn = wall + length, turn + 1


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clocks of `zone` show this; of what they show twice, the first.

    Whoever ends and whoever begins at one wall time do so at one instant.
    """
    return wall.replace(tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One turn before it is saved: new, there already, taken by another, or its officer stands elsewhere then.

    `rest` is the break before it, where that is shorter than asked for.
    """

    officer: int
    starts_at: datetime
    ends_at: datetime
    state: str
    other: Shift | None = None
    rest: timedelta | None = None


def preview(unit: Unit, turns: Turns, *, at: datetime, rest: timedelta) -> list[Proposed]:
    """Return what saving these turns would do, turn by turn; what is over already is left out."""
    laid = [turn for turn in turns.laid_out(ZoneInfo(unit.zone)) if turn[2] > at]
    if not laid:
        return []
    near = Shift.objects.standing().between(laid[0][1] - rest, laid[-1][2] + rest).select_related("officer", "unit")
    standing = list(near.filter(Q(unit=unit, post=turns.post) | Q(officer__in=turns.officers)))
    found = [_proposed(unit, turns.post, *turn, standing) for turn in laid]
    spans = [(one.officer, one.starts_at, one.ends_at) for one in found if one.state == NEW]
    short = breaks([*spans, *((s.officer_id, s.starts_at, s.ends_at) for s in standing)], rest)
    return [_with_rest(one, short) for one in found]


def _proposed(unit: Unit, post: str, officer: int, begins: datetime, ends: datetime, all_: list[Shift]) -> Proposed:
    meeting = [one for one in all_ if one.starts_at < ends and begins < one.ends_at]
    here = next((one for one in meeting if one.unit_id == unit.pk and one.post == post), None)
    if here and (here.officer_id, here.starts_at, here.ends_at) == (officer, begins, ends):
        return Proposed(officer, begins, ends, THERE, here)
    away = next((one for one in meeting if one.officer_id == officer), None)
    if here or away:
        return Proposed(officer, begins, ends, TAKEN if here else ELSEWHERE, here or away)
    return Proposed(officer, begins, ends, NEW)


def _with_rest(one: Proposed, short: dict[tuple[int, datetime], timedelta]) -> Proposed:
    rest = short.get((one.officer, one.starts_at))
    return Proposed(one.officer, one.starts_at, one.ends_at, one.state, one.other, rest) if rest is not None else one


def breaks(spans: Iterable[tuple[int, datetime, datetime]], rest: timedelta) -> dict[tuple[int, datetime], timedelta]:
    """Return, by officer and beginning of the later turn, each break between two turns that is shorter than `rest`."""
    found, of = {}, defaultdict(list)
    for officer, begins, ends in spans:
        of[officer].append((begins, ends))
    for officer, periods in of.items():
        periods.sort()
        for (_, ended), (begins, _) in zip(periods, periods[1:], strict=False):
            if begins - ended < rest:
                found[officer, begins] = max(begins - ended, timedelta())
    return found


def rotate(unit: Unit, turns: Turns, *, by: Actor, at: datetime, rest: timedelta) -> list[Shift]:
    """Put what is new of these turns on the roster and return it; the same again adds nothing.

    Raises NotAllowed, NoWatchHere, NothingToPlan, ShiftsOverlap where somebody was first.
    """
    _require(unit, turns, by=by, at=at)
    with transaction.atomic():
        new = [one for one in preview(unit, turns, at=at, rest=rest) if one.state == NEW]
        if not new:
            raise NothingToPlan
        made = Rotation(
            unit=unit,
            post=turns.post,
            officers=list(turns.officers),
            hours=turns.hours,
            starts=turns.starts,
            first_day=turns.first_day,
            last_day=turns.last_day,
            zone=unit.zone,
            planned_by_id=by.officer,  # type: ignore[misc]  # a senior always is an officer
            planned_at=at,
            visible_to=[unit.pk],
        )
        made.save(force_insert=True)
        record("rotation.planned", made.pk, made.to_ledger(), by=by, at=at)
        return [_put(unit, turns.post, one.officer, one.starts_at, one.ends_at, by, at, rotation=made) for one in new]


def substitute(shift: Shift, officer: Officer, *, why: str, by: Actor, at: datetime) -> Shift:
    """Put another officer in an officer's place. Raises NotAllowed, AlreadySettled, ShiftsOverlap, OfficerTwice."""
    _require_hand(shift, by=by, at=at)
    if officer.pk == shift.officer_id or not holds(officer.pk, shift.unit, shift.post, at):
        raise NotAllowed
    with transaction.atomic():
        drop(shift, by=by, at=at)
        return _instead(shift, officer.pk, why, by, at)


def swap(one: Shift, other: Shift, *, why: str, by: Actor, at: datetime) -> tuple[Shift, Shift]:
    """Let two officers change places. Raises as `substitute`."""
    for shift, officer in ((one, other.officer_id), (other, one.officer_id)):
        _require_hand(shift, by=by, at=at)
        if officer == shift.officer_id or not holds(officer, shift.unit, shift.post, at):
            raise NotAllowed
    with transaction.atomic():
        drop(one, by=by, at=at)
        drop(other, by=by, at=at)
        return _instead(one, other.officer_id, why, by, at), _instead(other, one.officer_id, why, by, at)


def holds(officer: int, unit: Unit, post: str, at: datetime) -> bool:
    """Whether the officer holds this post in the unit, and may stand its watch."""
    held = Appointment.objects.holding(at).filter(officer=officer, unit=unit, role=post, officer__is_active=True)
    return post in ON_WATCH and held.exists()


def changes(unit: Unit, since: datetime) -> list[Shift]:
    """Return the rows of the roster that somebody planned or dropped since then, with who did it."""
    rows = Shift.objects.of_unit(unit).filter(Q(planned_at__gte=since) | Q(dropped_at__gte=since))
    people = ("officer", "planned_by", "dropped_by", "replaces__officer", "rotation")
    return list(rows.select_related(*people).order_by("-planned_at", "starts_at"))


def _require(unit: Unit, turns: Turns, *, by: Actor, at: datetime) -> None:
    if not may(by.post, "may_plan_watches") or by.unit != unit.pk:
        raise NotAllowed
    if unit.standing == "post":
        raise NoWatchHere
    if not turns.officers or not all(holds(officer, unit, turns.post, at) for officer in set(turns.officers)):
        raise NotAllowed
    if turns.hours < 1 or not timedelta() <= turns.last_day - turns.first_day <= LONGEST:
        raise NothingToPlan


def _require_hand(shift: Shift, *, by: Actor, at: datetime) -> None:
    if not may(by.post, "may_plan_watches") or by.unit != shift.unit_id:
        raise NotAllowed
    if shift.dropped_at is not None or shift.ends_at <= at:
        raise AlreadySettled


def _instead(shift: Shift, officer: int, why: str, by: Actor, at: datetime) -> Shift:
    times = (shift.starts_at, shift.ends_at)
    return _put(shift.unit, shift.post, officer, *times, by, at, replaces=shift, why=why.strip()[:250])


def _put(
    unit: Unit,
    post: str,
    officer: int,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    at: datetime,
    *,
    rotation: Rotation | None = None,
    replaces: Shift | None = None,
    why: str = "",
) -> Shift:
    row = Shift(
        unit=unit,
        post=post,
        officer_id=officer,
        starts_at=starts_at,
        ends_at=ends_at,
        planned_by_id=by.officer,
        planned_at=at,
        rotation=rotation,
        replaces=replaces,
        why=why,
    )
    put(row, by=by)
    return row


def short_breaks(shifts: Sequence[Shift], rest: timedelta) -> list[tuple[Shift, timedelta]]:
    """Return the rows of the roster before which their officer rests too little, and how long."""
    short = breaks(((one.officer_id, one.starts_at, one.ends_at) for one in shifts), rest)
    return [(one, short[one.officer_id, one.starts_at]) for one in shifts if (one.officer_id, one.starts_at) in short]
