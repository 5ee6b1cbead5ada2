"""Sorting by the Kazakh alphabet, which holds the Russian one in its own order.

The database may have no ICU collation, so names carry a key made here: one letter of the key for each letter of
the name, whose order under plain code points is that of the alphabet.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_ORDER = {letter: chr(0x100 + place) for place, letter in enumerate(ALPHABET)}


def sort_key(text: str) -> str:
    """Return a key under which names sort as a Kazakh or Russian reader expects; quotation marks do not count."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return "".join(_ORDER.get(letter, letter) for letter in folded if letter not in "«»\"'()")
