"""What other packages show beside a request: what was promised on it, and the door to promise more.

Exchange knows of nothing above it. A package that answers requests with something of its own registers one function
when it is ready:

    @beside
    def forces(request: Request, desk: Desk) -> Beside | None: ...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortaq.duties.desk import Desk
from ortaq.exchange.asks import Request


@dataclass(frozen=True, slots=True)
class Note:
    """One line beside a request, and the look that its state has."""

    words: str
    state: str
    look: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a request: lines, and where to go on, in words and by address; `presses` is the next step."""

    heading: str
    notes: Sequence[Note]
    door: str = ""
    url: str = ""
    presses: bool = False


Finder = Callable[[Request, Desk], Beside | None]
FINDERS: list[Finder] = []


def beside(finder: Finder) -> Finder:
    """Let this function be asked what stands beside a request."""
    FINDERS.append(finder)
    return finder


def besides(request: Request, desk: Desk) -> list[Beside]:
    """Return what stands beside the request."""
    return [found for finder in FINDERS if (found := finder(request, desk))]
