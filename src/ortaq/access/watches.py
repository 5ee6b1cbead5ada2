"""Watches: taken, handed over, ended; and the roster that plans them.

A watch has one officer who answers for it. When his relief takes it, the relief answers from that moment; the relieved
officer stays on watch for the hand-over, a quarter of an hour at most, or until he says that it is done. PostgreSQL
refuses a second officer who answers for the same post of the same unit, so two can overlap in no other way.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from ortaq.access.errors import (
    AlreadySettled,
    NotAllowed,
    NotYourWatch,
    NoWatchHere,
    OfficerTwice,
    ShiftsOverlap,
    WatchTaken,
)
from ortaq.access.models import Appointment, Officer, Shift, Watch
from ortaq.access.open_matters import taken
from ortaq.access.querysets import HANDOVER
from ortaq.access.roles import ON_WATCH, may
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record

EARLY = timedelta(hours=2)


def take(
    unit: Unit, *, by: Actor, at: datetime, relieves: Watch | None = None, due_off_at: datetime | None = None
) -> Watch:
    """Take the watch for the post in which the officer acts, from `relieves` where another stands it.

    Without `due_off_at` the roster says when the relief is due. Raises NotAllowed, NoWatchHere, WatchTaken.
    """
    if not may(by.post, "may_stand_watch") or by.unit != unit.pk:
        raise NotAllowed
    if unit.standing == "post":
        raise NoWatchHere
    planned = shift_of(by, at)
    watch = Watch(
        unit=unit,
        post=by.post,
        officer_id=by.officer,  # type: ignore[misc]  # a duty officer's actor always has one
        shift=planned,
        relieves=relieves,
        starts_at=at,
        due_off_at=due_off_at or (planned.ends_at if planned else None),
    )
    with transaction.atomic():
        if relieves is not None:
            _relieve(relieves, until=at + HANDOVER, by=by, at=at)
        _begin(watch)
        record("watch.taken", watch.pk, watch.taken_facts(), by=by, at=at)
        taken(watch, by=by, at=at)
    return watch


def hand_over(watch: Watch, *, by: Actor, at: datetime, note: str = "") -> None:
    """Say that the hand-over to the relief is done, and leave. Raises NotYourWatch, AlreadySettled with no relief."""
    if watch.officer_id != by.officer:
        raise NotYourWatch
    relieved = Watch.objects.filter(pk=watch.pk, relieved_at__isnull=False, ends_at__gt=at)
    with transaction.atomic():
        if not relieved.update(ends_at=at, note=note):
            raise AlreadySettled
        record("watch.handed_over", watch.pk, {"ends_at": at, "note": note}, by=by, at=at)
    watch.ends_at, watch.note = at, note


def leave(watch: Watch, *, by: Actor, at: datetime) -> None:
    """Let a relieved officer go at once: he and his relief `by` have signed the hand-over."""
    Watch.objects.filter(pk=watch.pk, relieved_at__isnull=False).update(ends_at=at)
    record("watch.handed_over", watch.pk, {"ends_at": at, "note": ""}, by=by, at=at)
    watch.ends_at = at


def end(watch: Watch, *, by: Actor, at: datetime, note: str = "") -> None:
    """End a watch with no relief, which leaves a gap that everybody sees. Raises NotYourWatch, AlreadySettled.

    A senior of the unit ends the watch of one who has gone and did not.
    """
    is_senior = may(by.post, "may_relieve") and by.unit == watch.unit_id
    if watch.officer_id != by.officer and not is_senior:
        raise NotYourWatch
    with transaction.atomic():
        _relieve(watch, until=at, by=by, at=at, note=note)


def plan(
    unit: Unit, officer: Officer, post: str, *, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime
) -> Shift:
    """Put an officer who holds the post on the roster. Raises NotAllowed, NoWatchHere, ShiftsOverlap."""
    if not may(by.post, "may_plan_watches") or by.unit != unit.pk or post not in ON_WATCH:
        raise NotAllowed
    if unit.standing == "post":
        raise NoWatchHere
    if not Appointment.objects.holding(at).filter(officer=officer, unit=unit, role=post).exists():
        raise NotAllowed
    shift = Shift(
        unit=unit,
        officer=officer,
        post=post,
        starts_at=starts_at,
        ends_at=ends_at,
        planned_by_id=by.officer,
        planned_at=at,
    )
    put(shift, by=by)
    return shift


def put(shift: Shift, *, by: Actor) -> None:
    """Write a row of the roster, whoever planned it. Raises ShiftsOverlap, OfficerTwice."""
    try:
        with transaction.atomic():
            shift.save(force_insert=True)
    except IntegrityError as error:
        raise (OfficerTwice if "officer_once" in str(error) else ShiftsOverlap) from error
    record("shift.planned", shift.pk, shift.to_ledger(), by=by, at=shift.planned_at)


def drop(shift: Shift, *, by: Actor, at: datetime) -> None:
    """Take a row off the roster. Raises NotAllowed, AlreadySettled."""
    if not may(by.post, "may_plan_watches") or by.unit != shift.unit_id:
        raise NotAllowed
    with transaction.atomic():
        standing = Shift.objects.standing().filter(pk=shift.pk)
        if not standing.update(dropped_by_id=by.officer, dropped_at=at):
            raise AlreadySettled
        shift.dropped_by_id, shift.dropped_at = by.officer, at
        record("shift.dropped", shift.pk, shift.dropped_facts(), by=by, at=at)


def shift_of(by: Actor, at: datetime) -> Shift | None:
    """Return the officer's row of the roster that he takes at `at`: the one that runs, or begins within two hours."""
    mine = Shift.objects.standing().filter(unit=by.unit, post=by.post, officer=by.officer)
    return mine.filter(starts_at__lte=at + EARLY, ends_at__gt=at).order_by("starts_at").first()


def _begin(watch: Watch) -> None:
    try:
        with transaction.atomic():
            watch.save(force_insert=True)
    except IntegrityError as error:
        raise WatchTaken from error


def _relieve(watch: Watch, *, until: datetime, by: Actor, at: datetime, note: str = "") -> None:
    """Let the officer answer no longer, if he still does; he stays on watch until `until`."""
    going_on = Watch.objects.filter(pk=watch.pk, relieved_at=None)
    if not going_on.update(relieved_at=at, ends_at=until, note=note):
        raise AlreadySettled
    watch.relieved_at, watch.ends_at, watch.note = at, until, note
    record("watch.relieved", watch.pk, watch.relieved_facts(), by=by, at=at)
