"""The facts from which duties follow. The packages that own the facts register how to read them, oldest first."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ortaq.duties.opening import DoneAlready, Owed


@dataclass(frozen=True, slots=True)
class Arisen:
    """A fact made these duties arise."""

    recorded_at: datetime
    owed: Sequence[Owed]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done at `at`: it closes the duties with these keys."""

    recorded_at: datetime
    at: datetime
    record: uuid.UUID
    keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reported:
    """A report of a regime towards these units: it closes the window that had opened last, towards each of them.

    `opens_at` names the window where the report says which one it is about; it may have been sent before it opened.
    """

    recorded_at: datetime
    at: datetime
    record: uuid.UUID
    owed_by: int
    regime: str
    told: Sequence[int]
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Disputed:
    """What had closed duties is disputed."""

    recorded_at: datetime
    closed_by: uuid.UUID
    record: uuid.UUID
    reason: str


Fact = Arisen | Done | Reported | Disputed
Ahead = Callable[[Sequence[Owed]], Mapping[str, DoneAlready]]
_sources: list[Callable[[], Iterator[Fact]]] = []
_ahead: list[Ahead] = []


def source(read: Callable[[], Iterator[Fact]]) -> Callable[[], Iterator[Fact]]:
    """Register a reader of facts."""
    _sources.append(read)
    return read


def all_facts() -> list[Fact]:
    """Return the facts of all packages in the order in which they were taken down."""
    return sorted((fact for read in _sources for fact in read()), key=lambda fact: fact.recorded_at)


def ahead(read: Ahead) -> Ahead:
    """Register who knows what was done before its duty was opened: what is owed → what was done, by the duty's key."""
    _ahead.append(read)
    return read


def done_ahead(owed: Sequence[Owed]) -> dict[str, DoneAlready]:
    """Return which of these duties were fulfilled before anybody opened them."""
    return {key: done for read in _ahead for key, done in read(owed).items()}
