"""Who gave the report of each window, in time or late: one square for each unit of the group and each window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext

from ortaq.directory.models import Unit
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.exchange.documents import EARLY, Filing
from ortaq.exchange.periods import Period, periods, rules_of
from ortaq.rules.edition import DutyRule

BACK, COLUMNS = timedelta(days=800), 4


@dataclass(frozen=True)
class Square:
    """How one unit stands in one window: a look, a word, what there is to open."""

    period: Period
    look: str
    word: str
    filing: Filing | None = None
    duty: Duty | None = None


@dataclass(frozen=True)
class Line:
    """One unit of the group, with its squares."""

    unit: Unit
    name: str
    agency: str
    squares: Sequence[Square]
    is_ours: bool


@dataclass(frozen=True)
class Table:
    """The units of the group that owe this report, by agency, and its latest windows."""

    rule: DutyRule
    name: str
    periods: Sequence[Period]
    lines: Sequence[Line]

    @classmethod
    def of(cls, desk: Desk, regime: str) -> Table | None:
        """Return the table of a regime as this unit may see it; None where no report is written in it."""
        rule = next((one for one in written_rules(desk) if one.regime == regime), None)
        if rule is None:
            return None
        units = [unit for unit in group_of(desk) if rule in rules_of(desk.rulebook, unit.pk)]
        opened = _opened(desk, rule, units)
        filings, duties = _filings(rule, units), _duties(rule, units)
        lines = [_line(desk, unit, rule, opened, filings, duties) for unit in units]
        return cls(rule, desk.said(rule.name), opened, sorted(lines, key=lambda one: (one.agency, one.name)))


def written_rules(desk: Desk) -> list[DutyRule]:
    """Return the rules of reports that are written in a window, whoever owes them."""
    return [rule for rule in desk.rulebook.edition.duties if rule.window and rule.form == "written" and rule.regime]


def rules_shown(desk: Desk) -> list[tuple[str, str]]:
    """Return the regimes whose table this unit can open: code and name."""
    units = group_of(desk)
    owed = {rule.id for unit in units for rule in rules_of(desk.rulebook, unit.pk)}
    return [(rule.regime or "", desk.said(rule.name)) for rule in written_rules(desk) if rule.id in owed]


def group_of(desk: Desk) -> list[Unit]:
    """Return the unit and those that interact with it on its level."""
    book = desk.rulebook
    codes = {desk.unit.code}.union(
        *(group.members for group in book.directory.groups if desk.unit.code in group.members)
    )
    return [unit for unit in book.units.values() if unit.code in codes]


def _opened(desk: Desk, rule: DutyRule, units: Sequence[Unit]) -> list[Period]:
    """Return the latest windows that have opened, the newest first, by the clock of one unit of the group."""
    if not units:
        return []
    unit, book = units[0].pk, desk.rulebook
    today = desk.now.astimezone(book.zone_of(unit)).date()
    found = periods(book, unit, rule, max(today - BACK, book.adopted_from), today)
    return found[-COLUMNS:][::-1]


Key = tuple[int, date]


def _filings(rule: DutyRule, units: Sequence[Unit]) -> dict[Key, Filing]:
    """The report that counts, else the one sent last, by unit and local day of opening."""
    found: dict[Key, Filing] = {}
    rows = Filing.objects.filter(rule=rule.id, unit__in=units).select_related("message", "unit")
    for one in rows.order_by("counts", "sent_at"):
        found[one.unit_id, _day(one.opens_at, one.unit)] = one
    return found


def _duties(rule: DutyRule, units: Sequence[Unit]) -> dict[Key, Duty]:
    """What was owed: where it is owed to several, the one that stands worst."""
    found: dict[Key, Duty] = {}
    owed = Duty.objects.filter(Q(record=None), rule=rule.id, owed_by__in=units).select_related("owed_by")
    for one in sorted(owed, key=lambda duty: duty.is_unfinished):
        found[one.owed_by_id, _day(one.opens_at, one.owed_by)] = one
    return found


def _day(at: datetime, unit: Unit) -> date:
    return at.astimezone(ZoneInfo(unit.zone)).date()


def _line(
    desk: Desk,
    unit: Unit,
    rule: DutyRule,
    opened: Sequence[Period],
    filings: dict[Key, Filing],
    duties: dict[Key, Duty],
) -> Line:
    agency = desk.rulebook.edition.agencies.get(unit.agency)
    squares = [_square(one, filings.get((unit.pk, one.day)), duties.get((unit.pk, one.day)), desk) for one in opened]
    return Line(unit, desk.name(unit.pk), desk.said(agency.short) if agency else "", squares, unit.pk == desk.unit.pk)


def _square(period: Period, filing: Filing | None, duty: Duty | None, desk: Desk) -> Square:
    early = filing is not None and filing.standing == EARLY
    if duty is not None and not duty.is_unfinished:
        looks = {
            "done": ("done", gettext("раньше окна") if early else gettext("в срок")),
            "done_late": ("done-late", gettext("с опозданием")),
            "waived": ("void", gettext("освобождено")),
        }
        return Square(period, *looks.get(duty.status, ("void", gettext("снято"))), filing, duty)
    if duty is not None and (duty.status != "open" or (duty.due_at and duty.due_at < desk.now)):
        return Square(period, "late", gettext("не дано"), filing, duty)
    if filing is not None:
        return Square(period, "closing", gettext("раньше окна, не засчитано"), filing, duty)
    if duty is not None:
        return Square(period, "waiting", gettext("срок идёт"), None, duty)
    return Square(period, "void", gettext("не полагалось"))
