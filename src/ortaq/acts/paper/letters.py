"""Which letters a sheet can show. PDF/A allows no sign without a glyph, and an act must be printed whatever was typed.

Latin, Greek and Cyrillic with all that is typed among them are in the typefaces. Any other letter, a Chinese one say,
is shown as an empty square: seen to be missing, and kept in the signed original. Signs that steer (a change of
direction, a control character) could make a sheet read otherwise than it was signed, and are left out.
"""

from __future__ import annotations

import re
import unicodedata

MISSING = "□"
SHOWN = (
    (0x0020, 0x007E),
    (0x00A0, 0x00AC),
    (0x00AE, 0x0377),
    (0x0384, 0x038A),
    (0x038C, 0x038C),
    (0x038E, 0x03A1),
    (0x03A3, 0x0482),
    (0x048A, 0x04FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x203F),
    (0x2070, 0x2071),
    (0x2074, 0x208E),
    (0x20A0, 0x20BF),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2190, 0x2199),
    (0x2200, 0x22FF),
    (0x25A0, 0x25CF),
)
_OTHER = re.compile("[^\n" + "".join(f"{chr(first)}-{chr(last)}" for first, last in SHOWN) + "]")


def shown(text: str) -> str:
    """Return `text` with only such signs as the typefaces have, each letter in one piece."""
    return _OTHER.sub(_instead, unicodedata.normalize("NFC", text))


def _instead(found: re.Match[str]) -> str:
    if found[0] == "\t":
        return " "
    return "" if unicodedata.category(found[0]) in ("Cc", "Cf") else MISSING
