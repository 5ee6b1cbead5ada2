"""Where a word may be broken, so that none runs out of its column.

Typst knows Russian in a Russian sentence. Of Kazakh it knows nothing, nor of a Russian name in an English sheet, but in
both each vowel makes a syllable, and of the consonants between two vowels the last begins the next one
(қабыл-дау-тап-сы-ру). Whatever has no syllables, a number or a hash, may be broken anywhere.
"""

from __future__ import annotations

import re

from ortaq.acts.paper.paper import Words

BETWEEN = re.compile(r"[\s\u200b-]+")
SOFT, NOWHERE = "\u00ad", "\u200b"
VOWELS = "аәеёиіоөуұүыэюя"
CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]{9,}", re.IGNORECASE)
LUMP = re.compile(r"[^\s\u00ad\u200b-]{16,}")
FEWEST = 3  # letters on either side of a break
EVERY = 8
LETTERS = 90  # of a table, in one line over the whole sheet, some of them wide
NARROW = 24  # of half a sheet
LANES = 70  # the same for the lanes of a diagram


def syllables(text: str) -> str:
    """Return `text` with soft hyphens between the syllables of its long words."""
    return CYRILLIC.sub(lambda found: _syllables(found[0]), text)


def lumps(text: str) -> str:
    """Return `text` with places to break in whatever is too long to be a word."""
    return LUMP.sub(lambda found: found[0] if _is_word(found[0]) else _broken(found[0]), text)


def fits(text: Words, letters: float) -> bool:
    """Whether each word of `text`, in any language, stands in a column of so many letters without being broken."""
    said = (text,) if isinstance(text, str) else (text.ru, text.kk, text.en)
    return all(len(word) <= letters for each in said for word in BETWEEN.split(lumps(each)))


def _syllables(word: str) -> str:
    low, parts, start = word.lower(), [], 0
    for place in range(FEWEST, len(word) - FEWEST + 1):
        begins = low[place] not in VOWELS and low[place] not in "ьъ" and low[place + 1] in VOWELS
        if begins and any(letter in VOWELS for letter in low[start:place]) and place - start >= 2:
            parts.append(word[start:place])
            start = place
    return SOFT.join([*parts, word[start:]])


def _is_word(lump: str) -> bool:
    """Whether hyphenation will find its places: letters, with the signs that stand around them."""
    return lump.strip("«»„“\"'.,;:!?()[]…").isalpha() and len(lump) < 40


def _broken(lump: str) -> str:
    return NOWHERE.join(lump[place : place + EVERY] for place in range(0, len(lump), EVERY))
