"""How a unit gives its figures of a month, and corrects them: what changed is a new row, what stood can be read on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadySent, NothingChanged
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.figures import comparing, listing
from ortaq.figures.errors import MonthNotOver, NoReason, NotOurs
from ortaq.figures.models import COUNTED, ENTERED, Return, standing
from ortaq.figures.months import figures_of, is_over
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib import screens
from ortaq.lib.ids import uuid7, uuid_of
from ortaq.lib.rows import insert
from ortaq.rules.figures import Indicator


@dataclass(frozen=True)
class Given:
    """What a unit says of a month: its figures by indicator, how it cut its days, why it changes what stood.

    `source` is where they come from; a figure that equals what the node `counted` itself is taken for counted.
    """

    month: date
    values: Mapping[str, Decimal]
    cut_off: str
    reason: str = ""
    source: str = ENTERED
    counted: Mapping[str, Decimal] | None = None


def give(
    given: Given,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    compares: bool = True,
) -> list[Return]:
    """Take down the figures that are new or differ from what stands; under the same `id` again, the same rows return.

    Where the group has begun to compare, it is compared anew, unless the caller does so (`compares`).
    Raises MonthNotOver, NotOurs, NoReason where a figure that stood is changed, NothingChanged, StateSecret,
    AlreadySent where another thing was given under this identity.
    """
    assert by.unit is not None
    _refuse(given, by.unit, at, rulebook)
    batch = id or uuid7()
    with transaction.atomic():
        only_one_at_a_time(uuid_of("figures of", str(by.unit), given.month.isoformat()))
        if earlier := list(Return.objects.filter(batch=batch)):
            return _same(earlier, given, by)
        rows = _changed(given, batch, by=by, at=at, rulebook=rulebook)
        if not rows:
            raise NothingChanged("these figures stand already")
        if not given.reason.strip() and any(row.n > 1 for row in rows):
            raise NoReason("a correction says why")
        _write(rows, by=by, at=at)
        listing.keep_counted(rows, by=by, at=at, rulebook=rulebook)
        if compares:
            comparing.compare_again(by.unit, given.month, by=by, at=at, rulebook=rulebook)
        screens.tell("changed", batch, {by.unit, *rulebook.counterparts(by.unit)})
    return rows


def _refuse(given: Given, unit: int, at: datetime, rulebook: Rulebook) -> None:
    told = figures_of(rulebook)
    cut_off = told.cut_offs.get(given.cut_off)
    if cut_off is None or not is_over(given.month, cut_off, rulebook.zone_of(unit), at):
        raise MonthNotOver("the month is not over here", month=given.month)
    ours = {one.code for one in told.of_agency(rulebook.units[unit].agency)}
    for code in given.values:
        if code not in ours:
            raise NotOurs("another agency's figure", indicator=code)
    refuse_state_secrets({"text": given.reason}, rulebook.edition)


def _changed(given: Given, batch: uuid.UUID, *, by: Actor, at: datetime, rulebook: Rulebook) -> list[Return]:
    assert by.unit is not None
    told = figures_of(rulebook)
    before = standing([by.unit], given.month)
    seen = rulebook.visible_to([by.unit, *rulebook.counterparts(by.unit)])
    rows = []
    for code, value in given.values.items():
        stood, one = before.get((by.unit, code)), told.indicators[code]
        value = round(value, one.measure.decimals)
        if stood and (stood.value, stood.cut_off) == (value, given.cut_off):
            continue
        fixed = {"batch": batch, "n": stood.n + 1 if stood else 1, "reason": given.reason.strip() if stood else ""}
        rows.append(_row(one, value, given, by=by, at=at, visible_to=seen, **fixed))
    return rows


def _row(one: Indicator, value: Decimal, given: Given, *, by: Actor, at: datetime, **more: Any) -> Return:
    assert by.unit is not None
    is_counted = given.counted is not None and given.counted.get(one.code) == value
    return Return(
        indicator=one.code,
        month=given.month,
        value=value,
        measure=one.measure.code,
        cut_off=given.cut_off,
        source=COUNTED if is_counted else given.source,
        **by.signed(at),
        **more,
    )


def _write(rows: list[Return], *, by: Actor, at: datetime) -> None:
    """Put the rows in the place of those that stood."""
    for row in rows:
        stood = Return.objects.standing().filter(unit=row.unit_id, indicator=row.indicator, month=row.month)
        stood.update(stands=False)
    insert(rows, entries(("figure.returned", row.pk, row.to_ledger(), by, at) for row in rows))


def _same(earlier: list[Return], given: Given, by: Actor) -> list[Return]:
    """Return the rows of the first sending; raises AlreadySent where this one says otherwise."""
    values = {row.indicator: row.value for row in earlier}
    if any(row.unit_id != by.unit or row.month != given.month for row in earlier) or any(
        code not in given.values or given.values[code] != value for code, value in values.items()
    ):
        raise AlreadySent("another thing was given under this identity")
    return earlier
