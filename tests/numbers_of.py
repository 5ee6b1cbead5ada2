"""Words for tests of statistics: who gives which figures of April, and what stands then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

import world as worlds
from agreeing import Parties

from ortaq.directory.models import Unit
from ortaq.figures import comparing, giving, importing
from ortaq.figures.abreast import groups_of
from ortaq.figures.giving import Given
from ortaq.figures.lists import Listing
from ortaq.figures.models import Return, standing
from ortaq.figures.reconciliations import Difference, Reconciliation
from ortaq.rules.matching import Record

NOON = worlds.NOON
APRIL = date(2026, 4, 1)


class Statistics:
    """The small world, and its units' officers as the verbs want them."""

    def __init__(self, world: worlds.World) -> None:
        self.world = world

    @cached_property
    def parties(self) -> Parties:
        """Return the commanders who sign for their units."""
        return Parties(self.world)

    def unit(self, agency: str, level: int = 4) -> Unit:
        return self.world.unit(agency, level)

    def by(self, agency: str, level: int = 4, *, at: datetime = NOON) -> dict[str, Any]:
        """Return who acts, when, by which rulebook."""
        return {"by": self.world.by(agency, level), "at": at, "rulebook": self.world.rulebook(at)}

    def give(
        self,
        agency: str = "border",
        *,
        level: int = 4,
        at: datetime = NOON,
        month: date = APRIL,
        reason: str = "",
        cut_off: str = "midnight",
        id: UUID | None = None,
        **values: object,
    ) -> Sequence[Return]:
        """Give figures; the part of a total is written with two underscores: refused__visa=3."""
        told = {code.replace("__", "."): Decimal(str(value)) for code, value in values.items()}
        given = Given(month, told, cut_off, reason)
        return giving.give(given, id=id, **self.by(agency, level, at=at))

    def list(self, code: str, *records: tuple[str, dict[str, str]], agency: str, **more: Any) -> Listing:
        """Give the list behind a figure: a key and the fields of each record."""
        at, month = more.pop("at", NOON), more.pop("month", APRIL)
        rows = [Record(key, fields) for key, fields in records]
        who = self.by(agency, at=at)
        return importing.give_list(code, month, rows, cut_off=more.pop("cut_off", "midnight"), **more, **who)

    def compare(self, agency: str = "border", *, at: datetime = NOON, level: int = 4) -> Reconciliation:
        book = self.world.rulebook(at)
        group = groups_of(self.unit(agency, level).pk, book)[0]
        return comparing.compare(group, APRIL, **self.by(agency, level, at=at))

    def differences(self, **only: Any) -> Sequence[tuple[str, str, str, str]]:
        """Return what differs: of which figure, whose it is, the cause, where it stands."""
        rows = Difference.objects.filter(**only).select_related("owner").order_by("n")
        return [(one.indicator, one.owner.agency, one.cause, one.state) for one in rows]

    def stands(self, agency: str = "border", *, level: int = 4, month: date = APRIL) -> dict[str, str]:
        """Return the figures that stand, as plain numbers."""
        rows = standing([self.unit(agency, level).pk], month)
        return {code: f"{row.value.normalize():f}" for (_unit, code), row in rows.items()}
