"""The Instruction as one page: our wording in reading order, beside each point what serves it and how it is executed.

Whose execution: an oversight body's is that of the agency that it oversees, of another or of all; everybody else's his
own unit's, or also that of the units below. In which period: a month, unless another is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from ortaq.acts.filing import Filed, filed
from ortaq.console import official
from ortaq.console.serving import Door, doors
from ortaq.duties.desk import Desk
from ortaq.oversight.asked import Asked, asked_of
from ortaq.oversight.counting import Counts
from ortaq.oversight.figures import Figures
from ortaq.oversight.lens import OVERSIGHT, RECORD, Lens, below, body_of, lens_of, oversees
from ortaq.oversight.periods import Period
from ortaq.oversight.views.page import address
from ortaq.oversight.words import month_name, span_name
from ortaq.rules.edition import Clause

ALL, BELOW = "all", "below"


@dataclass(frozen=True)
class Point:
    """One point: its number, our wording, whether the official one is stored, what serves it, its execution.

    `query` leads to the duties behind its bar, `opening` to its execution in full.
    """

    number: str
    depth: int
    title: str
    text: str
    has_official: bool
    doors: list[Door]
    counts: Counts
    query: str
    opening: str
    is_owed: bool

    @property
    def bar(self) -> list[tuple[str, float, float]]:
        """The pieces of the bar: its look, where it begins, how long it is, of a hundred; what is waived has none."""
        counts, pieces, at = self.counts, [], 0.0
        late = counts.late + counts.explained + counts.missing
        shown = counts.on_time + late + counts.open
        for look, count in (("done", counts.on_time), ("late", late), ("open", counts.open)):
            length = 100 * count / shown if shown else 0.0
            if count:
                pieces.append((look, round(at, 2), round(length, 2)))
            at += length
        return pieces


class Living:
    """The Instruction as it is read at one desk, of one body or unit, for one period."""

    def __init__(self, desk: Desk, given: Mapping[str, str]) -> None:
        self.desk, self.edition, self.oversees = desk, desk.rulebook.edition, oversees(desk)
        self.whose = self._whose(given.get("whose", ""))
        self.lens = self._lens()
        asked = Asked(asked_of(given, desk).period)
        own = None if self.oversees or self.whose == BELOW else desk.unit.pk
        self.asked = replace(asked, agency=self.whose if self.whose in self.edition.agencies else "", unit=own)
        self.figures = Figures(desk, self.lens, self.asked)

    @cached_property
    def points(self) -> list[Point]:
        """The whole text with the execution of each point."""
        return [self.point(clause) for clause in self.edition.clauses.values()]

    def point(self, clause: Clause) -> Point:
        """Return one point of the text."""
        desk, number = self.desk, clause.number
        return Point(
            number=number,
            depth=number.count("."),
            title=desk.said(clause.title),
            text=desk.said(clause.text),
            has_official=number in self._stored,
            doors=doors(desk, clause, self._filed),
            counts=self._counted.get(number, Counts()),
            query=self.asked.query(clause=number),
            opening=self.url(number) if number in self._owed else "",
            is_owed=number in self._owed,
        )

    @property
    def of(self) -> str:
        """Whose execution is shown, in words."""
        if self.whose == ALL:
            return gettext("все органы")
        agency = self.edition.agencies.get(self.whose)
        if agency:
            return self.desk.said(agency.short)
        own = self.desk.name(self.desk.unit.pk)
        return f"{own} + {gettext('подчинённых')} {len(self.lens.units or ()) - 1}" if self.whose == BELOW else own

    @property
    def period(self) -> str:
        """The period in words."""
        asked = self.asked.period
        return month_name(asked.first) if asked == Period.month_of(asked.first) else span_name(asked.first, asked.last)

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Whose execution may be chosen: name, address, whether it is this one; none where there is no choice."""
        if self.oversees:
            agencies = [(code, self.desk.said(one.short)) for code, one in self.edition.agencies.items()]
            found = [*agencies, (ALL, gettext("все органы"))]
        elif below(self.desk):
            found = [("", gettext("наше подразделение")), (BELOW, gettext("с подчинёнными"))]
        else:
            found = []
        return [(name, self.url(whose=code), code == self.whose) for code, name in found]

    @property
    def periods(self) -> list[tuple[str, str]]:
        """The periods that one click gives."""
        today, now = self.desk.today, self.asked.period
        found = [
            ("←", now.moved(-1)),
            (gettext("этот месяц"), Period.month_of(today)),
            (gettext("квартал"), Period.of_months(today, 3)),
            (gettext("полугодие"), Period.of_months(today, 6)),
            (gettext("год"), Period.of_months(today, 12)),
            ("→", now.moved(1)),
        ]
        return [(name, self.url(period=period)) for name, period in found]

    def url(self, number: str = "", **changes: object) -> str:
        """Return the address of this page, or of one point's execution, with something else chosen."""
        whose = str(changes.pop("whose", self.whose))
        query = Asked(self.asked.period).query(**changes) + (f"&whose={whose}" if whose else "")
        page = reverse("point-execution", args=[number]) if number else reverse("instruction")
        return f"{page}?{query}"

    @property
    def reports(self) -> list[tuple[str, str]]:
        """The report of the year in which the period ends: language and address."""
        year, agency = self.asked.period.last.year, f"?agency={self.asked.agency}" if self.asked.agency else ""
        name = address(self.lens.name, "report")
        return [(words, f"{reverse(name, args=[year, lang])}{agency}") for lang, words in settings.LANGUAGES]

    @property
    def late(self) -> list[Point]:
        """The points under which something is missing or late, the worst first."""
        wrong = [one for one in self.points if one.counts.missing or one.counts.late or one.counts.explained]
        return sorted(wrong, key=lambda one: one.counts.gravity)

    def narrowed(self, number: str) -> Figures:
        """Return the figures of one point alone, its parts with it."""
        return Figures(self.desk, self.lens, replace(self.asked, clause=number))

    @property
    def figures_page(self) -> str:
        """The name of the page of figures where the duties behind a bar are listed."""
        return self.lens.name

    def _whose(self, chosen: str) -> str:
        if not self.oversees:
            return BELOW if chosen == BELOW and below(self.desk) else ""
        if chosen == ALL or chosen in self.edition.agencies:
            return chosen
        body = body_of(self.desk)
        return body.agency if body else self.desk.unit.agency

    def _lens(self) -> Lens:
        if self.oversees:
            return lens_of(self.desk, OVERSIGHT)
        return lens_of(self.desk, RECORD) if self.whose == BELOW else Lens(RECORD, frozenset({self.desk.unit.pk}))

    @cached_property
    def _counted(self) -> dict[str, Counts]:
        return {row.filters["clause"]: row.counts for row in self.figures.table("clause")}

    @cached_property
    def _filed(self) -> Mapping[str, list[Filed]]:
        return filed(self.desk)

    @cached_property
    def _stored(self) -> frozenset[str]:
        return official.numbers()

    @cached_property
    def _owed(self) -> frozenset[str]:
        """The points under which something may be owed."""
        edition = self.edition
        asked = {kind.clause for kind in edition.requests.values()}
        return frozenset({rule.clause for rule in edition.duties} | asked)
