"""What a demonstration's crossing point counted: a year of figures, the last month compared, the one before signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.db import transaction

from ortaq.acts.demo import Commanders
from ortaq.acts.signing import sign
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.demo import units_at_the_console
from ortaq.figures import comparing, drawing_up, explaining, giving, importing
from ortaq.figures.abreast import Together, groups_of
from ortaq.figures.models import IMPORTED, Return
from ortaq.figures.months import back_from, figures_of, latest
from ortaq.figures.reconciliations import Reconciliation
from ortaq.ledger.actor import Actor
from ortaq.rules.counting import days_in
from ortaq.rules.figures import Indicator
from ortaq.rules.matching import Record

FILE = Path("demo") / "figures.yaml"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LAST = "last"
Told = Mapping[str, Any]


class Scene:
    """The three units at the console, which of them begins, what is told of them, when the last of it happened."""

    def __init__(self, told: Told, units: Mapping[str, Unit], now: datetime) -> None:
        self.told, self.units, self.now, self.book = told, units, now, Rulebook.at(now)
        self.begins = next(iter(units))
        self.latest = latest(now, self.book.zone_of(units[self.begins].pk))
        self.at = now - 3 * DAY

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


def fill(now: datetime, folder: Path) -> int:
    """Leave a year of figures behind; a demonstration that has some is left alone. Return how many."""
    units, path = units_at_the_console(now), folder / FILE
    if not path.exists() or len(units) < 3 or Return.objects.filter(unit__in=units.values()).exists():
        return 0
    scene = Scene(yaml.safe_load(path.read_text()), units, now)
    with transaction.atomic():
        for month in reversed(list(back_from(scene.latest, scene.told["months"]))):
            _give(month, scene)
        if group := scene.group():
            before = list(back_from(scene.latest, 2))[1]
            _signed(comparing.compare(group, before, **scene.who(scene.begins)), scene)
            _lists(scene)
            _explain(comparing.compare(group, scene.latest, **scene.who(scene.begins)), scene)
    return Return.objects.filter(unit__in=units.values()).count()


def _give(month: date, scene: Scene) -> None:
    """Let each agency give its figures of a month; only in the last one do they differ."""
    told, is_last = figures_of(scene.book), month == scene.latest
    for agency in scene.units:
        values = {one.code: _value(one, agency, month, scene) for one in told.of_agency(agency) if _is_told(one, scene)}
        cut_off = scene.told["cut_off"].get(agency, told.usual.code) if is_last else told.usual.code
        giving.give(giving.Given(month, values, cut_off, source=IMPORTED), **scene.who(agency))


def _is_told(one: Indicator, scene: Scene) -> bool:
    return one.code in scene.told["figures"]


def _value(one: Indicator, agency: str, month: date, scene: Scene) -> Decimal:
    chance = Random(f"{one.code} {month}")
    usual = scene.told["figures"][one.code]
    value = round(usual * (1 + chance.uniform(-1, 1) * scene.told["spread"]))
    differs = scene.told["differ"].get(agency, {}).get(one.code, 0) if month == scene.latest else 0
    return Decimal(max(value + differs, 0))


def _lists(scene: Scene) -> None:
    """Give the lists behind figures of the last month."""
    for code, sides in scene.told["lists"].items():
        for agency, rows in sides.items():
            cut_off = scene.told["cut_off"].get(agency, figures_of(scene.book).usual.code)
            records = list(_records(rows, scene.latest))
            importing.give_list(code, scene.latest, records, cut_off=cut_off, **scene.who(agency))


def _records(rows: list[list[Any]], month: date) -> Iterator[Record]:
    for key, day, count in rows:
        on = month.replace(day=days_in(month) if day == LAST else day)
        yield Record(key.format(y=month.year), {"day": on.isoformat(), "count": str(count)})


def _explain(row: Reconciliation, scene: Scene) -> None:
    for one in scene.told["explained"]:
        owner = scene.units[one["by"]]
        for difference in row.differences.filter(indicator=one["figure"], owner=owner):
            explaining.explain(difference, one["words"], **scene.who(one["by"]))


def _signed(row: Reconciliation, scene: Scene) -> None:
    """Sign the act of the month before, where all three have commanders."""
    commanders = Commanders(scene.at)
    if row.open or any(commanders.of(unit.pk) is None for unit in scene.units.values()):
        return
    version = drawing_up.draw_up(row, **scene.who(scene.begins))
    for unit in scene.units.values():
        scene.at += MINUTE
        sign(version, scene.told["passphrase"], by=commanders.acts(unit.pk), **scene.when)
