"""What one asks of the figures: the same filters on every page, read from the address and written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.http import urlencode

from ortaq.duties.desk import Desk
from ortaq.oversight.counting import KINDS, Which
from ortaq.oversight.lens import Lens, units
from ortaq.oversight.periods import GRAINS, LONGEST, ONE, Period
from ortaq.rules.edition import clause_within


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters. `unit` is one unit by its id, `words` a part of the names of several."""

    period: Period
    grain: str = ""
    clause: str = ""
    level: int | None = None
    agency: str = ""
    point: int | None = None
    unit: int | None = None
    words: str = ""
    kind: str = ""

    def query(self, **changes: Any) -> str:
        """Return the address's question with some filters changed; what is empty is left out."""
        one = replace(self, **changes)
        given = {
            "from": one.period.first.isoformat(),
            "to": one.period.last.isoformat(),
            "grain": one.grain,
            "clause": one.clause,
            "level": one.level,
            "agency": one.agency,
            "point": one.point,
            "unit": one.unit,
            "q": one.words,
            "kind": one.kind,
        }
        return urlencode({name: value for name, value in given.items() if value not in ("", None)})

    @property
    def pieces_by(self) -> str:
        """The grain asked for, or the one that suits the period."""
        return self.grain or self.period.grain()


def asked_of(given: Mapping[str, str], desk: Desk) -> Asked:
    """Read the filters; what cannot be read is left out, and a period turned round is put right."""
    this = Period.month_of(desk.today)
    first, last = _day(given.get("from")), _day(given.get("to"))
    if first or last:
        first, last = first or last or this.first, last or first or this.last
        first, last = min(first, last), max(first, last)
        this = Period(max(first, last - LONGEST * ONE), last)
    grain, kind = given.get("grain", ""), given.get("kind", "")
    return Asked(
        period=this,
        grain=grain if grain in GRAINS else "",
        clause=given.get("clause", "")[:20].replace("\0", ""),
        level=_number(given.get("level")),
        agency=given.get("agency", "")[:40].replace("\0", ""),
        point=_number(given.get("point")),
        unit=_number(given.get("unit")),
        words=given.get("q", "").strip()[:80].replace("\0", ""),
        kind=kind if kind in KINDS else "",
    )


def which(asked: Asked, lens: Lens, desk: Desk, period: Period | None = None, grain: str = "") -> Which:
    """Return which duties are meant, in the ids of this node."""
    period = period or asked.period
    return Which(
        tuple(period.pieces(grain or asked.pieces_by)), meant_units(asked, lens, desk), meant_clauses(asked, desk)
    )


def meant_units(asked: Asked, lens: Lens, desk: Desk) -> tuple[int, ...] | None:
    """Return the units that the filters leave; None where nothing but the scope limits them."""
    wanted = asked.words.casefold()
    if lens.units is None and not (asked.level or asked.agency or asked.point or asked.unit or wanted):
        return None
    return tuple(
        one.pk
        for one in units().values()
        if lens.holds(one.pk)
        and asked.level in (None, one.level)
        and asked.agency in ("", one.agency)
        and asked.point in (None, one.point)
        and asked.unit in (None, one.pk)
        and wanted in desk.name(one.pk).casefold()
    )


def meant_clauses(asked: Asked, desk: Desk) -> tuple[str, ...] | None:
    """Return the clauses with duties that lie within the one asked for; None for all."""
    if not asked.clause:
        return None
    within = (clause for clause in clauses(desk) if clause_within(clause, asked.clause))
    return tuple(dict.fromkeys([asked.clause, *within]))


def clauses(desk: Desk) -> list[str]:
    """Return every clause under which something is owed, in the order of the pack."""
    return list(dict.fromkeys(rule.clause for rule in desk.rulebook.edition.duties))


def clause_name(clause: str, desk: Desk) -> str:
    """Return what is owed under a clause in a few words: its regime's name, a request's kind, else its first duty's."""
    edition = desk.rulebook.edition
    regime = next((one for one in edition.regimes.values() if one.clause == clause), None)
    rule = next((one for one in edition.duties if one.clause == clause), None)
    kind = next((one for one in edition.requests.values() if one.clause == clause), None)
    named = regime or kind or rule
    return desk.said(named.name if named else None) or clause


def _day(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2200 else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else None
