"""Who coordinates in a sphere: the first of those named that may, several together, in turn, or nobody.

A joint act that says so and cites its ground passes the role to somebody else for a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from ortaq.rules.arrangements import COORDINATES, Arrangement
from ortaq.rules.counting import DAYS, MONTHS, months_after
from ortaq.rules.edition import Candidate, Edition, Rotation, Sphere
from ortaq.rules.errors import MissingFact, UnknownAgency, UnknownSphere
from ortaq.rules.text import Text, joined

NOBODY = Text(
    "никто из тех, кому роль отведена, не присутствует",
    "рөл берілгендердің ешқайсысы жоқ",
    "none of those to whom the role is given is present",
)


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who coordinates: `agency` the first of `agencies`, None where nobody does; by which clause, and why."""

    agency: str | None
    agencies: tuple[str, ...]
    clause: str
    why: Text


def coordinator(
    edition: Edition,
    sphere: str,
    present: Iterable[str],
    on: date | None = None,
    arranged: Arrangement | None = None,
) -> Coordinator:
    """Return who coordinates in the sphere where these agencies are present; a role that rotates asks for the day.

    `arranged` is by what the role has passed there (see `arrangements.coordination`).
    Raises UnknownSphere, UnknownAgency, MissingFact (a rotating role and no day).
    """
    there = frozenset(present)
    for agency in sorted(there - edition.agencies.keys()):
        raise UnknownAgency(agency, edition.agencies)
    if sphere not in edition.spheres:
        raise UnknownSphere(sphere, edition.spheres)
    if arranged is not None:
        why = COORDINATES.fill(source=arranged.source, ground=arranged.ground)
        return Coordinator(arranged.agency, (arranged.agency,), edition.spheres[sphere].clause, why)
    return _in(edition.spheres[sphere], there, on)


def _in(sphere: Sphere, there: Collection[str], on: date | None) -> Coordinator:
    if sphere.nobody:
        return Coordinator(None, (), sphere.clause, sphere.nobody)
    if sphere.rotation:
        return _said(sphere, _turn(sphere.rotation, there, on))
    if sphere.together:
        return _said(sphere, [one for one in sphere.together if _may(one, there)])
    return _said(sphere, [one for one in sphere.candidates if _may(one, there)][:1])


def _said(sphere: Sphere, found: list[Candidate]) -> Coordinator:
    if not found:
        return Coordinator(None, (), sphere.clause, NOBODY)
    agencies = tuple(one.agency for one in found)
    return Coordinator(agencies[0], agencies, sphere.clause, joined([one.why for one in found]))


def _may(one: Candidate, there: Collection[str]) -> bool:
    return one.agency in there and not any(other in there for other in one.absent)


def _turn(told: Rotation, there: Collection[str], on: date | None) -> list[Candidate]:
    """Return whose turn it is, who is absent being passed over."""
    if on is None:
        raise MissingFact("on")
    turn = _turns(told, on) % len(told.of)
    order = (*told.of[turn:], *told.of[:turn])
    return [Candidate(agency, told.why) for agency in order if agency in there][:1]


def _turns(told: Rotation, on: date) -> int:
    """Return how many whole turns have passed since the first began; before it the count is negative."""
    if told.every.unit in MONTHS:
        months = (on.year - told.starting.year) * 12 + on.month - told.starting.month
        begun = months_after(told.starting, months) <= on
        return (months - (not begun)) // (told.every.count * MONTHS[told.every.unit])
    return (on - told.starting).days // (told.every.count * DAYS[told.every.unit])
