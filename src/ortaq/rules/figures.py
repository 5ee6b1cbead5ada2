"""What the pack says of statistics: the indicators, who counts them, whose word decides, how lists are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from ortaq.rules.counting import months_after
from ortaq.rules.text import Text

if TYPE_CHECKING:
    from ortaq.rules.edition import Field

Alike = Literal["mark", "number"]
What = Literal["taken", "given", "received"]
TOTAL = "."
"""Between the code of an indicator and that of its part."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """At which local hour the days end in which somebody counts; midnight is the 24:00 of the day that ends."""

    code: str
    at: time
    name: Text


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted, and to how many decimals."""

    code: str
    name: Text
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What of custody's records makes a figure.

    taken     charges that the unit took in first; given, received: items accepted from it, by it
    kinds     of these kinds of charge
    limits    taken: only who is held on one of these limits of the law
    other     given, received: only to, or from, a unit of this agency
    unit      not how many there are but how much, in this unit
    """

    what: What
    kinds: tuple[str, ...]
    limits: tuple[str, ...] = ()
    other: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The list behind a figure, by which two sides are matched record by record.

    key     the number that names a record; `alike` says in which form two spellings of it are the same: "mark" for
            documents and plates, "number" for acts and protocols
    fields  what else stands in a record and is compared
    sums    the field whose amounts add up to the figure; "" where each record counts one
    """

    key: Field
    alike: Alike
    fields: tuple[Field, ...] = ()
    sums: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of a month. A part of a total names it in `part_of`; a total is never said, it is added up."""

    code: str
    name: Text
    section: str
    measure: Measure
    authority: str
    said_by: tuple[str, ...]
    part_of: str = ""
    counts: Mapping[str, Counts] = field(default_factory=dict)
    listed: Listed | None = None

    def counted_by(self, agency: str) -> Counts | None:
        """Return what the records of a unit of this agency tell; None where they tell nothing."""
        return self.counts.get(agency) or self.counts.get("each")


@dataclass(frozen=True, slots=True)
class ReconcilingAct:
    """The act that all members sign: its kind, by field what stands at its head, the group with a row for each figure.

    `figure`, `agreed`, `why` are fields of a row, `values` those of the agencies' figures.
    """

    kind: str
    head: Mapping[str, str]
    group: str
    figure: str
    agreed: str
    why: str
    values: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Figures:
    """All that the pack says of statistics. Compared by identity.

    rule        the duty that a signed act of the month fulfils
    near        how close to the end of a month a different cut-off is the likely cause
    totals      the names of indicators that have parts, by their code
    """

    clause: str
    rule: str
    act: ReconcilingAct
    ours: Text
    cut_offs: Mapping[str, CutOff]
    near: timedelta
    causes: Mapping[str, Text]
    sections: Mapping[str, Text]
    indicators: Mapping[str, Indicator]
    totals: Mapping[str, Text]
    measures: Mapping[str, Measure]

    @property
    def usual(self) -> CutOff:
        """The cut-off that holds where nobody says another: the first of the pack."""
        return next(iter(self.cut_offs.values()))

    def of_agency(self, agency: str) -> list[Indicator]:
        """Return the indicators that a unit of this agency gives, in the order of the pack."""
        return [one for one in self.indicators.values() if agency in one.said_by]

    def title(self, code: str) -> Text:
        """Return the name of an indicator as it stands by itself; raises KeyError."""
        one = self.indicators[code]
        return self.totals[one.part_of] + ": " + one.name if one.part_of else one.name


def span(month: date, cut_off: CutOff, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return from when until when a month is counted by the local clocks of a zone, the end excluded."""
    first, after = month.replace(day=1), months_after(month.replace(day=1), 1)
    begin, end = (datetime.combine(one, cut_off.at, tzinfo=zone) for one in (first, after))
    return begin, end


def plain(value: Decimal, measure: Measure) -> str:
    """Return a figure as it is kept: no more decimals than its measure has, none that say nothing."""
    text = f"{round(value, measure.decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
