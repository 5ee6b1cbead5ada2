"""A processing technology as a picture: a lane for each unit, boxes, arrows. SVG without a script.

Boxes stand one under the other, so that a telephone shows them as well as a wall. The page has the same in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortaq.acts.paper.paper import Diagram, Step

LANE, BOX, GAP, HEAD, SIDE = 200, 70, 22, 42, 10
LETTERS, LINES = 21, 3
"""So many letters stand in one line of a box, so many lines in it."""
ROW, EDGE = 15, 9


@dataclass(frozen=True)
class Lane:
    """One unit's lane: its left edge, its middle, its name in lines by their height."""

    x: int
    middle: int
    lines: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Box:
    """One step: where it stands, its lines by their height, its time."""

    x: int
    y: int
    lines: Sequence[tuple[int, str]]
    minutes: str
    number: int

    @property
    def left(self) -> int:
        """Where its words begin."""
        return self.x + EDGE

    @property
    def right(self) -> int:
        """Where its time ends."""
        return self.x + LANE - 2 * SIDE - EDGE

    @property
    def top(self) -> int:
        """On which line its number and time stand."""
        return self.y + ROW

    @property
    def middle(self) -> int:
        """Where arrows leave and reach it."""
        return self.x + (LANE - 2 * SIDE) // 2


@dataclass(frozen=True)
class Drawing:
    """A picture's measures and parts; arrows are paths."""

    width: int
    height: int
    lanes: Sequence[Lane]
    boxes: Sequence[Box]
    arrows: Sequence[str]
    minutes: int
    lane: int = LANE
    box: int = LANE - 2 * SIDE
    tall: int = BOX


def drawn(diagram: Diagram, lang: str) -> Drawing:
    """Return the diagram with every measure counted."""
    names = list(dict.fromkeys(step.lane.said_in(lang) for step in diagram.steps))
    boxes = [_box(step, n, names.index(step.lane.said_in(lang)), lang) for n, step in enumerate(diagram.steps)]
    return Drawing(
        width=max(len(names), 1) * LANE,
        height=HEAD + GAP + len(boxes) * (BOX + GAP),
        lanes=[_lane(name, n) for n, name in enumerate(names)],
        boxes=boxes,
        arrows=[_arrow(one, other) for one, other in zip(boxes, boxes[1:], strict=False)],
        minutes=sum(step.minutes or 0 for step in diagram.steps),
    )


def wrapped(text: str, most: int = LINES) -> list[str]:
    """Return the text in lines that fit a box; what does not fit ends in dots and stands whole in the table."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > LETTERS and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: LETTERS - 1] + "…"]
    return [line if len(line) <= LETTERS + 1 else line[:LETTERS] + "…" for line in lines]


def _lane(name: str, n: int) -> Lane:
    lines = [(ROW * (row + 1) + 2, line) for row, line in enumerate(wrapped(name, 2))]
    return Lane(n * LANE, n * LANE + LANE // 2, lines)


def _box(step: Step, n: int, lane: int, lang: str) -> Box:
    y = HEAD + GAP + n * (BOX + GAP)
    lines = [(y + ROW * (row + 2), line) for row, line in enumerate(wrapped(step.name.said_in(lang)))]
    return Box(lane * LANE + SIDE, y, lines, "" if step.minutes is None else str(step.minutes), n + 1)


def _arrow(one: Box, other: Box) -> str:
    start, end = one.y + BOX, other.y - 2
    if one.x == other.x:
        return f"M{one.middle} {start}V{end}"
    return f"M{one.middle} {start}V{start + GAP // 2}H{other.middle}V{end}"
