"""The figures that this node's own records of custody tell of a unit's month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from ortaq.custody.handovers import ACCEPTED, Line
from ortaq.custody.models import DESCRIBED, Entry, Holding
from ortaq.duties.rulebook import Rulebook
from ortaq.figures.months import figures_of
from ortaq.lib.quantities import amount, in_unit
from ortaq.rules.figures import Counts, CutOff, span

Span = tuple[datetime, datetime]
NONE = Decimal(0)


def counted(unit: int, month: date, cut_off: CutOff, book: Rulebook) -> dict[str, Decimal]:
    """Return what can be counted of the unit's month, by indicator; to be called in the unit's scope."""
    within = span(month, cut_off, book.zone_of(unit))
    agency = book.units[unit].agency
    found = {one.code: one.counted_by(agency) for one in figures_of(book).of_agency(agency)}
    return {code: value_of(counts, unit, within) for code, counts in found.items() if counts}


def value_of(counts: Counts, unit: int, within: Span) -> Decimal:
    """Return one figure of the unit between two instants."""
    if counts.what != "taken":
        rows = lines(counts, unit, within)
        return _sum_of_lines(rows, counts.unit) if counts.unit else Decimal(rows.count())
    taken = _taken(counts, unit, within)
    if not counts.unit:
        return Decimal(taken.count())
    told = Entry.objects.filter(charge__in=taken.values("charge"), code=DESCRIBED).values_list("facts", flat=True)
    return _sum(told, counts.unit)


def lines(counts: Counts, unit: int, within: Span) -> QuerySet[Line]:
    """Return the items that passed from the unit, or to it, in that time."""
    since, until = within
    rows = Line.objects.filter(
        state=ACCEPTED, decided_at__gte=since, decided_at__lt=until, charge__kind__in=counts.kinds
    )
    ours, theirs = ("unit", "receiver") if counts.what == "given" else ("receiver", "unit")
    rows = rows.filter(**{f"handover__{ours}": unit})
    return rows.filter(**{f"handover__{theirs}__agency": counts.other}) if counts.other else rows


def _taken(counts: Counts, unit: int, within: Span) -> QuerySet[Holding]:
    since, until = within
    rows = Holding.objects.filter(n=1, unit=unit, since__gte=since, since__lt=until, charge__kind__in=counts.kinds)
    if counts.limits:
        rows = rows.filter(charge__detentions__n=1, charge__detentions__limit__in=counts.limits)
    return rows.order_by()


def _sum(told: Iterable[dict[str, str]], unit: str) -> Decimal:
    return sum((_measured(one, unit) for one in told), NONE)


def _sum_of_lines(rows: QuerySet[Line], unit: str) -> Decimal:
    return sum((_measured(one.offered | one.found, unit) for one in rows), NONE)


def _measured(facts: dict[str, str], unit: str) -> Decimal:
    """Return how much of something there is in that unit; nothing where it was measured in another kind of unit."""
    return in_unit(amount(facts.get("quantity", "")) or NONE, facts.get("unit", ""), unit) or NONE
