"""What an instruction keeps out of this exchange: words that bear a marking of a state secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortaq.rules.text import Text

EDGE = r"[\s\"'«»“”„‘’()\[\]{}<>.,:;!?*_|/–—-]"


@dataclass(frozen=True, slots=True)
class Marking:
    """One wording of a marking. `alone`: common speech uses the words too, so that they count only where they stand
    by themselves: as a line, a sentence, in brackets or in quotation marks.
    """

    words: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The markings that the program refuses, why, and what an officer is to do instead."""

    markings: tuple[Marking, ...]
    advice: Text


def marking_in(body: Any, secrecy: Secrecy | None) -> str | None:
    """Return the marking that stands anywhere in what is to be said, the longest of them; None where none does."""
    if secrecy is None:
        return None
    texts = [" \n ".join(_folded(line) for line in text.splitlines()) for text in _texts(body)]
    return max((one.words for one in secrecy.markings if _stands(one, texts)), key=len, default=None)


def _stands(marking: Marking, texts: Sequence[str]) -> bool:
    words = r"\s+".join(map(re.escape, _folded(marking.words).split()))
    if marking.alone:
        pattern = rf"(?:^|[\n\"«»“”„(\[.:;!?])[ *]*{words}[ *]*(?:$|[\n\"«»“”)\].:;!?])"
    else:
        pattern = rf"(?:^|(?<={EDGE})){words}(?:$|(?={EDGE}))"
    return any(re.search(pattern, text) for text in texts)


def _texts(body: Any) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, Mapping):
        yield from _all(body.values())
    elif isinstance(body, list | tuple):
        yield from _all(body)


def _all(bodies: Iterable[Any]) -> Iterator[str]:
    for one in bodies:
        yield from _texts(one)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
