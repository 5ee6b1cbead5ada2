"""How the figures are called and drawn: a word and a shape for each, besides its colour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils import dateformat, formats
from django.utils.translation import gettext, pgettext

from ortaq.oversight.counting import KINDS, WORST_FIRST, Counts
from ortaq.oversight.periods import DAY, MONTH, Piece

SHAPES = {
    "on_time": "✓",
    "late": "◆",
    "explained": "◇",
    "waived": "–",
    "missing": "▲",
    "open": "○",
    "void": "×",
}


class Kind(NamedTuple):
    """One of the things that can become of a duty, as the legend shows it."""

    code: str
    shape: str
    name: str


def kind_name(kind: str) -> str:
    """Return what a figure, or any other column, is called at its head."""
    return {
        "expected": gettext("ожидалось"),
        "on_time": gettext("в срок"),
        "late": gettext("с опозданием"),
        "explained": gettext("объяснено"),
        "waived": gettext("освобождено"),
        "missing": gettext("не исполнено"),
        "open": gettext("срок не истёк"),
        "void": gettext("снято"),
        "rate": gettext("процент в срок"),
        "unit": gettext("подразделение"),
        "clause": gettext("пункт"),
        "level": gettext("уровень"),
        "agency": gettext("орган"),
        "point": gettext("пункт пропуска"),
        "when": gettext("когда"),
        "total": gettext("всего"),
        "due": gettext("срок"),
        "what": gettext("что"),
        "to": gettext("перед кем"),
        "state": gettext("состояние"),
        "done": gettext("исполнено"),
    }[kind]


def legend() -> list[Kind]:
    """Return all kinds, the worst first."""
    return [Kind(kind, SHAPES[kind], kind_name(kind)) for kind in WORST_FIRST]


def in_words(counts: Counts) -> str:
    """Return what a square means: "не исполнено 1, в срок 2"."""
    found = [f"{kind_name(kind)} {counts.of(kind)}" for kind in WORST_FIRST if counts.of(kind)]
    return ", ".join(found)


def figures(counts: Counts) -> list[int | float | str]:
    """Return the row of a table: expected, each kind, the rate."""
    return [counts.expected, *(counts.of(kind) for kind in KINDS), "" if counts.rate is None else tenths(counts.rate)]


def heads() -> list[str]:
    """Return the heads over `figures`."""
    return [kind_name(name) for name in ("expected", *KINDS, "rate")]


def percent(counts: Counts) -> str:
    """Return the rate as it is printed, never rounded up to a hundred; a dash where nothing has ended."""
    if counts.rate is None:
        return "–"
    return formats.number_format(tenths(counts.rate), 1)


def tenths(rate: float) -> float:
    """Return a rate cut to tenths: nothing short of all is a hundred."""
    return int(rate * 10) / 10


def piece_name(piece: Piece, grain: str) -> str:
    """Return how a square's day, week or month is called."""
    if grain == DAY:
        return f"{_weekday(piece.first)} {piece.first:%d.%m}"
    if grain == MONTH:
        return month_name(piece.first)
    return span_name(piece.first, piece.last)


def piece_mark(piece: Piece, grain: str) -> str:
    """Return the same in a column's width."""
    return f"{piece.first:%m.%y}" if grain == MONTH else f"{piece.first:%d}" if grain == DAY else f"{piece.first:%d.%m}"


def span_name(first: date, last: date) -> str:
    """Return a span of days: 01.05.2026 – 31.05.2026, or the one day."""
    return f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"


def month_name(day: date) -> str:
    """Return the month and its year: Май 2026."""
    return dateformat.format(day, "F Y")


def grain_names() -> list[tuple[str, str]]:
    """Return the grains to choose from."""
    return [
        ("day", gettext("по дням")),
        ("week", gettext("по неделям")),
        ("month", gettext("по месяцам")),
    ]


def listed(names: Iterable[str]) -> str:
    """Return what is not empty, one after the other."""
    return " · ".join(name for name in names if name)


def _weekday(day: date) -> str:
    names = (
        pgettext("weekday", "пн"),
        pgettext("weekday", "вт"),
        pgettext("weekday", "ср"),
        pgettext("weekday", "чт"),
        pgettext("weekday", "пт"),
        pgettext("weekday", "сб"),
        pgettext("weekday", "вс"),
    )
    return names[day.weekday()]
