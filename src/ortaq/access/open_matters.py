"""What is open when a watch changes hands, and what follows from taking one: told by the packages above.

@reader                                   # a page shows the list, a verb signs it
def drafts(request, at, since): yield Matter(...)

@follows                                  # in the transaction in which a watch is taken
def owe_line_checks(watch, by, at): ...
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ortaq.access.asked import Asked
from ortaq.access.models import Watch
from ortaq.ledger.actor import Actor


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that the next watch must know of. `came`: it came while nobody stood there, open or not.

    `look` is one of the console's meanings (late, closing, mine, waiting, done); `at` since when, or by when.
    """

    group: str
    id: uuid.UUID
    title: str
    state: str = ""
    look: str = "mine"
    at: datetime | None = None
    url: str = ""
    came: bool = False

    def facts(self, note: str = "") -> dict[str, Any]:
        """Return it as it is signed: without where it is found in the console, with what the officer said of it."""
        told = {name: value for name, value in asdict(self).items() if name not in ("url", "look")}
        return {**told, "note": note} if note else told


Reader = Callable[[Asked, datetime, datetime | None], Iterable[Matter]]
Follow = Callable[[Watch, Actor, datetime], None]
_readers: list[Reader] = []
_follows: list[Follow] = []


def reader(read: Reader) -> Reader:
    """Register a reader of open matters, asked with the request, the instant, and since when nobody stood there."""
    _readers.append(read)
    return read


def matters(request: Asked, at: datetime, since: datetime | None = None) -> list[Matter]:
    """Return what is open at `at` and, where nobody stood there since `since`, what came meanwhile."""
    return [matter for read in _readers for matter in read(request, at, since)]


def follows(do: Follow) -> Follow:
    """Register what follows from taking a watch."""
    _follows.append(do)
    return do


def taken(watch: Watch, *, by: Actor, at: datetime) -> None:
    """Let follow what follows from taking this watch; to be called in its transaction."""
    for do in _follows:
        do(watch, by, at)
