"""Where nobody is on watch, and who answers instead: the nearest superior whose watch is on.

What presses does not wait ten minutes for a watch that nobody stands. It goes at once to the next who is there, says
so and why; the unit without a watch has it too, and whoever takes the watch sees first what came meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from ortaq.access.models import Watch
from ortaq.access.querysets import watched_by
from ortaq.duties.rulebook import Rulebook, spoken
from ortaq.exchange.models import STAND_IN, Recipient
from ortaq.rules.routing import NOBODY_ON_WATCH


def answering(units: Collection[int], at: datetime) -> set[int]:
    """Return which of these units, by the ids of their watching units, have somebody who answers at `at`."""
    return set(Watch.objects.answering(at).filter(unit__in=units).values_list("unit", flat=True))


def unanswered(units: Collection[int], at: datetime, rulebook: Rulebook) -> dict[int, int | None]:
    """Return those of these units on the console where nobody answers, each with who answers instead; None: nobody.

    One query for all of them, whatever their number.
    """
    asked = [unit for unit in units if unit in rulebook.units and rulebook.is_on_console(unit)]
    if not asked:
        return {}
    above = {unit: [one for one in rulebook.superiors(unit) if one in rulebook.units] for unit in asked}
    fills = {one: watched_by(rulebook.units[one]) for unit in asked for one in (unit, *above[unit])}
    on = answering(set(fills.values()), at)
    return {unit: _first(above[unit], fills, on, rulebook) for unit in asked if fills[unit] not in on}


def stand_ins(rows: Sequence[Recipient], at: datetime, rulebook: Rulebook) -> list[Recipient]:
    """Return the rows of those who answer instead of the pressed units among `rows`; these climb on from there.

    Who is addressed already is pressed where he stands.
    """
    pressed = {row.unit_id: row for row in rows if row.climb_at is not None}
    known = {row.unit_id: row for row in rows}
    found: dict[int, Recipient] = {}
    for unit, instead in unanswered(list(pressed), at, rulebook).items():
        if instead is None:
            continue
        row = pressed[unit]
        row.climb_unit = instead
        if instead in known:
            known[instead].alarms = True
        elif instead not in found:
            found[instead] = _row(row, instead, at)
    return list(found.values())


def why_instead() -> dict[str, str]:
    """Return why a superior is told at once."""
    return spoken(NOBODY_ON_WATCH)


def _row(row: Recipient, instead: int, at: datetime) -> Recipient:
    return Recipient(
        message=row.message,
        unit_id=instead,
        role=STAND_IN,
        clause=row.clause,
        why=why_instead(),
        via_id=row.pk,
        added_at=at,
        alarms=True,
        step="delivered",
        delivered_at=at,
        visible_to=row.visible_to,
    )


def _first(above: Sequence[int], fills: dict[int, int], on: set[int], rulebook: Rulebook) -> int | None:
    return next((one for one in above if fills[one] in on and rulebook.is_on_console(one)), None)
