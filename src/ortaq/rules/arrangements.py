"""What units arranged among themselves by a joint act, in place of what the pack says: a term, a limit, who controls.

Arrangements are part of a day's directory. Each names its source, which stands in every reason that it changes. A term
that is the instruction's own may only be made stricter; one that is the pack's default may be anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from ortaq.rules.counting import DAYS, ELAPSED
from ortaq.rules.terms import Amount, Count
from ortaq.rules.text import Text

if TYPE_CHECKING:
    from ortaq.rules.edition import DutyRule, Edition
    from ortaq.rules.routing import Unit

Kind = Literal["term", "limit", "control", "coordination"]
TERM, LIMIT, CONTROL, COORDINATION = "term", "limit", "control", "coordination"
LIMITS = ("acknowledge",)
"""The limits of the pack that units may arrange for themselves."""
BY = Text(" – по совместному акту {source}", " – {source} бірлескен акт бойынша", " – by joint act {source}")
COORDINATES = Text(
    "роль перешла по совместному акту {source}: {ground}",
    "рөл {source} бірлескен акт бойынша ауысты: {ground}",
    "the role passed by joint act {source}: {ground}",
)
CONTROLS = Text(
    "контролирует участок по совместному акту {source}",
    "{source} бірлескен акт бойынша учаскені бақылайды",
    "controls the sector by joint act {source}",
)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One thing arranged, in force on the day of its directory.

    It binds the units in `members` (term, limit) or whatever lies at `points` (control, coordination). `rule` is the
    duty rule, or the name of the limit; `unit` of `agency` controls or coordinates, in `sphere`, on `ground`.
    """

    kind: Kind
    source: Text
    members: frozenset[str] = frozenset()
    points: frozenset[str] = frozenset()
    rule: str = ""
    amount: Amount | None = None
    unit: str = ""
    agency: str = ""
    sphere: str = ""
    ground: str = ""


def arranged(
    rule: DutyRule, unit: str, known: Iterable[Arrangement], other: str | None = None
) -> tuple[DutyRule, Text | None]:
    """Return the rule as it holds for this unit towards another one, and by what where they arranged its term.

    Of several terms, of several groups, the strictest holds.
    """
    term, sides = rule.term, {unit, other} - {None}
    if not isinstance(term, Count):
        return rule, None
    found = [one for one in known if one.kind == TERM and one.rule == rule.id and one.amount and sides <= one.members]
    if not found:
        return rule, None
    one = min(found, key=lambda one: _strictness(term, one.amount))
    assert one.amount is not None
    ours = {name: why for name, why in rule.ours.items() if name != TERM}
    return replace(rule, term=replace(term, amount=one.amount, at_once=False), ours=ours), BY.fill(source=one.source)


def arranged_limit(name: str, unit: str, known: Iterable[Arrangement]) -> timedelta | None:
    """Return the shortest limit of this name that the unit arranged with others; None where it has none."""
    found = [one for one in known if one.kind == LIMIT and one.rule == name and one.amount and unit in one.members]
    spans = [one.amount.count * ELAPSED[one.amount.unit] for one in found if one.amount and one.amount.unit in ELAPSED]
    return min(spans, default=None)


def control(unit: Unit, known: Iterable[Arrangement]) -> list[Arrangement]:
    """Return by what the point of this unit is controlled by somebody; the latest first."""
    return [one for one in known if one.kind == CONTROL and unit.crossing_point in one.points]


def coordination(sphere: str, point: str | None, known: Iterable[Arrangement]) -> Arrangement | None:
    """Return by what the coordinating role in the sphere has passed at the point; None where it has not."""
    found = (one for one in known if one.kind == COORDINATION and one.sphere == sphere and point in one.points)
    return next(found, None)


def fault(edition: Edition, what: str, amount: Amount) -> str:
    """Say by a code why this amount may not be arranged for a rule or limit; "" where it may.

    unknown  there is no such rule or limit, or it has no number to replace
    other    an amount that is counted otherwise: hours for days
    laxer    longer than the instruction allows, or less ahead of an event
    """
    if what in LIMITS:
        limit = getattr(edition.limits, what)
        return "" if amount.unit in ELAPSED and amount.count * ELAPSED[amount.unit] <= limit else "laxer"
    rule = next((one for one in edition.duties if one.id == what), None)
    if rule is None or not isinstance(rule.term, Count):
        return "unknown"
    if _counted(amount) != _counted(rule.term.amount):
        return "other"
    is_laxer = _strictness(rule.term, amount) > _strictness(rule.term, rule.term.amount)
    return "laxer" if is_laxer and "term" not in rule.ours else ""


def _counted(amount: Amount) -> str:
    return "elapsed" if amount.unit in ELAPSED else "days" if amount.unit in DAYS else "months"


def _strictness(term: Count, amount: Amount | None) -> float:
    """Return a number that is smaller the stricter: a short term, but a long notice ahead."""
    assert amount is not None
    length = amount.count * _LENGTH[amount.unit]
    return -length if term.backwards else length


_LENGTH = {
    **{unit: span.total_seconds() for unit, span in ELAPSED.items()},
    **{unit: count * 86400.0 for unit, count in DAYS.items()},
    "months": 30 * 86400.0,
    "quarters": 91 * 86400.0,
    "half_years": 182 * 86400.0,
    "years": 365 * 86400.0,
}
