"""A chart as the server draws it: columns of counts, one piece upon the other, in whole units of a view box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortaq.oversight.counting import Counts
from ortaq.oversight.words import in_words, percent

STACKED = ("on_time", "late", "explained", "missing", "waived", "open")
WIDTH, HEIGHT, LEFT, TOP, FOOT = 960, 250, 46, 22, 24
ROOM = HEIGHT - TOP - FOOT


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a column."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One day, week or month: its blocks from below, its mark under the line, its rate above, and all that in words."""

    x: float
    width: float
    middle: float
    top: float
    mark: str
    rate: str
    words: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Gridline:
    """A line across, with its number."""

    y: float
    label: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template puts into the picture."""

    columns: Sequence[Column]
    lines: Sequence[Gridline]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - FOOT


def chart(series: Sequence[Counts], marks: Sequence[str], names: Sequence[str]) -> Chart:
    """Return the chart of a series; marks too close to each other are left out."""
    top = _round_up(max((one.expected for one in series), default=0))
    step = (WIDTH - LEFT) / max(len(series), 1)
    width = min(step * 0.74, 56)
    every = max(1, round(34 / step))
    columns = []
    for place, one in enumerate(series):
        x = LEFT + place * step + (step - width) / 2
        blocks = _blocks(one, top)
        columns.append(
            Column(
                x=round(x, 1),
                width=round(width, 1),
                middle=round(x + width / 2, 1),
                top=round(blocks[-1].y - 6 if blocks else HEIGHT - FOOT - 6, 1),
                mark=marks[place] if place % every == 0 else "",
                rate=percent(one) if one.ended and step >= 30 else "",
                words=f"{names[place]}: {in_words(one)}" if one.expected else names[place],
                blocks=blocks,
            )
        )
    return Chart(columns, [Gridline(round(_y(top * part / 4, top), 1), top * part // 4) for part in range(5)])


def _blocks(counts: Counts, top: int) -> list[Block]:
    found, below = [], 0
    for kind in STACKED:
        many = counts.of(kind)
        if many:
            upper = _y(below + many, top)
            found.append(Block(kind, round(upper, 1), round(_y(below, top) - upper, 1)))
            below += many
    return found


def _y(value: float, top: int) -> float:
    return HEIGHT - FOOT - ROOM * value / top


def _round_up(value: int) -> int:
    """Return the next number above that four even lines divide roundly: 4, 8, 12, 16, 20, 40, 80, 120 …"""
    power = 1
    while True:
        for lead in (4, 8, 12, 16, 20):
            if lead * power >= value:
                return lead * power
        power *= 10
