"""A resource's time as a strip: how much of it is free when, drawn by the server and said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.operations.forces import AWAY, Commitment, Resource
from ortaq.operations.forces_words import ground_in_words, when
from ortaq.operations.free import Piece, pieces

WIDTH = 960
TICKS = {1: 3, 3: 12, 7: 24}
"""By how many days are shown, every how many hours a line stands."""


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of the strip: where, how wide, how it looks, and what it says."""

    x: int
    width: int
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across, with its hour."""

    x: int
    mark: str


@dataclass(frozen=True)
class Span:
    """The time that the strips of a page show."""

    starts_at: datetime
    days: int

    @property
    def ends_at(self) -> datetime:
        """Its end."""
        return self.starts_at + timedelta(days=self.days)

    def x(self, at: datetime) -> int:
        """Return where an instant lies."""
        return round(WIDTH * ((at - self.starts_at) / timedelta(days=self.days)))

    def ticks(self, desk: Desk) -> list[Tick]:
        """Return the lines at whole hours of the unit's own clock."""
        every, here = TICKS.get(self.days, 24), self.starts_at.astimezone(desk.zone)
        hours = timedelta(hours=1)
        begin = here.replace(minute=0, second=0, microsecond=0)
        instants = (begin + n * hours for n in range(1, self.days * 24 + 1))
        return [
            Tick(self.x(at), f"{at:%H:%M}" if at.hour else f"{at:%d.%m}")
            for at in instants
            if at.hour % every == 0 and at < self.ends_at
        ]


def strip(resource: Resource, made: Sequence[Commitment], span: Span, desk: Desk) -> list[Block]:
    """Return the resource's stretches of time."""
    found = []
    for one in pieces(made, span.starts_at, span.ends_at, now=desk.now):
        x = span.x(one.starts_at)
        look, words = _look(one, resource), _words(one, resource, desk)
        found.append(Block(x, span.x(one.ends_at) - x, look, words))
    return found


def _look(one: Piece, resource: Resource) -> str:
    if one.taken > resource.amount:
        return "over"
    if one.taken == 0:
        return "free"
    if all(each.purpose == AWAY for each in one.by):
        return "away" if one.taken == resource.amount else "some"
    return "taken" if one.taken == resource.amount else "some"


def _words(one: Piece, resource: Resource, desk: Desk) -> str:
    left = max(0, resource.amount - one.taken)
    said = gettext("%(from)s – %(to)s: свободно %(left)s из %(all)s") % {
        "from": when(one.starts_at, desk),
        "to": when(one.ends_at, desk),
        "left": left,
        "all": resource.amount,
    }
    reasons = [_reason(each, desk) for each in one.by]
    return f"{said} ({'; '.join(dict.fromkeys(reasons))})" if reasons else said


def _reason(one: Commitment, desk: Desk) -> str:
    if one.purpose == AWAY:
        return ground_in_words(one.ground, desk)
    return desk.name(one.to_id)
