"""What the pack says of forces and means: kinds of resource, who gives them on which request, why they are called back.

The words are those of EDXL-RM: a resource is *committed* for a time, *arrives*, is *released*; whoever gave it may call
it back on a ground.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, eq=False)
class Forces:
    """All that the pack says of forces and means. Compared by identity.

    clause   under which forces are allotted
    sorts    what each sort of resource is called
    kinds    the kinds of resource
    gives    by kind of request, which of its two sides gives forces on it
    needed   where a request says what it asks for
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
