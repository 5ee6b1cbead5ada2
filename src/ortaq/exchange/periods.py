"""The windows of the reports that a unit writes again and again: which is in work, what it covers if it is sent now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ortaq.duties.rulebook import Rulebook, Span
from ortaq.exchange.documents import EARLY, last_cut_off
from ortaq.rules import windows
from ortaq.rules.edition import DutyRule, Regime

BACK, AHEAD = timedelta(days=400), timedelta(days=200)


@dataclass(frozen=True)
class Period:
    """One window of one report of one unit."""

    unit: int
    rule: DutyRule
    regime: Regime
    span: Span
    zone: ZoneInfo

    @property
    def day(self) -> date:
        """The local day on which the window opens: the name of the period in addresses."""
        return self.span.opens_at.astimezone(self.zone).date()

    @property
    def code(self) -> str:
        """The regime, as addresses name it."""
        return self.regime.code

    @property
    def sections(self) -> list[str]:
        """What the report is made of: the clauses of its subjects, in the order of the law."""
        return [subject.clause for subject in self.regime.subjects]

    @property
    def may_be_nothing(self) -> bool:
        """Whether the pack admits "nothing to report" in writing."""
        return self.rule.nothing_to_report == "written"

    def standing(self, at: datetime) -> windows.Standing:
        """Return whether what is sent at `at` is early, in time or late."""
        return windows.standing(self._window, at)

    def counts(self, at: datetime) -> bool:
        """Whether what is sent at `at` does what was owed; the pack says whether an early report does."""
        return self.standing(at) != EARLY or self.rule.early_counts

    def covered(self, at: datetime) -> tuple[datetime, datetime] | None:
        """Return what a report sent at `at` really covers, from where the one before it ended."""
        found = windows.covered(self._window, at, last_cut_off(self.unit, self.rule.id, self.span.opens_at))
        if found and self.rule.window and not self.rule.window.cuts_off_at_sending and self.span.covers_to:
            return found[0], self.span.covers_to
        return found

    def is_cut_off(self, at: datetime) -> bool:
        """Whether a report sent at `at` ends before its period does, so that the rest goes into the next."""
        found = self.covered(at)
        return bool(found and self.span.covers_to and found[1] < self.span.covers_to)

    @property
    def _window(self) -> windows.Window:
        one = self.span
        return windows.Window(one.opens_at, one.due_at or one.opens_at, one.covers_from, one.covers_to)


def rules_of(rulebook: Rulebook, unit: int) -> list[DutyRule]:
    """Return the rules of the reports that the unit writes."""
    return [rule for rule in rulebook.recurring(unit) if rule.form == "written" and rule.regime]


def periods(rulebook: Rulebook, unit: int, rule: DutyRule, first: date, last: date) -> list[Period]:
    """Return the windows of one report that open on these local days, in order."""
    regime, zone = rulebook.edition.regimes[rule.regime or ""], rulebook.zone_of(unit)
    return [Period(unit, rule, regime, span, zone) for span in rulebook.spans(rule, unit, first, last)]


def in_work(rulebook: Rulebook, unit: int, rule: DutyRule, now: datetime) -> list[Period]:
    """Return the window that opened last, and the one to come where the time that it is about has begun."""
    today = now.astimezone(rulebook.zone_of(unit)).date()
    found = periods(rulebook, unit, rule, today - BACK, today + AHEAD)
    opened = [one for one in found if one.span.opens_at <= now and one.day >= rulebook.adopted_from]
    coming = [one for one in found if one.span.opens_at > now and (one.span.covers_from or one.span.opens_at) <= now]
    return [*opened[-1:], *coming[:1]]


def period_on(rulebook: Rulebook, unit: int, regime: str, day: date) -> Period | None:
    """Return the window of this regime that opens on that local day; None where none does."""
    for rule in rules_of(rulebook, unit):
        if rule.regime == regime:
            return next(iter(periods(rulebook, unit, rule, day, day)), None)
    return None


def period_of(rulebook: Rulebook, unit: int, rule_id: str, opens_at: datetime) -> Period | None:
    """Return the window of this rule that opens at that instant; None where the unit has none."""
    rule = next((one for one in rules_of(rulebook, unit) if one.id == rule_id), None)
    day = opens_at.astimezone(rulebook.zone_of(unit)).date()
    return next(iter(periods(rulebook, unit, rule, day, day)), None) if rule else None
