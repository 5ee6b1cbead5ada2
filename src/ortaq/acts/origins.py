"""From what an act came: whoever draws acts up by itself says how to find it. Acts know of nothing above them.

A package that drafts acts registers one function when it is ready:

    @origin
    def of_handover(act: uuid.UUID) -> Origin | None: ...
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """What an act came from, in words, and the page of it."""

    words: str
    url: str


Finder = Callable[[uuid.UUID], Origin | None]
FINDERS: list[Finder] = []


def origin(finder: Finder) -> Finder:
    """Let this function be asked from what an act came."""
    FINDERS.append(finder)
    return finder


def origin_of(act: uuid.UUID) -> Origin | None:
    """Return from what the act came; None for one that was drafted by hand."""
    return next((found for finder in FINDERS if (found := finder(act))), None)
