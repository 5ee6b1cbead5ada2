"""The fixed cast in a small world, and browsers whose pages ask the database as the web's role."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client
    from world import World

    from ortaq.access.models import Appointment
    from ortaq.access.testing import Cast

SignIn = Callable[["Appointment"], "Client"]


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    """A safe hash takes time on purpose, and pages of a test have no collected files."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def here(db: None, clock: Any) -> World:
    """The world at its noon."""
    import world

    clock.stand(world.NOON)
    return world.make()


@pytest.fixture
def cast(here: World) -> Cast:
    """Officers with posts in the world's units; nobody of them is on watch."""
    import world

    from ortaq.access import testing

    units = here.unit("internal"), here.unit("customs")
    assert here.stranger is not None
    since = world.NOON - world.timedelta(days=1)
    return testing.cast(here.unit("border"), units, here.stranger, here.unit("internal", 1), at=since)


@pytest.fixture
def browser(as_role: Any) -> Callable[[], Client]:
    """Return a way to open a browser that nobody is signed in at."""
    from django.test import Client

    class Screen(Client):
        def request(self, **request: Any) -> Any:
            with as_role("web"):
                return super().request(**request)

    return Screen


@pytest.fixture
def sign_in(browser: Callable[[], Client]) -> SignIn:
    """Return a way to sit an officer down at a screen of his own."""
    from ortaq.access.testing import sit_down

    return lambda appointment: sit_down(browser(), appointment)
