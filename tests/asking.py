"""Customs ask the Border Service and the police of one crossing point about a person; somebody else looks on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import world as worlds

from ortaq.directory.models import Unit
from ortaq.duties.models import Duty
from ortaq.exchange.asks import Request
from ortaq.exchange.models import Message
from ortaq.exchange.requests import Asking, ask

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
PERSON = {"surname": "Тестов", "given_names": "Азиз", "birth_date": "1989-03-14"}


@dataclass
class Cast:
    """The world, and how customs ask in it."""

    world: worlds.World

    def unit(self, agency: str, level: int = 4) -> Unit:
        return self.world.unit(agency, level)

    def by(self, agency: str, level: int = 4) -> dict[str, Any]:
        """Whoever acts: by whom and by which rulebook."""
        return {"by": self.world.by(agency, level), "rulebook": self.world.rulebook()}

    def ask(self, *of: str, urgency: str = "urgent", kind: str = "information", **more: Any) -> Message:
        at = more.pop("at", NOON)
        body = more.pop("body", {"text": "Пересекал ли границу?", **PERSON})
        book = self.world.rulebook()
        units = {self.unit(agency).pk for agency in of or ("border",)}
        to = [one for one in book.reachable(kind, self.unit("customs").pk) if one.unit in units]
        return ask(Asking(kind, urgency, body, **more), to, at=at, **self.by("customs"))

    def request(self, agency: str = "border", level: int = 4) -> Request:
        return Request.objects.select_related("message").get(unit=self.unit(agency, level))

    def duties(self, agency: str = "border", level: int = 4) -> dict[str, str]:
        """How the two clocks of the latest count stand: {"reply": "open", "answer": "open"}."""
        clock = self.request(agency, level).clock
        return {duty.rule.rpartition("-")[2]: duty.status for duty in Duty.objects.filter(record=clock)}
