"""Words for tests of statistics: who gives which figures of April, and what stands then."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import world as worlds

from ortaq.directory.models import Unit
from ortaq.figures import giving
from ortaq.figures.giving import Given
from ortaq.figures.models import Return

NOON = worlds.NOON
APRIL = date(2026, 4, 1)


class Statistics:
    """The small world, and its units' officers as the verbs want them."""

    def __init__(self, world: worlds.World) -> None:
        self.world = world

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
    ) -> list[Return]:
        """Give figures; the part of a total is written with two underscores: refused__visa=3."""
        told = {code.replace("__", "."): Decimal(str(value)) for code, value in values.items()}
        given = Given(month, told, cut_off, reason)
        return giving.give(given, id=id, **self.by(agency, level, at=at))

    def stands(self, agency: str = "border", *, level: int = 4, month: date = APRIL) -> dict[str, str]:
        """Return the figures that stand, as plain numbers."""
        rows = giving.standing([self.unit(agency, level).pk], month)
        return {code: f"{row.value.normalize():f}" for (_unit, code), row in rows.items()}
