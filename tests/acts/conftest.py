"""What every test of an act asks for; nothing of Django is imported before it is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from agreeing import Parties


@pytest.fixture
def parties(db: None) -> Parties:
    """The world of one crossing point, with a commander in every unit."""
    from agreeing import Parties
    from world import make

    return Parties(make())


@pytest.fixture
def everything() -> Callable[[], dict[str, int]]:
    """How many rows of each sort there are: what is refused or repeated adds to none of them."""
    from ortaq.acts import doing, models, officer_keys
    from ortaq.duties.models import Duty, DutyMove
    from ortaq.ledger.models import Entry

    tables = (
        models.Act,
        models.Version,
        models.Edit,
        models.Body,
        models.Signature,
        models.ActStep,
        officer_keys.OfficerKey,
        doing.Task,
        doing.TaskDone,
        Duty,
        DutyMove,
        Entry,
    )
    return lambda: {table.__name__: table._base_manager.count() for table in tables}


@pytest.fixture
def whole(clock: Any) -> Callable[[], None]:
    """Say that every table of acts agrees with the ledger, and every duty follows from the facts."""

    def check() -> None:
        from ortaq.duties.rebuild import differences
        from ortaq.ledger import comparing, registry
        from ortaq.lib.clock import now

        kinds = [one.kind for one in registry.books() if one.model._meta.app_label in ("acts", "duties", "directory")]
        faults = [fault for kind in kinds for fault in comparing.compare(registry.book(kind)).faults]
        assert faults == []
        assert list(differences(now())) == []

    return check


@pytest.fixture
def sit(parties: Parties, clock: Any, web_screen: Callable[[], Any]) -> Callable[..., Any]:
    """Return a way to sit somebody at a screen: sit("border") for its commander, sit("border", "analyst") …"""
    from agreeing import NOON

    from ortaq.access.models import Appointment
    from ortaq.access.testing import appoint, sit_down

    clock.stand(NOON)

    def at_screen(agency: str, role: str = "commander", *, level: int = 4, unit: Any = None) -> Any:
        unit = unit or parties.unit(agency, level)
        if role == "commander" and unit != parties.world.stranger:
            parties.commander(agency, level)
            return sit_down(web_screen(), Appointment.objects.get(unit=unit, role=role))
        if role == "duty_officer":
            return sit_down(web_screen(), Appointment.objects.get(unit=unit, role=role))
        return sit_down(web_screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON))

    return at_screen
