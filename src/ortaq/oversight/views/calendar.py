"""The calendar: a line of squares for each unit and clause, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase

from ortaq.oversight.asked import clause_name
from ortaq.oversight.counting import Counts
from ortaq.oversight.figures import Strip
from ortaq.oversight.periods import DAY, Period, Piece
from ortaq.oversight.sheet import Cell, Sheet
from ortaq.oversight.views.page import Page, figures_page
from ortaq.oversight.words import figures, heads, in_words, kind_name, percent, piece_mark, piece_name, span_name

LINES = 15


@dataclass(frozen=True)
class Square:
    """One square: what it shows, what it means in words, where it leads; none where nothing was owed."""

    look: str
    words: str
    url: str
    more: int


@dataclass(frozen=True)
class Line:
    """One line of squares."""

    unit: str
    unit_url: str
    clause: str
    clause_name: str
    counts: Counts
    rate: str
    squares: list[Square | None]


@figures_page("")
def calendar(page: Page) -> HttpResponseBase:
    """Who executed what and when, square by square."""
    found = Paginator(page.figures.ranked, LINES).get_page(page.request.GET.get("page"))
    first = (found.number - 1) * LINES
    grain, pieces = page.asked.pieces_by, page.asked.period.pieces(page.asked.pieces_by)
    strips = page.figures.strips(first, first + LINES)
    context: dict[str, Any] = {
        "found": found,
        "total": page.figures.total,
        "rate": percent(page.figures.total),
        "heads": [(piece_mark(piece, grain), _is_rest(piece, grain), piece_name(piece, grain)) for piece in pieces],
        "lines": [_line(page, strip, pieces, grain) for strip in strips],
        "older": page.asked.query(),
    }
    return page.answer("oversight/calendar.html", context, lambda: _sheet(page, strips, pieces, grain))


def _line(page: Page, strip: Strip, pieces: list[Piece], grain: str) -> Line:
    name = page.desk.name(strip.unit)
    return Line(
        unit=name,
        unit_url=page.url("", unit=strip.unit, words=""),
        clause=strip.clause,
        clause_name=clause_name(strip.clause, page.desk),
        counts=strip.counts,
        rate=percent(strip.counts),
        squares=[
            _square(page, strip, piece, counts, grain) for piece, counts in zip(pieces, strip.squares, strict=True)
        ],
    )


def _square(page: Page, strip: Strip, piece: Piece, counts: Counts | None, grain: str) -> Square | None:
    if counts is None:
        return None
    period = Period(piece.first, piece.last)
    meant = {"level": None, "agency": "", "point": None, "words": "", "kind": "", "grain": ""}
    url = page.url("duties", period=period, unit=strip.unit, clause=strip.clause, **meant)
    worst = counts.worst
    words = f"{piece_name(piece, grain)}: {in_words(counts)}"
    return Square(worst, words, url, counts.of(worst) if worst not in ("on_time", "void") else 0)


def _is_rest(piece: Piece, grain: str) -> bool:
    return grain == DAY and piece.first.weekday() >= 5


def _sheet(page: Page, strips: list[Strip], pieces: list[Piece], grain: str) -> Sheet:
    """Return the lines on paper; every square with its figures in a file."""
    first = [kind_name("unit"), kind_name("clause")]
    if page.request.GET.get("as") == "paper":
        rows = [[page.desk.name(one.unit), one.clause, *figures(one.counts)] for one in strips]
        return page.sheet("calendar", [*first, *heads()], rows)
    return page.sheet("calendar", [*first, kind_name("when"), *heads()], _squares(page, pieces))


def _squares(page: Page, pieces: list[Piece]) -> Iterator[list[Cell]]:
    for (unit, clause, place), counts in sorted(page.figures.squares.items()):
        when = span_name(pieces[place].first, pieces[place].last)
        yield [page.desk.name(unit), clause, when, *figures(counts)]
