"""What the pack says of forces and means: kinds of resource, who gives them on which request, why they are called back.

The words are those of EDXL-RM: a resource is *committed* for a time, *arrives*, is *released*; whoever gave it may call
it back on a ground.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from ortaq.rules.text import Text

Sort = Literal["people", "vehicle", "dog", "means"]
Giver = Literal["asked", "asker"]


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """A kind of resource: people by function, a vehicle, a dog, a technical means.

    `counted`: a pool of so many, committed by number; else each is one of its own, with a name. `measure` is in what it
    is counted.
    """

    code: str
    name: Text
    sort: Sort
    measure: Text
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Needed:
    """Where a request says what it asks for: a group of its clause's fields, by the kind of resource and by number."""

    group: str
    kind: str
    amount: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Why units patrol together: in these regions the law requires it; without regions, everywhere."""

    code: str
    name: Text
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FromAct:
    """Which kind of act schedules patrols: a row of its `group` is a patrol, told by these fields of it; `with_` are
    the fields that name the other units.
    """

    kind: str
    group: str
    begins: str
    ends: str
    route: str
    leads: str
    with_: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patrols:
    """What the pack says of joint patrols.

    begin     the duty rule of whoever leads one: that it sets out
    agencies  of how many agencies people must be in it, at least
    ahead     how far ahead it is looked who and what is missing
    grounds   the first that fits the region of whoever leads is the patrol's ground
    results   what is counted at its end
    """

    clause: str
    begin: str
    agencies: int
    ahead: timedelta
    grounds: tuple[Ground, ...]
    results: Mapping[str, Text]
    act: FromAct | None = None

    def ground_in(self, region: str) -> Ground:
        """Return the ground on which units of a region patrol together."""
        fitting = (one for one in self.grounds if not one.regions or region in one.regions)
        return next(fitting, self.grounds[-1])


@dataclass(frozen=True, eq=False)
class Forces:
    """All that the pack says of forces and means. Compared by identity.

    clause   under which forces are allotted
    sorts    what each sort of resource is called
    kinds    the kinds of resource
    gives    by kind of request, which of its two sides gives forces on it
    needed   where a request says what it asks for
    patrol   what is said of joint patrols, where anything is
    arrive   the duty rule of whoever committed: that they are there by the promised time
    release  the duty rule of whoever they came to: that they are let go when their time is over
    recalls  the only grounds on which whoever gave them calls them back
    away     why a resource of one's own is not free: repair, a reserve that is never given …
    """

    clause: str
    sorts: Mapping[str, Text]
    kinds: Mapping[str, ResourceKind]
    gives: Mapping[str, Giver]
    arrive: str
    release: str
    recalls: Mapping[str, Text]
    away: Mapping[str, Text]
    needed: Mapping[str, Needed] = field(default_factory=dict)
    patrol: Patrols | None = None
