"""What a demonstration's crossing point counted: two years, the last month compared, the one before signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction

from ortaq.acts.demo import Commanders
from ortaq.acts.signing import sign
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.demo_scene import Scene, scenes
from ortaq.figures import comparing, drawing_up, explaining, giving, importing
from ortaq.figures.abreast import Together, groups_of
from ortaq.figures.models import IMPORTED, Return
from ortaq.figures.months import back_from, figures_of, latest
from ortaq.figures.reconciliations import Reconciliation
from ortaq.ledger.actor import Actor
from ortaq.rules.counting import days_in
from ortaq.rules.figures import Indicator
from ortaq.rules.matching import Record

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LAST = "last"
Told = Mapping[str, Any]


class Counting:
    """The three units at the console, which of them begins, what is told of them, when the last of it happened."""

    def __init__(self, told: Told, units: Mapping[str, Unit], now: datetime) -> None:
        self.told, self.units, self.now, self.book = told, units, now, Rulebook.at(now)
        self.begins = next(iter(units))
        self.latest = latest(now, self.book.zone_of(units[self.begins].pk))
        self.at = _at_ten(self.book.adopted_from + DAY, now)

    def go_on(self, day: date) -> None:
        """Go on at ten o'clock of this day, if that is later and not yet to come."""
        self.at = max(self.at, min(_at_ten(day, self.now), self.now - 3 * HOUR))

    def who(self, agency: str) -> dict[str, Any]:
        """Return who acts for the agency, a little later each time."""
        self.at += MINUTE
        return {"by": Actor(None, "Аналитик показа", "analyst", self.units[agency].pk, "demo"), **self.when}

    @property
    def when(self) -> dict[str, Any]:
        """When it is, and by which rulebook."""
        return {"at": self.at, "rulebook": self.book}

    def group(self) -> Together | None:
        """Return the group of the three."""
        wanted = {unit.pk for unit in self.units.values()}
        found = groups_of(self.units[self.begins].pk, self.book)
        return next((one for one in found if set(one.members) == wanted), None)


def fill(now: datetime, folder: Path, *, most: int | None = None) -> int:
    """Leave two years of figures behind; a point that has some is left alone. Return how many there are now."""
    return sum(_fill(scene, folder) for scene in scenes(now, most=most))


def _fill(scene: Scene, folder: Path) -> int:
    told, units = scene.told(folder, "figures"), scene.units.values()
    if not told or Return.objects.filter(unit__in=units).exists():
        return 0
    counting = Counting(told, scene.units, scene.now)
    with transaction.atomic():
        last, *earlier = back_from(counting.latest, told["months"])
        for month in reversed(earlier):  # taken over from the books when the demonstration began
            _give(month, counting)
        group = counting.group()
        if group:
            counting.go_on(counting.book.adopted_from + 3 * DAY)
            row = comparing.compare(group, earlier[0], **counting.who(counting.begins))
            if told.get("sign", True):
                _signed(row, counting)
        counting.go_on((last.replace(day=days_in(last))) + 3 * DAY)
        _give(last, counting)
        if group:
            _lists(counting)
            _explain(comparing.compare(group, last, **counting.who(counting.begins)), counting)
    return Return.objects.filter(unit__in=units).count()


def _at_ten(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(10), now.tzinfo)


def _give(month: date, counting: Counting) -> None:
    """Let each agency give its figures of a month; only in the last one do they differ."""
    told, is_last = figures_of(counting.book), month == counting.latest
    for agency in counting.units:
        values = {
            one.code: _value(one, agency, month, counting) for one in told.of_agency(agency) if _is_told(one, counting)
        }
        cut_off = counting.told["cut_off"].get(agency, told.usual.code) if is_last else told.usual.code
        giving.give(giving.Given(month, values, cut_off, source=IMPORTED), **counting.who(agency))


def _is_told(one: Indicator, counting: Counting) -> bool:
    return one.code in counting.told["figures"]


def _value(one: Indicator, agency: str, month: date, counting: Counting) -> Decimal:
    chance = Random(f"{one.code} {month} {counting.units[counting.begins].code}")
    usual = counting.told["figures"][one.code]
    value = round(usual * (1 + chance.uniform(-1, 1) * counting.told["spread"]))
    differs = counting.told["differ"].get(agency, {}).get(one.code, 0) if month == counting.latest else 0
    return Decimal(max(value + differs, 0))


def _lists(counting: Counting) -> None:
    """Give the lists behind figures of the last month."""
    for code, sides in counting.told["lists"].items():
        for agency, rows in sides.items():
            cut_off = counting.told["cut_off"].get(agency, figures_of(counting.book).usual.code)
            records = list(_records(rows, counting.latest))
            importing.give_list(code, counting.latest, records, cut_off=cut_off, **counting.who(agency))


def _records(rows: list[list[Any]], month: date) -> Iterator[Record]:
    for key, day, count in rows:
        on = month.replace(day=days_in(month) if day == LAST else day)
        yield Record(key.format(y=month.year), {"day": on.isoformat(), "count": str(count)})


def _explain(row: Reconciliation, counting: Counting) -> None:
    for one in counting.told["explained"]:
        owner = counting.units[one["by"]]
        for difference in row.differences.filter(indicator=one["figure"], owner=owner):
            explaining.explain(difference, one["words"], **counting.who(one["by"]))


def _signed(row: Reconciliation, counting: Counting) -> None:
    """Sign the act of the month before, where all three have commanders."""
    commanders = Commanders(counting.at)
    if row.open or any(commanders.of(unit.pk) is None for unit in counting.units.values()):
        return
    version = drawing_up.draw_up(row, **counting.who(counting.begins))
    for unit in counting.units.values():
        counting.at += MINUTE
        sign(version, counting.told["passphrase"], by=commanders.acts(unit.pk), **counting.when)
