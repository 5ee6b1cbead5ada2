"""Words for tests of forces: the Border Service asks its counterparts for aid; each has resources of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import world as worlds

from ortaq.duties.models import Duty
from ortaq.exchange.asks import Request
from ortaq.exchange.requests import Asking, ask
from ortaq.operations import allotting, listing, moving
from ortaq.operations.allotting import Allotment
from ortaq.operations.forces import Commitment, Resource

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
NEEDED = [{"what": "patrol", "count": 4}, {"what": "dog_tracking", "count": 1}]


class Sides:
    """The world, and its units' officers as the verbs want them."""

    def __init__(self, world: worlds.World) -> None:
        self.world = world

    def unit(self, agency: str, level: int = 4) -> Any:
        return self.world.unit(agency, level)

    def by(self, agency: str, level: int = 4, *, at: datetime = NOON) -> dict[str, Any]:
        """Return who acts, when, by which rulebook."""
        return {"by": self.world.by(agency, level), "at": at, "rulebook": self.world.rulebook(at)}

    def has(self, agency: str, kind: str = "patrol", amount: int = 6, name: str = "") -> Resource:
        """Put something on the agency's list."""
        return listing.enter(kind, amount, name=name, **self.by(agency, at=NOON - HOUR))

    def asked(self, *of: str, urgency: str = "urgent", kind: str = "aid", agency: str = "border") -> Request:
        """Let the Border Service ask; return the request to the first."""
        book, units = self.world.rulebook(), {self.unit(one).pk for one in of or ("internal",)}
        to = [one for one in book.reachable(kind, self.unit(agency).pk) if one.unit in units]
        body = {"text": "Поиск двоих у реки, нужны люди", "needed": NEEDED}
        message = ask(Asking(kind, urgency, body), to, **self.by(agency))
        return message.requests.get(unit=self.unit((of or ("internal",))[0]))

    def allot(
        self,
        request: Request,
        *given: tuple[Resource, int],
        agency: str = "internal",
        at: datetime = NOON,
        starts: datetime = NOON + HOUR,
        ends: datetime = NOON + 9 * HOUR,
        rest: str = "",
        id: UUID | None = None,
    ) -> list[Commitment]:
        amounts = {one.pk: n for one, n in given}
        what = Allotment(amounts, starts, ends, "Выделяем наряд", rest, id)
        return allotting.allot(request, what, **self.by(agency, at=at))

    def away(
        self, resource: Resource, n: int, starts: datetime, ends: datetime, agency: str = "internal"
    ) -> Commitment:
        return allotting.keep_away(resource, n, starts, ends, ground="repair", **self.by(agency))

    def arrive(
        self, one: Commitment, agency: str = "border", *, at: datetime, happened_at: datetime | None = None
    ) -> None:
        moving.arrive(one, happened_at=happened_at, **self.by(agency, at=at))

    def release(self, one: Commitment, agency: str = "border", *, at: datetime) -> None:
        moving.release(one, **self.by(agency, at=at))

    def call_back(
        self, one: Commitment, agency: str = "internal", *, at: datetime, ground: str = "own_emergency"
    ) -> None:
        moving.call_back(one, ground=ground, text="Отзываем", **self.by(agency, at=at))

    def prolong(
        self, one: Commitment, until: datetime, agency: str = "internal", *, at: datetime, text: str = ""
    ) -> None:
        moving.prolong(one, until, text=text, **self.by(agency, at=at))

    def duties(self, one: Commitment) -> dict[str, str]:
        """Return what is owed of a commitment, by part, and how each stands."""
        book = self.world.rulebook()
        return {book.edition.duty(duty.rule).part: duty.status for duty in Duty.objects.filter(record=one.pk)}


def now(row: Any) -> Any:
    """Return the row as it stands in its table."""
    return type(row).objects.get(pk=row.pk)
