"""How a unit gives the list behind a figure: from a file, or from this node's own records of hand-overs."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ortaq.acts.models import Act
from ortaq.custody.handovers import HandOver, Line
from ortaq.duties.rulebook import Rulebook
from ortaq.figures.counting import lines
from ortaq.figures.lists import Listing, Record, content
from ortaq.figures.models import COUNTED, Return
from ortaq.figures.months import figures_of
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.rows import insert
from ortaq.rules import matching
from ortaq.rules.figures import Indicator, Listed, span
from ortaq.wire.commitment import commit, new_salt


@dataclass(frozen=True)
class NewList:
    """A list to be kept: its records, and where they come from."""

    indicator: Indicator
    month: date
    records: Sequence[matching.Record]
    cut_off: str
    source: str
    batch: uuid.UUID


def total(records: Iterable[matching.Record], listed: Listed) -> Decimal:
    """Return the figure that a list makes: how many records, or what their amounts add up to."""
    if not listed.sums:
        return Decimal(sum(1 for _one in records))
    return sum((Decimal(one.fields.get(listed.sums) or 0) for one in records), Decimal(0))


def said(records: Iterable[matching.Record]) -> list[Any]:
    """Return what records say, as a list commits to it."""
    return [{"key": one.key, "fields": dict(one.fields)} for one in records]


def keep(told: NewList, *, by: Actor, at: datetime, rulebook: Rulebook) -> Listing:
    """Write a list in the place of the one that stood; the same list again changes nothing."""
    assert by.unit is not None
    assert told.indicator.listed is not None
    before = Listing.objects.filter(unit=by.unit, indicator=told.indicator.code, month=told.month, stands=True).first()
    fresh = said(told.records)
    if before and before.cut_off == told.cut_off and content(before.rows.order_by("n")) == fresh:
        return before
    seen, salt = sorted({by.unit, *rulebook.counterparts(by.unit)}), new_salt()
    row = Listing(
        indicator=told.indicator.code,
        month=told.month,
        n=before.n + 1 if before else 1,
        records=len(told.records),
        total=total(told.records, told.indicator.listed),
        cut_off=told.cut_off,
        source=told.source,
        batch=told.batch,
        salt=salt,
        commitment=commit(fresh, salt),
        **by.signed(at),
        visible_to=seen,
    )
    if before:
        Listing.objects.filter(pk=before.pk).update(stands=False)
    insert([row], _records(row, told, seen), entries([("figure.listed", row.pk, row.to_ledger(), by, at)]))
    return row


def keep_counted(rows: Iterable[Return], *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Keep the list behind each figure that this node counted of hand-overs, as it stands at this instant."""
    assert by.unit is not None
    told, agency = figures_of(rulebook), rulebook.units[by.unit].agency
    for row in rows:
        one = told.indicators[row.indicator]
        counts = one.counted_by(agency)
        if row.source != COUNTED or one.listed is None or counts is None or counts.what == "taken":
            continue
        within = span(row.month, told.cut_offs[row.cut_off], rulebook.zone_of(by.unit))
        records = of_handovers(lines(counts, by.unit, within), one.listed, by.unit, rulebook)
        kept = NewList(one, row.month, records, row.cut_off, COUNTED, row.batch)
        keep(kept, by=by, at=at, rulebook=rulebook)


def of_handovers(rows: Iterable[Line], listed: Listed, unit: int, rulebook: Rulebook) -> list[matching.Record]:
    """Return a record for each hand-over: the number of its act, the day of its first item, how many items passed."""
    items: dict[uuid.UUID, list[datetime]] = defaultdict(list)
    for line in rows:
        assert line.decided_at is not None
        items[line.handover_id].append(line.decided_at)
    zone, found = rulebook.zone_of(unit), []
    handovers = HandOver.objects.filter(pk__in=items).order_by("at", "id")
    acts = {act.pk: act.label for act in Act.objects.filter(pk__in=[one.act for one in handovers if one.act])}
    for one in handovers:
        said = {"day": f"{min(items[one.pk]).astimezone(zone).date()}", "count": str(len(items[one.pk]))}
        fields = {each.code: said[each.code] for each in listed.fields if each.code in said}
        found.append(matching.Record(acts.get(one.act, str(one)) if one.act else str(one), fields))
    return found


def standing(units: Iterable[int], month: date) -> dict[tuple[int, str], Listing]:
    """Return the lists that stand for a month, by unit and indicator."""
    rows = Listing.objects.filter(unit__in=list(units), month=month, stands=True)
    return {(row.unit_id, row.indicator): row for row in rows}


def side(row: Listing, beside: Iterable[date]) -> matching.Side:
    """Return a list as it is matched, with the keys that its unit counted in the months beside."""
    records = [matching.Record(one.key, one.fields) for one in row.rows.order_by("n")]
    others = Record.objects.filter(
        listing__unit=row.unit_id,
        listing__indicator=row.indicator,
        listing__month__in=list(beside),
        listing__stands=True,
    )
    return matching.Side(records, frozenset(others.values_list("folded", flat=True)), row.cut_off)


def _records(row: Listing, told: NewList, seen: list[int]) -> list[Record]:
    assert told.indicator.listed is not None
    alike = told.indicator.listed.alike
    return [
        Record(
            listing=row,
            n=n,
            key=one.key,
            folded=matching.fold(one.key, alike),
            fields=dict(one.fields),
            visible_to=seen,
        )
        for n, one in enumerate(told.records, 1)
    ]
