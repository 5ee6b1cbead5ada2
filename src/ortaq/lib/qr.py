"""A QR code as one path of SVG."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M

# Any mask is valid; choosing the best of eight costs five times the rest, and print is clean enough for any.
MASK = 3


@lru_cache(maxsize=64)
def svg(text: str) -> str:
    """Return the code for `text`; a reader corrects up to 15 % of it."""
    code = qrcode.QRCode(border=0, mask_pattern=MASK, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    path, size = "".join(_runs(y, row) for y, row in enumerate(rows)), len(rows)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'


def _runs(y: int, row: list[bool]) -> str:
    """Dark squares that touch are one rectangle: printers leave hairlines between two."""
    path, x = "", 0
    for dark, run in groupby(row):
        width = len(list(run))
        path += f"M{x} {y}h{width}v1h-{width}z" if dark else ""
        x += width
    return path
