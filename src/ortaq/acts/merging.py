"""Two officers edit one draft: what each changed is taken over, and only what both changed differently is disputed.

A body is fields and, under a group's code, a list of rows; rows are compared by their place. What both added at the
end of a list stands there one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Place = tuple[str, ...]
MISSING = object()


@dataclass(frozen=True)
class Merged:
    """What both texts make together; `disputed` are the places where they cannot both stand."""

    body: dict[str, Any]
    disputed: tuple[Place, ...]


def merged(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Return what mine and theirs, both made of the base, make together; where they dispute, mine stands."""
    disputed: list[Place] = []
    body = _mapping(base, mine, theirs, (), disputed)
    return Merged(body, tuple(disputed))


def _mapping(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], at: Place, disputed: list[Place]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in dict.fromkeys((*mine, *theirs, *base)):
        three = (base.get(name, MISSING), mine.get(name, MISSING), theirs.get(name, MISSING))
        value = _value(*three, (*at, name), disputed)
        if value is not MISSING:
            found[name] = value
    return found


def _value(base: Any, mine: Any, theirs: Any, at: Place, disputed: list[Place]) -> Any:
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    lists = [[] if one is MISSING else one for one in (base, mine, theirs)]
    if all(isinstance(one, list) for one in lists):
        return list(_rows(lists[0], lists[1], lists[2], at, disputed))
    disputed.append(at)
    return mine


def _rows(
    base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any], at: Place, disputed: list[Place]
) -> Iterator[Any]:
    if min(len(mine), len(theirs)) < len(base):
        disputed.append(at)
        yield from mine
        return
    for n, row in enumerate(base):
        yield _mapping(row, mine[n], theirs[n], (*at, str(n)), disputed)
    yield from (*theirs[len(base) :], *mine[len(base) :])
