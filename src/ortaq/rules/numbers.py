"""Numbers of documents and plates as they are told: one, several, or from – to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ortaq.rules import folding

MOST = 5_000
"""How many numbers one range names at most; blanks are stolen by the hundred, and a million is a slip of the hand."""
_APART = re.compile(r"[,;\n]+")
_RANGE = re.compile(r"^(.*?\d)\s*(?:–|—|-|\.\.\.?|…|\bпо\b|\bto\b)\s*(\D*\d+)$", re.IGNORECASE)
_TAIL = re.compile(r"^(.*?)(\d+)$")


def marks(told: str) -> list[str]:
    """Return the numbers that a field names, folded, each once: "N 100 – N 103, A5" is N100, N101, N102, N103, A5."""
    return list(dict.fromkeys(one for part in _APART.split(told) for one in _of(part.strip())))


def is_too_wide(told: str) -> bool:
    """Say whether a range is so wide that it must be a slip of the hand: its ends alone stand for it then."""
    return any((ends := _ends(part.strip())) is not None and ends[2] - ends[1] >= MOST for part in _APART.split(told))


def _of(told: str) -> Iterator[str]:
    ends = _ends(told)
    if ends is None:
        if len(mark := folding.mark(told)) > 1 and any(sign.isdigit() for sign in mark):
            yield mark
        return
    series, first, last, width = ends
    every = range(first, last + 1) if last - first < MOST else (first, last)
    yield from (f"{series}{number:0{width}}" for number in every)


def _ends(told: str) -> tuple[str, int, int, int] | None:
    """Return the series, the first and the last number and how many digits they have; None for no range."""
    found = _RANGE.match(told)
    if not found:
        return None
    begin, end = (_TAIL.match(folding.mark(one)) for one in found.groups())
    if not begin or not end or end[1] not in ("", begin[1]) or len(begin[2]) < len(end[2]):
        return None
    first, last = int(begin[2]), int(begin[2][: len(begin[2]) - len(end[2])] + end[2])
    return (begin[1], first, last, len(begin[2])) if first < last else None
