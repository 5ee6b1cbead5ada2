"""What every test of statistics asks for: three agencies at one point, their figures of April, their screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from numbers_of import Statistics


@pytest.fixture
def stats(db: None) -> Statistics:
    """The world of one crossing point; nobody has given a figure yet."""
    from numbers_of import Statistics
    from world import make

    return Statistics(make())


@pytest.fixture
def whole(clock: Any) -> Callable[[], None]:
    """Say that every table of statistics agrees with the ledger, and every duty follows from the facts."""

    def check() -> None:
        from ortaq.duties.rebuild import differences
        from ortaq.ledger import comparing, registry
        from ortaq.lib.clock import now

        labels = ("figures", "acts", "duties")
        kinds = [one.kind for one in registry.books() if one.model._meta.app_label in labels]
        assert [fault for kind in kinds for fault in comparing.compare(registry.book(kind)).faults] == []
        assert list(differences(now())) == []

    return check


@pytest.fixture
def sit(stats: Statistics, clock: Any, web_screen: Callable[[], Any]) -> Callable[..., Any]:
    """Return a way to sit somebody at a screen: sit("border") for its analyst, sit("border", "duty_officer") …"""
    from numbers_of import NOON

    from ortaq.access.models import Appointment
    from ortaq.access.testing import appoint, sit_down

    clock.stand(NOON)

    def at_screen(agency: str, role: str = "analyst", *, level: int = 4, unit: Any = None) -> Any:
        unit = unit or stats.unit(agency, level)
        post = Appointment.objects.filter(unit=unit, role=role).first()
        return sit_down(web_screen(), post or appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON))

    return at_screen
