"""How much of each resource is free when: computed from the open commitments, never stored."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ortaq.operations.forces import Commitment, Resource


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time during which the same number is taken, and by what."""

    starts_at: datetime
    ends_at: datetime
    taken: int
    by: tuple[Commitment, ...]


def takes(one: Commitment, at: datetime, *, now: datetime) -> bool:
    """Whether an open commitment takes its amount at the instant; who is not released in time is not free either."""
    return one.starts_at <= at and (one.ends_at > at or one.is_overrun(now))


def taken(made: Sequence[Commitment], start: datetime, end: datetime, *, now: datetime) -> int:
    """Return the most that is taken at any instant from `start` to before `end`."""
    instants = [start, *(one.starts_at for one in made if start < one.starts_at < end)]
    return max(sum(one.amount for one in made if takes(one, at, now=now)) for at in instants)


def pieces(made: Sequence[Commitment], start: datetime, end: datetime, *, now: datetime) -> list[Piece]:
    """Return the time from `start` to `end` cut where something begins or ends."""
    marks = {start, end}
    for one in made:
        marks |= {mark for mark in (one.starts_at, one.ends_at) if start < mark < end}
    cuts, found = sorted(marks), list[Piece]()
    for begins, ends in zip(cuts, cuts[1:], strict=False):
        by = tuple(one for one in made if takes(one, begins, now=now))
        found.append(Piece(begins, ends, sum(one.amount for one in by), by))
    return found


def made_of(
    resources: Iterable[Resource], start: datetime, end: datetime, *, now: datetime
) -> Mapping[uuid.UUID, list[Commitment]]:
    """Return the open commitments of these resources that touch the time, by resource, the first to begin first."""
    rows = {one.pk: list[Commitment]() for one in resources}
    touching = Commitment.objects.filter(resource__in=list(rows)).between(start, end, at=now)
    for one in touching.order_by("starts_at", "id"):
        rows[one.resource_id].append(one)
    return rows


def free(resources: Sequence[Resource], start: datetime, end: datetime, *, now: datetime) -> dict[uuid.UUID, int]:
    """Return how much of each resource can be promised for all of the time from `start` to `end`."""
    made = made_of(resources, start, end, now=now)
    return {one.pk: max(0, one.amount - taken(made[one.pk], start, end, now=now)) for one in resources}
