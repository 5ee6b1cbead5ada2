"""What a reconciliation says, as the members read it: side by side, whose it is, why it is likely, what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from ortaq.access.reading import note
from ortaq.duties.desk import Desk
from ortaq.figures.months import figures_of
from ortaq.figures.reconciliations import Difference, DifferenceStep, Reconciliation
from ortaq.figures.words import number
from ortaq.lib.quantities import amount
from ortaq.rules.figures import Indicator

STATES = {"open": "late", "explained": "waiting", "corrected": "done", "agreed": "done"}
"""How the state of a difference looks."""


@dataclass
class Shown:
    """One difference: what each member has, in words, and what may be done."""

    row: Difference
    title: str
    sides: Sequence[tuple[str, str, bool]]
    owner: str
    cause: str
    state: str
    look: str
    is_ours: bool
    steps: Sequence[DifferenceStep]
    form: Any = field(default=None)


def shown(row: Reconciliation, desk: Desk) -> list[Shown]:
    """Return the differences, open ones first; that records were read is taken down."""
    found = list(row.differences.prefetch_related("history").order_by("n"))
    if any(one.key for one in found):
        note(desk.actor, row.pk, desk.now, gettext("сверка статистики"), owners=row.members)
    order = list(STATES)
    return sorted((_shown(one, row, desk) for one in found), key=lambda one: order.index(one.row.state))


def _shown(one: Difference, row: Reconciliation, desk: Desk) -> Shown:
    told = figures_of(desk.rulebook)
    indicator = told.indicators.get(one.indicator)
    title = desk.said(told.title(one.indicator)) if indicator else one.indicator
    return Shown(
        row=one,
        title=title,
        sides=list(_sides(one, indicator, row.members, desk)),
        owner=desk.name(one.owner_id),
        cause=desk.said(told.causes.get(one.cause)) or one.cause,
        state=state_in_words(one.state),
        look=STATES[one.state],
        is_ours=one.owner_id == desk.unit.pk,
        steps=[step for step in one.history.all() if step.words],
    )


def state_in_words(state: str) -> str:
    """Return where a difference stands."""
    words = {
        "open": gettext("ждёт объяснения"),
        "explained": gettext("объяснено"),
        "corrected": gettext("исправлено"),
        "agreed": gettext("сверено"),
    }
    return words[state]


def _sides(
    one: Difference, indicator: Indicator | None, members: Sequence[int], desk: Desk
) -> Iterator[tuple[str, str, bool]]:
    """Give for each member that takes part its agency, its figure or record, and whether it explains."""
    values, records = one.said.get("values"), one.said.get("sides", {})
    for unit in members:
        said = _value(values, str(unit), indicator) if values is not None else _record(records, str(unit), indicator)
        if said:
            yield agency_of(unit, desk), said, unit == one.owner_id


def _value(values: Mapping[str, str | None], unit: str, indicator: Indicator | None) -> str:
    if unit not in values:
        return ""
    told = values[unit]
    return number(amount(told), indicator.measure) if told is not None and indicator else "–"


def _record(records: Mapping[str, Mapping[str, str] | None], unit: str, indicator: Indicator | None) -> str:
    """Return a side's record in a few words; "" for one that gave no list."""
    if unit not in records:
        return ""
    fields, listed = records[unit], indicator.listed if indicator else None
    if fields is None:
        return gettext("нет")
    if listed is None:
        return ", ".join(fields.values())
    said = [(fields.get(one.code, ""), one.kind) for one in (listed.key, *listed.fields)]
    return ", ".join(_day(value) if kind == "date" else value for value, kind in said if value)


def _day(kept: str) -> str:
    year, _dash, rest = kept.partition("-")
    return f"{rest[3:]}.{rest[:2]}.{year}"


def agency_of(unit: int, desk: Desk) -> str:
    """Return a member's agency for short; the unit's name where it is open no more."""
    known = desk.rulebook.units.get(unit)
    agency = desk.rulebook.edition.agencies.get(known.agency) if known else None
    return desk.said(agency.short) if agency else desk.name(unit)
