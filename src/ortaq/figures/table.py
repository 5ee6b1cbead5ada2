"""A table of figures on paper, as PDF/A."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from ortaq.figures.words import THIN
from ortaq.lib import typst

TEMPLATE = Path(__file__).with_name("table.typ")
STANDARD = "a-3b"


@dataclass(frozen=True)
class Printed:
    """A table with its title and what is said of it; the first column holds names, the others figures."""

    title: str
    about: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def pdf(printed: Printed, *, lang: str, at: datetime) -> bytes:
    """Return the table as PDF/A-3b in the reader's language; `at` is when it says it was made."""
    words = json.dumps(asdict(printed), ensure_ascii=False).replace(THIN, "\u00a0")
    given = {"data": words, "lang": lang}
    return typst.pdf(TEMPLATE, given, standard=STANDARD, at=at)
