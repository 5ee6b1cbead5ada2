"""What a drill measured: how long each unit took, for what pressed and for what it owed, as far as the reader sees.

Times are seconds from the instant at which something was owed or rang to the instant at which it was done, by the
program's clock. Medians, because one forgotten duty says nothing about the others; the slowest stands beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

RANG = "alarm"
"""Stands in the place of a rule for what rang and was taken."""

_RANG = """
    SELECT unit_id, %(rang)s, count(*), count(acknowledged_at), 0, count(*) FILTER (WHERE acknowledged_at IS NULL),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM acknowledged_at - added_at)),
           max(extract(epoch FROM acknowledged_at - added_at))
      FROM exchange_recipient WHERE alarms OR acknowledged_at IS NOT NULL GROUP BY unit_id
"""
_OWED = """
    SELECT owed_by_id, rule, count(*), count(*) FILTER (WHERE status IN ('done', 'consented')),
           count(*) FILTER (WHERE status = 'done_late'),
           count(*) FILTER (WHERE status NOT IN ('done', 'consented', 'done_late', 'waived')),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM done_at - opens_at)),
           max(extract(epoch FROM done_at - opens_at))
      FROM duties_duty WHERE opens_at <= %(at)s AND status <> 'void' GROUP BY owed_by_id, rule
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit and one thing that it had to do: how often, how it ended, how long it took."""

    unit: int
    rule: str
    count: int
    in_time: int
    late: int
    undone: int
    median: timedelta | None
    slowest: timedelta | None


def measures(at: datetime) -> Sequence[Measure]:
    """Return what was measured until `at`, unit by unit: first what rang, then what was owed."""
    with connection.cursor() as cursor:
        cursor.execute(_RANG, {"rang": RANG})
        rows = cursor.fetchall()
        cursor.execute(_OWED, {"at": at})
        rows += cursor.fetchall()
    found = [
        Measure(unit, rule, count, in_time, late, undone, _span(median), _span(slowest))
        for unit, rule, count, in_time, late, undone, median, slowest in rows
    ]
    return sorted(found, key=lambda one: (one.unit, one.rule != RANG, one.rule))


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=round(float(seconds)))
