"""To whom a message goes, and why. The directory is a pure view; nothing here reads a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ortaq.rules.text import Text

Role = Literal["counterpart", "copy"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the rules see it. `agency` is the pack's code, or a body above the parties, which never takes part."""

    code: str
    parent: str | None
    level: int
    agency: str
    kind: str
    zone: str
    crossing_point: str | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """An interaction group: units that face each other at a crossing point or, above it, as superiors of those that do."""

    code: str
    members: frozenset[str]
    level: int
    crossing_point: str | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """One to whom it goes: as a counterpart or with a copy, under which clause, on which ground (the clause of the level)."""

    unit: str
    role: Role
    clause: str
    why: Text
    ground: str
    is_level_up: bool = False


@dataclass(frozen=True, eq=False)
class Directory:
    """Units and their interaction groups on one day."""

    units: Mapping[str, Unit]
    groups: tuple[Group, ...]
