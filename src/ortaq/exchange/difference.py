"""What the writing adds to what was said, and leaves out: by words, for the eye."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

SAME, ADDED, LEFT_OUT = "same", "added", "left_out"


def difference(said: str, written: str) -> Iterator[tuple[str, str]]:
    """Give the pieces of both texts in order, each with what it is: the same, added in writing, left out of it."""
    old, new = _words(said), _words(written)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield SAME, "".join(new[c:d])
            continue
        if a < b:
            yield LEFT_OUT, "".join(old[a:b])
        if c < d:
            yield ADDED, "".join(new[c:d])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]|\s+", text)
