"""The cast of the API's tests: programs with tokens of their units, officers at their sessions, in a small world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from programs import ALL, Caller, given

if TYPE_CHECKING:
    from world import World

    from ortaq.directory.models import Unit


@pytest.fixture(autouse=True)
def _pages(settings: Any) -> None:
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def here(db: None, clock: Any) -> World:
    """The world at its noon, its officers on watch."""
    import world

    clock.stand(world.NOON)
    return world.make()


@pytest.fixture
def program(here: World, as_role: Any) -> Callable[..., Caller]:
    """`program(unit, "read_headers", …)`: a program of the unit with a token of these scopes; by default of all."""
    import world
    from django.test import Client

    def begin(unit: Unit, *scopes: str, **more: Any) -> Caller:
        _token, secret = given(unit, scopes or ALL, at=world.NOON, **more)
        return Caller(Client(), as_role, secret)

    return begin


@pytest.fixture
def officer(here: World, as_role: Any) -> Callable[..., Caller]:
    """`officer(unit)`: the officer on its watch, at his own session; with a role, another officer in that post."""
    import world
    from django.test import Client

    from ortaq.access import testing
    from ortaq.access.models import Appointment

    def sit(unit: Unit, role: str = "duty_officer", **client: Any) -> Caller:
        if role == "duty_officer":
            held = Appointment.objects.get(officer=here.officers[unit.pk], unit=unit)
        else:
            held = testing.appoint(f"{role}-{unit.code}", unit, role, at=world.NOON - timedelta(days=1))
        return Caller(testing.sit_down(Client(**client), held), as_role)

    return sit


@pytest.fixture
def urgent(here: World) -> Callable[..., dict[str, Any]]:
    """What a program of the border post tells at once, calling nobody yet unless `calls` says so."""
    import world

    def said(**more: Any) -> dict[str, Any]:
        known = (world.NOON - timedelta(minutes=5)).isoformat()
        return {"clause": "C5.1.c", "text": "оружие, попытка провоза", "known_at": known, **more}

    return said


@pytest.fixture
def seal(here: World) -> Callable[[], Any]:
    """Put what the ledger has waiting into its tree; gives the key that signs its heads."""
    from ortaq.ledger.sealing import Sealer
    from ortaq.wire import keys

    key = keys.generate()
    sealer = Sealer(key, "test")

    def sealing() -> Any:
        while sealer.seal():
            pass
        return key

    return sealing
