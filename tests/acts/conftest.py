"""What every test of an act asks for; nothing of Django is imported before it is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from agreeing import Parties


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


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """Nothing is collected for tests, but whoever serves files wants the folder."""
    from pathlib import Path

    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


@pytest.fixture
def sit(parties: Parties, clock: Any, as_role: Any, settings: Any) -> Callable[..., Any]:
    """Return a way to sit somebody at a screen: sit("border") for its commander, sit("border", "analyst") for a post.

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

    def at_screen(agency: str, role: str = "commander", *, level: int = 4, unit: Any = None) -> Client:
        unit = unit or parties.unit(agency, level)
        if role == "commander" and unit != parties.world.stranger:
            parties.commander(agency, level)
            return sit_down(Screen(), Appointment.objects.get(unit=unit, role=role))
        if role == "duty_officer":
            return sit_down(Screen(), Appointment.objects.get(unit=unit, role=role))
        return sit_down(Screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON))

    return at_screen
