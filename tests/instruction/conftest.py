"""What every test of a point asks for: the small world, its bodies of oversight, and whoever sits at a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from agreeing import Parties

BODIES = {"border": "ps-gsh", "internal": "mvd-dmp", "customs": "ktk-ubk"}


@pytest.fixture
def parties(db: None) -> Parties:
    """The world of one crossing point, with a commander in every unit."""
    from agreeing import Parties
    from world import make

    return Parties(make())


@pytest.fixture
def sit(parties: Parties, clock: Any, web_screen: Callable[[], Any]) -> Callable[..., Any]:
    """Return a way to sit somebody at a screen: sit("border") for its watch, sit("border", "commander", level=3)."""
    from agreeing import NOON

    from ortaq.access.models import Appointment
    from ortaq.access.testing import appoint, sit_down

    clock.stand(NOON)

    def at_screen(agency: str, role: str = "duty_officer", *, level: int = 4, unit: Any = None) -> Any:
        unit = unit or parties.unit(agency, level)
        if role == "commander":
            parties.commander(agency, level)
        elif role != "duty_officer":
            return sit_down(web_screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON))
        return sit_down(web_screen(), Appointment.objects.get(unit=unit, role=role))

    return at_screen


@pytest.fixture
def inspect(parties: Parties, sit: Callable[..., Any]) -> Callable[[str], Any]:
    """Return a way to sit the inspector of an agency's body of oversight at a screen: inspect("customs")."""
    from ortaq.directory.models import Unit, UnitName

    def at_screen(agency: str) -> Any:
        body = Unit.objects.create(
            code=BODIES[agency],
            agency=agency,
            level=1,
            kind="x",
            parent=parties.unit(agency, 1),
            zone="Asia/Almaty",
            standing="oversight",
        )
        UnitName.objects.create(unit=body, lang="ru", name=f"Надзор {agency}", sort_key=agency)
        return sit(agency, "inspector", unit=body)

    return at_screen
