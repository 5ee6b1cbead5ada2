"""Names as they are looked for: by how they may sound, and by how a finger may have slipped.

A name in a register is spelt by one table of transliteration, in the passport that is held in one's hand by another.
So each word of a name has *readings*: it is written in Latin letters (tables/cyrillic.csv), and then by the sounds that
those letters stand for in any of the tables (tables/sounds.csv: ICAO, BGN/PCGN, ISO 9, the Kazakh alphabets of 2017 and
2021, French and German spellings). A letter that is ambiguous, J for Ж and for Й, gives two readings.

Each reading has *keys*: itself, and itself without one letter. Two readings that differ by one letter mistyped, left
out, added, or exchanged with the next share a key, so that a look-up by equality finds them (the neighbourhood of
deletions). The Latin letters as written are a reading of their own: a slip inside of "ZH" changes the sounds by more
than a letter. What shares a key may still be another name: `alike` says how alike two names are.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import islice, product
from pathlib import Path

from ortaq.rules import folding

MOST_READINGS = 6
MOST_WORDS = 5
"""Surname, given names, the father's name: what stands after the fifth word is not looked for."""
SHORT = 3
"""A word of so few letters has no keys with a letter left out: everything would be near it."""
_WRITTEN = "="
"""Before the keys of the letters as written, so that they never meet those of sounds."""
_APART = re.compile(r"['’ʼ`‘ʹʺ]")
_VOWEL = str.maketrans({"Ý": "OU"})
"""The Kazakh alphabet of 2018 spells У so; folded like other marks it would be a Y."""
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`‘][^\W\d_]+)*")
Table = dict[str, tuple[str, ...]]


def words(name: str) -> list[str]:
    """Return the words of a name in Latin letters, in order, each once: "Жұмабаев Ерлан" is [ZHUMABAEV, ERLAN]."""
    plain = unicodedata.normalize("NFC", name).upper().replace("<", " ").replace("-", " ")
    found = (folding.latin(_APART.sub("", word).translate(_VOWEL)) for word in _WORD.findall(plain))
    return list(dict.fromkeys(word for word in found if word))[:MOST_WORDS]


@lru_cache(maxsize=4096)
def readings(word: str) -> tuple[str, ...]:
    """Return how a word in Latin letters may sound, the likeliest first."""
    sounds, ends, pattern = _rules()
    for written, sound in ends.items():
        if word.endswith(written) and len(word) > len(written) + 1:
            word = word[: -len(written)] + sound[0]
            break
    parts = (sounds.get(part, (part,)) for part in pattern.findall(word))
    found = (_single("".join(one)) for one in islice(product(*parts), MOST_READINGS))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def keys(word: str) -> dict[int, bool]:
    """Return the keys of a word in Latin letters; the value says whether the key is a whole reading."""
    found: dict[int, bool] = {}
    for reading in (*readings(word), _WRITTEN + word):
        found[_key(reading)] = True
        body = reading.removeprefix(_WRITTEN)
        if len(body) > SHORT:
            mark = reading[: len(reading) - len(body)]
            for n in range(len(body)):
                found.setdefault(_key(mark + body[:n] + body[n + 1 :]), False)
    return found


def alike(one: str, other: str) -> float:
    """Return how alike two words in Latin letters are: 1 the same letters, 0.95 the same sounds, 0 another word."""
    if one == other:
        return 1.0
    mine, others = readings(one), readings(other)
    if set(mine) & set(others):
        return 0.95
    pairs = [(one, other), *product(mine, others)]
    return max(1 - distance(a, b) / max(len(a), len(b)) for a, b in pairs) * 0.95


def distance(one: str, other: str) -> int:
    """Return how many letters must be typed otherwise; two neighbours exchanged count once."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def compared(asked: Sequence[str], told: Sequence[str]) -> list[tuple[str, str, float]]:
    """Pair each word that was asked for with the word of a name that is most like it; none twice."""
    left, pairs = list(told), []
    scored = sorted(((alike(a, b), a, b) for a in asked for b in told), reverse=True)
    open_ = list(asked)
    for score, a, b in scored:
        if a in open_ and b in left and score > 0:
            open_.remove(a)
            left.remove(b)
            pairs.append((a, b, score))
    return pairs


def _single(sounds: str) -> str:
    """Make doubled letters one, and leave I out before another vowel: ALIIA, ALIYA and ALIA sound alike."""
    once = re.sub(r"(.)\1+", r"\1", sounds)
    once = re.sub(r"I(?=[AEOU])", "", once)
    return re.sub(r"(.)\1+", r"\1", once)


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


@lru_cache(maxsize=1)
def _rules() -> tuple[Table, Table, re.Pattern[str]]:
    """Return the table's rules for anywhere in a word, those for its end, and what cuts a word, the longest first."""
    with (Path(__file__).parent / "tables" / "sounds.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: -len(row["written"]))
    anywhere, at_end = (
        {row["written"]: tuple(row["sound"].split("/")) for row in rows if row["where"] == where}
        for where in ("", "end")
    )
    return anywhere, at_end, re.compile("|".join([*anywhere, "."]))
