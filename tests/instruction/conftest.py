"""What every test of a point asks for: the small world, its bodies of oversight, and whoever sits at a screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from agreeing import Parties

BODIES = {"border": "ps-gsh", "internal": "mvd-dmp", "customs": "ktk-ubk"}


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: Any) -> None:
    """A sealed text states its own costs; those of a test are small."""
    from ortaq.wire import sealing

    monkeypatch.setitem(sealing.COSTS, "m", 64)


@pytest.fixture
def parties(db: None) -> Parties:
    """The world of one crossing point, with a commander in every unit."""
    from agreeing import Parties
    from world import make

    return Parties(make())


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """Nothing is collected for tests, but whoever serves files wants the folder."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


@pytest.fixture
def sit(parties: Parties, clock: Any, as_role: Any, settings: Any) -> Callable[..., Any]:
    """Return a way to sit somebody at a screen: sit("border") for its watch, sit("border", "commander", level=3).

    Pages ask the database as the web's role: what they forget, PostgreSQL refuses.
    """
    from agreeing import NOON
    from django.test import Client

    from ortaq.access.models import Appointment
    from ortaq.access.scope import set_scope
    from ortaq.access.testing import appoint, sit_down

    clock.stand(NOON)
    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STORAGES = {**settings.STORAGES, **static}

    class Screen(Client):
        def request(self, **request: Any) -> Any:
            with as_role("web"):
                answer = super().request(**request)
            set_scope(None)  # the test's own transaction goes on; a request's would have ended here
            return answer

    def at_screen(agency: str, role: str = "duty_officer", *, level: int = 4, unit: Any = None) -> Client:
        unit = unit or parties.unit(agency, level)
        if role == "commander":
            parties.commander(agency, level)
        elif role != "duty_officer":
            return sit_down(Screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON))
        return sit_down(Screen(), Appointment.objects.get(unit=unit, role=role))

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
