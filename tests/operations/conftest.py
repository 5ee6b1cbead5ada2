"""What every test of joint measures asks for; nothing of Django is imported before it is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from together import Together


@pytest.fixture
def together(db: None) -> Together:
    """The crossing point of the small world; nothing is under way yet."""
    from together import Together
    from world import make

    return Together(make())


@pytest.fixture
def whole(clock: Any) -> Callable[[], None]:
    """Say that every table of joint measures agrees with the ledger, and every duty follows from the facts."""

    def check() -> None:
        from ortaq.duties.rebuild import differences
        from ortaq.ledger import comparing, registry
        from ortaq.lib.clock import now

        told = ("operations", "acts", "duties", "exchange")
        kinds = [one.kind for one in registry.books() if one.model._meta.app_label in told]
        faults = [fault for kind in kinds for fault in comparing.compare(registry.book(kind)).faults]
        assert faults == []
        assert list(differences(now())) == []

    return check


@pytest.fixture
def sit(together: Together, clock: Any, web_screen: Callable[[], Any]) -> Callable[..., Any]:
    """Return a way to sit somebody at a screen: sit("border") for its watch, sit("border", "analyst") for a post."""
    from together import HOUR, NOON

    from ortaq.access.models import Appointment
    from ortaq.access.testing import appoint, sit_down

    clock.stand(NOON)

    def at_screen(agency: str, role: str = "duty_officer", *, level: int = 4, unit: Any = None) -> Any:
        unit = unit or together.unit(agency, level)
        if role == "duty_officer":
            return sit_down(web_screen(), Appointment.objects.get(unit=unit, role=role))
        return sit_down(web_screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON - HOUR))

    return at_screen
