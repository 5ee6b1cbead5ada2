"""A chart of one figure over months as the server draws it: columns of this span, marks of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, LEFT, TOP, FOOT = 960, 250, 70, 22, 24
ROOM = HEIGHT - TOP - FOOT
GRID = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One month: its column, where the year before stood (None: not known), its mark, and all that in words."""

    x: float
    width: float
    middle: float
    y: float
    height: float
    former: float | None
    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template puts into the picture."""

    columns: Sequence[Column]
    lines: Sequence[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - FOOT


def chart(
    values: Sequence[Decimal | None], former: Sequence[Decimal | None], marks: Sequence[str], words: Sequence[str]
) -> Chart:
    """Return the chart of a series beside that of the year before."""
    top = _round_up(max((one for one in (*values, *former) if one is not None), default=Decimal(0)))
    step = (WIDTH - LEFT) / max(len(values), 1)
    width = min(step * 0.7, 56)
    columns = []
    for n, value in enumerate(values):
        x, y = LEFT + n * step + (step - width) / 2, _y(value or Decimal(0), top)
        then = former[n]
        columns.append(
            Column(
                x=round(x, 1),
                width=round(width, 1),
                middle=round(x + width / 2, 1),
                y=round(y, 1),
                height=round(HEIGHT - FOOT - y, 1),
                former=round(_y(then, top), 1) if then is not None else None,
                mark=marks[n] if n % max(1, round(44 / step)) == 0 else "",
                words=words[n],
            )
        )
    parts = [top * n / GRID for n in range(GRID + 1)]
    return Chart(columns, [(round(_y(one, top), 1), _label(one)) for one in parts])


def _label(value: Decimal) -> str:
    """Return a number at the side of the picture: 40, 2.5, 1200."""
    return f"{value:f}" if value == value.to_integral_value() else f"{value.normalize():f}"


def _y(value: Decimal, top: Decimal) -> float:
    return HEIGHT - FOOT - float(ROOM * value / top)


def _round_up(value: Decimal) -> Decimal:
    """Return the next number above that four even lines divide roundly."""
    power = Decimal(1)
    while True:
        for lead in (4, 8, 12, 20, 40):
            if lead * power >= value:
                return lead * power
        power *= 10
