"""How the bank is used: counted by unit and agency; and what in an officer's day is unusual, for a person to look at.

A pattern accuses nobody: a busy day looks like curiosity. It says what was counted, and where the pack draws the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from ortaq.databank.models import LookUp
from ortaq.rules.databank import Pace

SAME, UNBOUND, NONE, HOUR = "same", "unbound", "none", "hour"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is unusual: of which officer, in which unit, which pattern, how often, and where the pack draws the line."""

    officer: str
    unit: int
    kind: str
    counted: int
    line: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """How often a unit looked up: for an event, widely, with an answer; and its hits: confirmed, rejected, open."""

    unit: int
    looked: int
    bound: int
    wide: int
    found: int
    confirmed: int
    rejected: int
    open: int


def by_unit(since: datetime, until: datetime) -> list[Use]:
    """Return the use of each unit whose look-ups this scope sees, the busiest first."""
    hits = {f"{name}_": Count("hits", filter=Q(hits__state=state)) for name, state in
            (("confirmed", "confirmed"), ("rejected", "rejected"), ("open", "open"))}  # fmt: skip
    rows = (
        LookUp.objects.filter(at__gte=since, at__lt=until)
        .values("unit")
        .annotate(
            looked=Count("id", distinct=True),
            bound=Count("id", distinct=True, filter=Q(matter__isnull=False)),
            wide=Count("id", distinct=True, filter=Q(is_wide=True)),
            found=Count("id", distinct=True, filter=Q(hits__isnull=False)),
            **hits,
        )
        .order_by("-looked", "unit")
    )
    return [_use(dict(row)) for row in rows]


def _use(row: dict[str, Any]) -> Use:
    return Use(**{name.rstrip("_"): value for name, value in row.items()})


def unusual(until: datetime, pace_of: Callable[[int], Pace]) -> list[Pattern]:
    """Return what is unusual in the day before `until`, by the pace of each unit; the latest first."""
    rows: list[Any] = list(
        LookUp.objects.filter(at__gt=until - DAY, at__lte=until)
        .annotate(answers=Count("hits"))
        .order_by("officer", "unit", "at")
        .values("officer", "officer_name", "unit", "at", "digest", "matter", "answers")
    )
    found = [one for officer in _by_officer(rows) for one in _of_one(officer, pace_of(officer[0]["unit"]))]
    return sorted(found, key=lambda one: one.last_at, reverse=True)


def _by_officer(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    grouped: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault((row["officer"], row["unit"]), []).append(row)
    yield from grouped.values()


def _of_one(rows: list[dict[str, Any]], pace: Pace) -> Iterator[Pattern]:
    head = (rows[0]["officer_name"], rows[0]["unit"])
    times: dict[bytes, int] = {}
    for row in rows:
        times[bytes(row["digest"])] = times.get(bytes(row["digest"]), 0) + 1
    counted = (
        (SAME, max(times.values()), pace.same),
        (UNBOUND, sum(row["matter"] is None for row in rows), pace.unbound),
        (NONE, _longest_without(rows), pace.none),
        (HOUR, _busiest_hour([row["at"] for row in rows]), pace.hour),
    )
    for kind, count, line in counted:
        if count >= line:
            yield Pattern(*head, kind, count, line, rows[-1]["at"])


def _longest_without(rows: list[dict[str, Any]]) -> int:
    """Return how many look-ups in a row found nothing."""
    longest = run = 0
    for row in rows:
        run = 0 if row["answers"] else run + 1
        longest = max(longest, run)
    return longest


def _busiest_hour(times: list[datetime]) -> int:
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] >= timedelta(hours=1):
            first += 1
        most = max(most, last - first + 1)
    return most
