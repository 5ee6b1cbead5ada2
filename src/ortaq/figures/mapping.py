"""A map of one figure as the server draws it: the country, and at each crossing point a disc as large as its figure.

It needs no script and can be printed; the same numbers stand in the table beside it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ortaq.directory.boundary import Boundary, Ring
from ortaq.directory.models import CrossingPoint

WIDTH = 960
MARGIN = 24.0
LARGEST, SMALLEST = 30.0, 2.5
NAMED = 6
"""So many of the largest are labelled; all the others say their number when they are pointed at."""
NEAR = 1.5
"""Corners of the outline nearer to each other than this, in units of the picture, are one."""


@dataclass(frozen=True, slots=True)
class Disc:
    """The figure of one point: where, whether a source gives the place, how large, all of it in words, and its number
    where it is labelled.
    """

    x: float
    y: float
    is_measured: bool
    radius: float
    words: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything that the template puts into the picture; `unplaced` names the points whose position nobody knows."""

    outline: str
    discs: list[Disc]
    unplaced: list[str]
    credits: str
    height: int
    width: int = WIDTH

    @property
    def has_derived(self) -> bool:
        """Whether some stand where nobody measured."""
        return not all(disc.is_measured for disc in self.discs)


class Projection:
    """Degrees put into the picture: as wide as it, true to shape in the middle of the country."""

    def __init__(self, rings: Iterable[Ring]) -> None:
        corners = [corner for ring in rings for corner in ring]
        self.west, east = min(lon for lon, _ in corners), max(lon for lon, _ in corners)
        south, self.north = min(lat for _, lat in corners), max(lat for _, lat in corners)
        self.down = (WIDTH - 2 * MARGIN) / ((east - self.west) * math.cos(math.radians((south + self.north) / 2)))
        self.right = (WIDTH - 2 * MARGIN) / (east - self.west)
        self.height = round((self.north - south) * self.down + 2 * MARGIN)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a position lies in the picture."""
        return MARGIN + (longitude - self.west) * self.right, MARGIN + (self.north - latitude) * self.down


def drawn(outline: Boundary, values: Mapping[int, Decimal], said: Callable[[Decimal], str], lang: str) -> Drawn:
    """Return the map of what each crossing point, by its id, adds up to; the largest lie lowest."""
    projection = Projection(outline.country)
    points = {point.pk: point for point in CrossingPoint.objects.filter(pk__in=values)}
    ordered = sorted(points.values(), key=lambda point: (-values[point.pk], point.code))
    most = max(values.values(), default=Decimal(0))
    discs: list[Disc] = []
    unplaced: list[str] = []
    for point in ordered:
        words = f"{point.name_in(lang)}: {said(values[point.pk])}"
        if point.position is None:
            unplaced.append(words)
            continue
        x, y = projection.at(point.position[1], point.position[0])
        label = said(values[point.pk]) if len(discs) < NAMED else ""
        discs.append(Disc(round(x, 1), round(y, 1), point.is_measured, _radius(values[point.pk], most), words, label))
    return Drawn(_path(outline.country, projection), discs, unplaced, outline.credits, projection.height)


def at_points(values: Iterable[tuple[int | None, Decimal | None]]) -> dict[int, Decimal]:
    """Add up what was given, by crossing point; what nobody gave, or belongs to none, is left out."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for point, value in values:
        if point is not None and value is not None:
            found[point] += value
    return dict(found)


def _radius(value: Decimal, most: Decimal) -> float:
    """Return the radius whose area is as the figure."""
    return round(max(SMALLEST, LARGEST * math.sqrt(value / most)), 1) if value > 0 else SMALLEST


def _path(rings: Iterable[Ring], projection: Projection) -> str:
    return "".join(f"M{'L'.join(_corners(ring, projection))}Z" for ring in rings)


def _corners(ring: Ring, projection: Projection) -> Iterator[str]:
    """Give the corners of a ring, without those that the eye could not tell from the last."""
    last = (math.inf, math.inf)
    for corner in ring:
        here = projection.at(*corner)
        if math.dist(here, last) >= NEAR:
            last = here
            yield f"{here[0]:.1f} {here[1]:.1f}"
