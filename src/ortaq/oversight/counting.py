"""The one count behind every figure: duties by what became of them, in one query whatever is asked.

    on_time    done in time; or silence that the pack takes for consent
    late       done, after its term
    explained  not done, the term has run out, and a new time is promised that has not passed
    waived     released by a body, on a ground, that the pack names
    missing    not done and the term has run out, whether or not the clock engine came by; or a right that lapsed
    open       its window is open and its term has not run out
    void       taken back because it lost its party: no part of what was expected

Each duty is exactly one of them. Counted are duties whose term lies in the period by the clocks of the unit that owes,
and whose window has opened; docs/reference/figures.md says it for whoever signs the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from ortaq.oversight.periods import Piece, bounds

KINDS = ("on_time", "late", "explained", "waived", "missing", "open", "void")
WORST_FIRST = ("missing", "explained", "late", "open", "on_time", "waived", "void")
STANDS = {
    "on_time": "status IN ('done', 'consented') OR status = 'open' AND ended AND expiry = 'consent'",
    "late": "status = 'done_late'",
    "explained": "status = 'explained' AND NOT promise_ended",
    "waived": "status = 'waived'",
    "missing": "status IN ('overdue', 'lapsed') OR status = 'open' AND ended AND expiry <> 'consent'"
    " OR status = 'explained' AND promise_ended",
    "open": "status = 'open' AND NOT ended",
    "void": "status = 'void'",
}
COLUMNS = {"unit": "owed_by_id", "clause": "clause", "piece": "piece"}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties stand where."""

    on_time: int = 0
    late: int = 0
    explained: int = 0
    waived: int = 0
    missing: int = 0
    open: int = 0
    void: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def of(self, kind: str) -> int:
        """Return one of them by its name."""
        return int(getattr(self, kind))

    @property
    def expected(self) -> int:
        """All that was owed; what was taken back is counted apart."""
        return self.on_time + self.late + self.explained + self.waived + self.missing + self.open

    @property
    def ended(self) -> int:
        """Those by which a unit is measured: neither waived nor still within their term."""
        return self.on_time + self.late + self.explained + self.missing

    @property
    def rate(self) -> float | None:
        """The part done in time of those that ended, of a hundred; None where none has ended."""
        return 100 * self.on_time / self.ended if self.ended else None

    @property
    def worst(self) -> str:
        """The gravest thing in it: what a square shows; empty where there is nothing."""
        return next((kind for kind in WORST_FIRST if self.of(kind)), "")

    @property
    def gravity(self) -> tuple[float, ...]:
        """Sorts the worst first: what is missing, what is late, the share of it, how much there is."""
        rate = 100.0 if self.rate is None else self.rate
        return (-self.missing, -(self.explained + self.late), rate, -self.expected)


@dataclass(frozen=True, slots=True)
class Which:
    """Which duties are counted: in these pieces of time, of these units (None: all that the scope sees), clauses."""

    pieces: tuple[Piece, ...]
    units: tuple[int, ...] | None = None
    clauses: tuple[str, ...] | None = None


def count(which: Which, by: Sequence[str], *, now: datetime, zones: Iterable[str]) -> dict[tuple[Any, ...], Counts]:
    """Return the counts by unit, clause and piece, as far as `by` names them; a piece is its place from nought.

    One query. The scope of the transaction decides what may be counted at all.
    """
    found: dict[tuple[Any, ...], Counts] = {}
    if which.units == () or which.clauses == ():
        return found
    names = [COLUMNS[name] for name in by]
    with connection.cursor() as cursor:
        cursor.execute(_query(which, names), _given(which, now, sorted(set(zones))))
        for row in cursor:
            key = tuple(value - 1 if name == "piece" else value for name, value in zip(names, row, strict=False))
            found[key] = Counts(*row[len(names) :])
    return found


def total(counts: Iterable[Counts]) -> Counts:
    """Return their sum."""
    return sum(counts, Counts())


def summed(counts: Mapping[tuple[Any, ...], Counts], by: Any) -> dict[Any, Counts]:
    """Return the counts put together under what `by` makes of their keys; what it makes None is left out."""
    found: dict[Any, Counts] = {}
    for key, one in counts.items():
        under = by(key)
        if under is not None:
            found[under] = found.get(under, Counts()) + one
    return found


def _query(which: Which, names: Sequence[str]) -> str:
    """Group by what can differ first and by what is asked then: the conditions are tried on groups and not on rows."""
    wanted = ", ".join(names)
    kinds = ", ".join(f"coalesce(sum(n) FILTER (WHERE {STANDS[kind]}), 0)::int" for kind in KINDS)
    units = " AND owed_by_id = ANY (%(units)s)" if which.units is not None else ""
    clauses = " AND clause = ANY (%(clauses)s)" if which.clauses is not None else ""
    inner = {"piece": "width_bucket(due_at - interval '1 microsecond', coalesce(cut.at, %(otherwise)s))"}
    grouped = "".join(f"{inner.get(name, name)} AS {name}, " for name in names)
    return f"""
        SELECT {wanted + ", " if wanted else ""}{kinds}
          FROM (
            SELECT {grouped}status, expiry, due_at < %(now)s AS ended, promised_at < %(now)s AS promise_ended,
                   count(*) AS n
              FROM duties_duty
              LEFT JOIN (
                SELECT zone, array_agg(at ORDER BY at) AS at, min(at) AS first, max(at) AS last
                  FROM unnest(%(zones)s::text[], %(instants)s::timestamptz[]) AS given (zone, at) GROUP BY zone
              ) AS cut USING (zone)
             WHERE due_at > %(first)s AND due_at <= %(last)s AND opens_at <= %(now)s
               AND due_at > coalesce(cut.first, %(first)s) AND due_at <= coalesce(cut.last, %(last)s){units}{clauses}
             GROUP BY {wanted + ", " if wanted else ""}status, expiry, ended, promise_ended
          ) AS duty
         {"GROUP BY " + wanted if wanted else ""}
    """


def _given(which: Which, now: datetime, zones: Sequence[str]) -> dict[str, Any]:
    """Return what the query is told; the outermost instants of all zones bound what it reads."""
    pieces = list(which.pieces)
    cuts = {zone: bounds(pieces, zone) for zone in zones} or {"UTC": bounds(pieces, "UTC")}
    return {
        "now": now,
        "zones": [zone for zone, cut in cuts.items() for _ in cut],
        "instants": [at for cut in cuts.values() for at in cut],
        "otherwise": next(iter(cuts.values())),
        "first": min(cut[0] for cut in cuts.values()),
        "last": max(cut[-1] for cut in cuts.values()),
        "units": list(which.units or ()),
        "clauses": list(which.clauses or ()),
    }
