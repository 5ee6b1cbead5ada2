"""Words for tests of joint measures: who opens, writes, gives to do and closes at the point of the small world."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import world as worlds

from ortaq.duties.models import Duty
from ortaq.operations import opening, stepping, writing
from ortaq.operations.log import LogEntry
from ortaq.operations.models import Operation
from ortaq.operations.opening import Planned

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
AGENCIES = ("border", "internal", "customs")
WHAT = {"what": "Толпа у шлагбаума, требуют пропустить", "type": "conflict", "place": "выезд, полоса 2"}


class Together:
    """The world, its units' officers as the verbs want them, and the verbs in few words."""

    def __init__(self, world: worlds.World) -> None:
        self.world = world

    def unit(self, agency: str, level: int = 4) -> Any:
        return self.world.unit(agency, level)

    def by(self, agency: str, level: int = 4, *, at: datetime = NOON) -> dict[str, Any]:
        """Return who acts, when, by which rulebook."""
        return {"by": self.world.by(agency, level), "at": at, "rulebook": self.world.rulebook(at)}

    def open(
        self,
        agency: str = "border",
        *,
        kind: str = "incident",
        body: dict[str, Any] | None = None,
        to: tuple[str, ...] = AGENCIES,
        at: datetime = NOON,
        planned: Planned | None = None,
        **more: Any,
    ) -> Operation:
        """Open one between the agency and all that are named; `more` goes to the verb."""
        others = [self.unit(one).pk for one in to if one != agency]
        told = {"planned": planned} if planned else {}
        return opening.open_operation(kind, body or WHAT, others, **told, **self.by(agency, at=at), **more)

    def write(
        self, operation: Operation, text: str = "Перекрыли полосу 2", sort: str = "event", **more: Any
    ) -> LogEntry:
        agency, at = more.pop("agency", "border"), more.pop("at", NOON)
        return writing.write(operation, sort, more.pop("body", {"text": text}), **self.by(agency, at=at), **more)

    def assign(self, operation: Operation, to: str = "customs", **more: Any) -> Any:
        agency, at = more.pop("agency", "border"), more.pop("at", NOON)
        due_at = more.pop("due_at", at + 30 * MINUTE)
        what = more.pop("what", "Отвести грузовой транспорт")
        return writing.assign(operation, self.unit(to).pk, what, due_at, **self.by(agency, at=at), **more)

    def close(self, operation: Operation, agency: str = "border", *, at: datetime = NOON + HOUR, **more: Any) -> Any:
        return stepping.close(operation, more.pop("outcome", "Разошлись"), **self.by(agency, at=at), **more)

    def duties(self, agency: str, *, level: int = 4) -> list[tuple[str, str]]:
        """Return what the unit owes, by rule, and how each stands, the first to fall due first."""
        owed = Duty.objects.filter(owed_by=self.unit(agency, level)).order_by("due_at", "key")
        return list(owed.values_list("rule", "status"))
