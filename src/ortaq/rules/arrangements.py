"""What units arranged among themselves by a joint act, in place of what the pack says: a term, a limit, who controls.

Arrangements are part of a day's directory. Each names its source, which stands in every reason that it changes. A term
that is the instruction's own may only be made stricter; one that is the pack's default may be anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from ortaq.rules.counting import DAYS, ELAPSED
from ortaq.rules.terms import Amount, Count
from ortaq.rules.text import Text

if TYPE_CHECKING:
    from ortaq.rules.databank import DataBank
    from ortaq.rules.edition import DutyRule, Edition
    from ortaq.rules.routing import Unit

Kind = Literal["term", "limit", "control", "coordination", "bank"]
TERM, LIMIT, CONTROL, COORDINATION, BANK = "term", "limit", "control", "coordination", "bank"
LIMITS = ("acknowledge",)
"""The limits of the pack that units may arrange for themselves."""
BANK_TERMS = {
    "bank.keeps": "keeps",
    "bank.opened": "opened",
    "bank.arrivals": "arrivals",
    "bank.minute": "pace",
    "bank.hour": "pace",
}
"""What may be agreed of the use of the data bank, and under which word the pack says why its own is a default."""
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

    It binds the units in `members` (term, limit), them and those below them (bank), or whatever lies at `points`
    (control, coordination). `rule` is the duty rule, or the name of the limit; `unit` of `agency` controls or
    coordinates, in `sphere`, on `ground`.
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


def bank_terms(bank: DataBank) -> dict[str, Amount]:
    """Return the pack's own word of the use of the data bank: how long words are kept, how often one may look up."""
    lists = {"bank.arrivals": bank.arrivals.keeps} if bank.arrivals else {}
    pace = {"bank.minute": Amount(bank.pace.minute, "times"), "bank.hour": Amount(bank.pace.hour, "times")}
    return {"bank.keeps": bank.keeps, "bank.opened": bank.opened, **lists, **pace}


def agreed_use(units: Iterable[str], known: Iterable[Arrangement]) -> dict[str, Arrangement]:
    """Return what a unit, told with its superiors, agreed of the use of the data bank; of several the strictest."""
    bound, found = frozenset(units), dict[str, Arrangement]()
    for one in known:
        if one.kind == BANK and one.amount and bound & one.members:
            before = found.get(one.rule)
            if before is None or _length(one.amount) < _length(before.amount):
                found[one.rule] = one
    return found


def governed(bank: DataBank, agreed: Mapping[str, Arrangement]) -> DataBank:
    """Return the data bank as it is used by those who agreed so."""
    if not agreed:
        return bank
    said = bank_terms(bank) | {name: one.amount for name, one in agreed.items() if one.amount}
    lists = replace(bank.arrivals, keeps=said["bank.arrivals"]) if bank.arrivals else None
    pace = replace(bank.pace, minute=said["bank.minute"].count, hour=said["bank.hour"].count)
    return replace(bank, keeps=said["bank.keeps"], opened=said["bank.opened"], arrivals=lists, pace=pace)


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
    if what in BANK_TERMS:
        return _bank_fault(edition.databank, what, amount)
    rule = next((one for one in edition.duties if one.id == what), None)
    if rule is None or not isinstance(rule.term, Count):
        return "unknown"
    if _counted(amount) != _counted(rule.term.amount):
        return "other"
    is_laxer = _strictness(rule.term, amount) > _strictness(rule.term, rule.term.amount)
    return "laxer" if is_laxer and "term" not in rule.ours else ""


def _bank_fault(bank: DataBank | None, what: str, amount: Amount) -> str:
    own = bank_terms(bank).get(what) if bank else None
    if bank is None or own is None:
        return "unknown"
    if (own.unit == "times") != (amount.unit == "times") or amount.unit == "working_days":
        return "other"
    return "laxer" if _length(amount) > _length(own) and BANK_TERMS[what] not in bank.ours else ""


def _counted(amount: Amount) -> str:
    return "elapsed" if amount.unit in ELAPSED else "days" if amount.unit in DAYS else "months"


def _strictness(term: Count, amount: Amount | None) -> float:
    """Return a number that is smaller the stricter: a short term, but a long notice ahead."""
    return -_length(amount) if term.backwards else _length(amount)


def _length(amount: Amount | None) -> float:
    """Return how long an amount is, in seconds; how many for times."""
    assert amount is not None
    return amount.count * _LENGTH[amount.unit]


_LENGTH = {
    **{unit: span.total_seconds() for unit, span in ELAPSED.items()},
    **{unit: count * 86400.0 for unit, count in DAYS.items()},
    "months": 30 * 86400.0,
    "quarters": 91 * 86400.0,
    "half_years": 182 * 86400.0,
    "years": 365 * 86400.0,
    "times": 1.0,
}
