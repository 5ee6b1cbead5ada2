"""Names, documents and plates in the form in which two spellings of the same are the same.

A name is spelt in Cyrillic, in the Latin letters of a passport, in those of a keyboard: Жумабаев, ZHUMABAYEV, Jumabaev.
It is written in Latin letters by the table of travel documents (tables/cyrillic.csv), loses its marks, and what
spellings differ in is made one: KH and H, ZH, DZH and J, Y and I, YE and E, doubled letters. What folds alike may still
be two persons: that is for an officer to see. A document or a plate keeps its letters by their look: the Cyrillic А is
an A.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from pathlib import Path

NEAR = 0.8
"""How alike two folded names must be to be called near."""
LOOKALIKE = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")
LATIN = str.maketrans(
    {"Ş": "SH", "Ș": "SH", "Š": "SH", "Ç": "CH", "Č": "CH", "Ž": "ZH", "Þ": "TH", "ß": "SS", "ẞ": "SS"}
)
MORE = {"Ҳ": "H", "Ҷ": "J", "Ӣ": "I", "Ӯ": "U", "Ҕ": "G", "Җ": "J", "Ə": "A"}  # Tajik and others; not in the table
SOUNDS = (
    ("SHCH", "SH"), ("DZH", "J"), ("ZH", "J"), ("DJ", "J"), ("KH", "H"), ("GH", "G"), ("PH", "F"), ("X", "KS"),
    ("Q", "K"), ("W", "V"), ("Y", "I"), ("IE", "E"),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`‘-][^\W\d_]+)*")
_APART = re.compile(r"['’ʼ`‘ʹʺ]")


def words(name: str) -> list[str]:
    """Return the folded words of a name, in their order: "Жумабаев Ерлан" is [JUMABAEV, ERLAN]."""
    plain = name.replace("<", " ").replace("-", " ")
    return [folded for word in _WORD.findall(plain) if (folded := _word(word))]


def keys(name: str) -> list[str]:
    """Return the keys under which a name is found: each pair of its words, whatever their order; of one word, itself.

    A name with the father's name thus meets the same name without it.
    """
    found = list(dict.fromkeys(words(name)))[:4]
    if len(found) < 2:
        return found
    return list(dict.fromkeys(" ".join(sorted(pair)) for pair in combinations(found, 2)))


def near(one: str, other: str) -> bool:
    """Say whether two names are alike when folded, though not the same: a letter more, less or mistyped."""
    a, b = (" ".join(sorted(words(name))) for name in (one, other))
    return bool(a and b) and SequenceMatcher(None, a, b, autojunk=False).ratio() >= NEAR


def mark_parts(number: str) -> str:
    """Return a number by the look of its letters, with what divides its parts: "АПП-012/26" keeps three of them."""
    upper = unicodedata.normalize("NFKC", number.replace("№", " ")).upper().translate(LOOKALIKE)
    return "".join(_table().get(sign, sign) for sign in upper)


def mark(number: str) -> str:
    """Return a document's or a plate's number by the look of its letters, without spaces and signs."""
    upper = unicodedata.normalize("NFKC", number.replace("№", " ")).upper().translate(LOOKALIKE)
    return "".join(_table().get(sign, sign) for sign in upper if sign.isalnum())


def latin(word: str) -> str:
    """Return a word of capitals in the Latin letters of travel documents, without marks."""
    return "".join(_latin(sign) for sign in word)


def _word(word: str) -> str:
    folded = latin(_APART.sub("", unicodedata.normalize("NFC", word).upper()))
    for spelling, sound in SOUNDS:
        folded = folded.replace(spelling, sound)
    return re.sub(r"(.)\1+", r"\1", folded)


def _latin(sign: str) -> str:
    if sign in _table():
        return _table()[sign]
    bare = unicodedata.normalize("NFKD", sign.translate(LATIN))
    return "".join(_table().get(one, one) for one in bare if not unicodedata.combining(one))


@lru_cache(maxsize=1)
def _table() -> Mapping[str, str]:
    return {**dict(_rows()), **MORE}


def _rows() -> Iterator[tuple[str, str]]:
    with (Path(__file__).parent / "tables" / "cyrillic.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["letter"], row["latin"]
