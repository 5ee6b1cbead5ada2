"""Words for tests of custody: who detains, offers and decides at the crossing point of the small world."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import world as worlds

from ortaq.custody import deciding, entering, offering, taking
from ortaq.custody.handovers import HandOver, Line
from ortaq.custody.models import Charge
from ortaq.custody.taking import Held
from ortaq.duties.models import Duty

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
PERSON = {"name": "Усманов Рустам", "born": "1991-03-14", "sex": "m", "nationality": "UZB", "number": "AA1234567"}
GOODS = {"name": "сигареты без акциза", "quantity": "120", "unit": "package", "seal": "KZ-0041"}
RIGHTS = {"language": "узбекский", "how": "signed"}


class Point:
    """The world, and its units' officers as the verbs want them."""

    def __init__(self, world: worlds.World) -> None:
        self.world = world

    def unit(self, agency: str, level: int = 4) -> Any:
        return self.world.unit(agency, level)

    def by(self, agency: str, level: int = 4, *, at: datetime = NOON) -> dict[str, Any]:
        """Return who acts, when, by which rulebook."""
        return {"by": self.world.by(agency, level), "at": at, "rulebook": self.world.rulebook(at)}

    def detain(
        self,
        agency: str = "border",
        *,
        at: datetime = NOON,
        limit: str = "border_regime",
        rights: bool = True,
        annex: dict[str, Any] | None = None,
        **more: Any,
    ) -> Charge:
        """Detain somebody ten minutes before; his rights are explained at once unless the test is about that."""
        held = Held(limit, at - 10 * MINUTE, at - 5 * MINUTE)
        charge = taking.take("person", PERSON | more, annex=annex, held=held, **self.by(agency, at=at))
        if rights:
            entering.safeguard(charge, "rights", RIGHTS, **self.by(agency, at=at))
        return self.now(charge)

    def seize(self, agency: str = "border", *, at: datetime = NOON, kind: str = "lot", **more: Any) -> Charge:
        return taking.take(kind, GOODS | more, **self.by(agency, at=at))

    def offer(
        self,
        *charges: Charge,
        to: str = "internal",
        agency: str = "border",
        at: datetime = NOON,
        id: UUID | None = None,
    ) -> HandOver:
        return offering.offer(charges, self.unit(to).pk, id=id, **self.by(agency, at=at))

    def accept(self, line: Line, agency: str = "internal", *, at: datetime = NOON, **found: str) -> Line:
        return deciding.accept(line, found, **self.by(agency, at=at))

    def refuse(self, line: Line, agency: str = "internal", *, at: datetime = NOON, reason: str = "no_papers") -> Line:
        return deciding.refuse(line, reason, **self.by(agency, at=at))

    def now(self, charge: Charge) -> Charge:
        """Return the charge as it stands in the table."""
        return Charge.objects.get(pk=charge.pk)

    def custodian(self, charge: Charge) -> str:
        """Return the agency that holds it."""
        return str(self.now(charge).custodian.agency)

    def duties(self, agency: str, *, level: int = 4) -> dict[str, str]:
        """Return what the unit owes, by rule, and how each stands."""
        return dict(
            Duty.objects.filter(owed_by=self.unit(agency, level)).order_by("opens_at").values_list("rule", "status")
        )


def lines(handover: HandOver) -> list[Line]:
    return list(handover.lines.order_by("n"))
