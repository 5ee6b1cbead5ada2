"""How a material is told: as the report of its half-year, with a line in the list that the clause asks for.

A kind that the clause itself names goes as a message under the clause, filed to the half-year's window: there is one
way in which that duty is fulfilled, and this is it. A specimen is no such report; it is told to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ortaq.databank import common
from ortaq.databank.errors import UnknownRegister
from ortaq.databank.materials import Material
from ortaq.duties.rulebook import Rulebook, Span
from ortaq.exchange.files import FILES, File
from ortaq.exchange.filing import Part, Written, send_report
from ortaq.exchange.models import Message
from ortaq.exchange.periods import Period, period_of
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor
from ortaq.rules.materials import Materials

RELATION = "material"
"""How the message stands to the material that it `relates_to`."""
TITLE, TEXT = "title", "text"


@dataclass(frozen=True, slots=True)
class Given:
    """What is given: the codes are the pack's; `readers` "" where nobody must read it."""

    kind: str
    title: str
    text: str
    language: str
    audience: str
    tags: Sequence[str] = ()
    readers: str = ""
    files: Sequence[File] = field(default=())

    def body(self) -> dict[str, Any]:
        """Return all that the commitment covers."""
        files = {FILES: [one.facts() for one in self.files]} if self.files else {}
        return {TITLE: self.title.strip(), TEXT: self.text.strip(), **files}


def materials_of(rulebook: Rulebook) -> Materials:
    """Return what the pack says of materials; raises UnknownRegister where it says nothing."""
    found = common.bank_of(rulebook).materials
    if found is None:
        raise UnknownRegister("this pack knows no materials")
    return found


def tell(
    material: Material, given: Given, rule: Materials, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Message | None:
    """Send the message that tells of it, as the report of the half-year is sent; None where its kind is told to nobody.

    What is open to some posts alone is told by its title.
    """
    kind, clause = rule.kinds[given.kind], rulebook.edition.duty(rule.rule).clause
    to = rulebook.route(clause, material.unit_id) if kind.reports else []
    if not to:
        return None
    row = {"title": given.title.strip(), "kind": kind.reports, "dated": _day(material, rulebook)}
    text = (
        given.title.strip() if material.roles else "\n\n".join(filter(None, map(str.strip, (given.title, given.text))))
    )
    part = Part(rule.clause, text, [{rule.row[name]: value for name, value in row.items()}])
    period = _period(rule, material.unit_id, at, rulebook)
    if period is not None:
        written = Written([part], relation=RELATION, relates_to=material.pk)
        return send_report(period, written, to, by=by, at=at, rulebook=rulebook, is_further=True)
    body = {"text": text, "sections": [part.body()]}
    saying = Saying(clause, body, relation=RELATION, relates_to=material.pk)
    return send_written(saying, to, by=by, at=at, rulebook=rulebook)


def _day(material: Material, rulebook: Rulebook) -> str:
    return material.at.astimezone(rulebook.zone_of(material.unit_id)).date().isoformat()


def _period(rule: Materials, unit: int, at: datetime, rulebook: Rulebook) -> Period | None:
    """Return the window of the unit's own half-year's report; None where it owes none."""
    return period_of(rulebook, unit, rule.rule, _span(rule, unit, at, rulebook).opens_at)


def _span(rule: Materials, unit: int, at: datetime, rulebook: Rulebook) -> Span:
    today = at.astimezone(rulebook.zone_of(unit)).date()
    spans = rulebook.spans(rulebook.edition.duty(rule.rule), unit, today.replace(year=today.year - 1), today)
    return [one for one in spans if one.opens_at <= at][-1]


def half_of(rule: Materials, unit: int, at: datetime, rulebook: Rulebook) -> date:
    """Return the day on which the present window of the half-year's duty opened, where the unit is."""
    span = _span(rule, unit, at, rulebook)
    return span.opens_at.astimezone(rulebook.zone_of(unit)).date()
