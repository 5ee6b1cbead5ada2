"""The cast of the console's tests: officers at their screens, in a world of one crossing point."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client
    from world import World

    from ortaq.access.models import Officer
    from ortaq.directory.models import Unit

SignIn = Callable[..., "Client"]


@pytest.fixture
def at_noon(clock: Any) -> None:
    """The program's clock stands at the world's noon."""
    import world

    clock.stand(world.NOON)


@pytest.fixture
def here(db: None, at_noon: None) -> World:
    """The world, with its officers on watch."""
    import world

    return world.make(adopted=date(2026, 4, 1))


@pytest.fixture
def sign_in(here: World, as_role: Any) -> SignIn:
    """Return a way to sit an officer at a screen: sign_in(unit) for its watch, sign_in(unit, role) for another post."""

    from django.test import Client

    from ortaq.access.models import Appointment
    from ortaq.access.testing import sit_down

    class Screen(Client):
        """A browser whose pages ask the database as the web's role: what they forget, PostgreSQL refuses."""

        def request(self, **request: Any) -> Any:
            with as_role("web"):
                return super().request(**request)

    def sit(unit: Unit, role: str = "duty_officer") -> Client:
        officer = here.officers[unit.pk] if role == "duty_officer" else _officer(unit, role)
        return sit_down(Screen(), Appointment.objects.get(officer=officer, unit=unit, role=role))

    return sit


def _officer(unit: Unit, role: str) -> Officer:
    import world

    from ortaq.access.models import Appointment, Officer

    officer = Officer.objects.enrol(f"{role[:5]}-{unit.code}".replace("_", "-"), "Тестов", password=None, at=world.NOON)
    Appointment.objects.create(
        officer=officer, unit=unit, role=role, founded=True, asked_at=world.NOON, valid_from=world.NOON
    )
    return officer


@pytest.fixture(autouse=True)
def _no_sign_in_pages_needed(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"


@pytest.fixture
def open_screen(transactional_db: None, at_noon: None, chromium: Any, live_server: Any) -> Iterator[Any]:
    """Return a way to open a real screen: open_screen(world, unit, width=…) gives a page of a signed-in officer."""
    from django.conf import settings
    from django.test import Client

    from ortaq.access.models import Appointment
    from ortaq.access.testing import sit_down

    contexts = []

    def open_for(world: World, unit: Unit, **options: Any) -> Any:
        theme = options.pop("theme", "")
        officer = world.officers[unit.pk]
        client = sit_down(Client(), Appointment.objects.get(officer=officer, unit=unit, role="duty_officer"))
        if theme:
            type(officer).objects.filter(pk=officer.pk).update(theme=theme)
        context = chromium.new_context(base_url=live_server.url, locale="ru-RU", **options)
        contexts.append(context)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda said: page.faults.append(said.text) if "Content Security" in said.text else None)
        return page

    yield open_for
    for context in contexts:
        context.close()
