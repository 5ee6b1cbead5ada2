"""Words for tests of the data bank: who enters, looks up and settles at the crossing point of the small world."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import world as worlds

from ortaq.access.scope import acting_in
from ortaq.databank import entering, looking, settling
from ortaq.databank.looking import Looking
from ortaq.databank.models import Entry, Hit, LookUp

NOON, MINUTE, DAY = worlds.NOON, timedelta(minutes=1), timedelta(days=1)
WANTED = {"name": "Жұмабаев Ерлан Болатович", "born": "1989-03-14", "number": "N 12345678"}
LOST = {"type": "passport", "issuer": "KAZ", "numbers": "N 00000100 – N 00000103"}


class Bank:
    """The world, and its units' officers as the verbs want them; each acts in the scope of its unit."""

    def __init__(self, world: worlds.World) -> None:
        self.world = world

    def unit(self, agency: str, level: int = 4) -> Any:
        return self.world.unit(agency, level)

    def by(self, agency: str = "border", *, at: datetime = NOON) -> dict[str, Any]:
        """Return who acts, when, by which rulebook."""
        return {"by": self.world.by(agency), "at": at, "rulebook": self.world.rulebook(at)}

    def enter(
        self,
        body: dict[str, Any] = WANTED,
        *,
        agency: str = "internal",
        register: str = "persons",
        ground: str = "wanted",
        at: datetime = NOON,
        **more: Any,
    ) -> Entry:
        with acting_in(self.unit(agency).pk, instead=True):
            who = self.by(agency, at=at)
            return entering.enter(register, body, ground=ground, source="розыскное дело № 7", **who, **more)

    def lose(self, body: dict[str, Any] = LOST, **more: Any) -> Entry:
        return self.enter(body, register="lost_documents", ground="stolen", **more)

    def look_up(
        self,
        typed: str,
        *,
        agency: str = "border",
        born: date | None = None,
        purpose: str = "passage",
        at: datetime = NOON + MINUTE,
        **more: Any,
    ) -> LookUp:
        identity = more.pop("id", None)
        with acting_in(self.unit(agency).pk, instead=True):
            return looking.look_up(Looking(typed, purpose, born, **more), id=identity, **self.by(agency, at=at))

    def found(self, typed: str, **more: Any) -> list[Hit]:
        """Look up, and return the hits, the likeliest first."""
        return list(self.look_up(typed, **more).hits.order_by("rank"))

    def settle(
        self, hit: Hit, answer: str, *, agency: str = "border", at: datetime = NOON + MINUTE, note: str = ""
    ) -> Hit:
        with acting_in(self.unit(agency).pk, instead=True):
            return settling.settle(hit, answer, note=note, **self.by(agency, at=at))
