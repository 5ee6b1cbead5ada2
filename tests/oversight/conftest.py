"""The small world with the three bodies that oversee it, and an inspector in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from world import World

    from ortaq.access.models import Appointment
    from ortaq.directory.models import Unit

AGENCIES = ("border", "internal", "customs")
CODES = {"border": "ps-gsh", "internal": "mvd-dmp", "customs": "ktk-ubk"}


@dataclass
class Bodies:
    """The bodies by agency, and the inspector's post in each."""

    units: dict[str, Unit]
    inspectors: dict[str, Appointment]

    def by(self, agency: str, session: str = "s1") -> Any:
        """Return the body's inspector as an actor."""
        from ortaq.access.testing import actor

        return actor(self.inspectors[agency], session)


@pytest.fixture
def here(db: None, clock: Any) -> World:
    """The world at noon, with its officers on watch."""
    import world as worlds

    clock.stand(worlds.NOON)
    return worlds.make(adopted=date(2026, 4, 1))


@pytest.fixture
def bodies(here: World) -> Bodies:
    """The oversight bodies of the three agencies."""
    import world as worlds

    from ortaq.access.testing import appoint
    from ortaq.directory.models import Unit, UnitName

    made, held = {}, {}
    for agency in AGENCIES:
        parent = here.unit(agency, 1)
        unit = Unit.objects.create(
            code=CODES[agency],
            agency=agency,
            level=1,
            kind="x",
            parent=parent,
            zone="Asia/Almaty",
            standing="oversight",
        )
        UnitName.objects.create(unit=unit, lang="ru", name=f"Надзор {agency}", sort_key=agency)
        made[agency] = unit
        held[agency] = appoint(f"inspector-{agency}", unit, "inspector", at=worlds.NOON)
    return Bodies(made, held)


@pytest.fixture
def sit(as_role: Any) -> Any:
    """Return a way to sit somebody at a screen whose pages ask the database as the web's role."""
    from django.test import Client

    from ortaq.access.testing import sit_down

    class Screen(Client):
        def request(self, **request: Any) -> Any:
            with as_role("web"):
                return super().request(**request)

    return lambda appointment: sit_down(Screen(), appointment)


@pytest.fixture(autouse=True)
def _pages_need_no_files_gathered(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"


@pytest.fixture
def open_page(transactional_db: None, clock: Any, chromium: Any, live_server: Any) -> Iterator[Any]:
    """Return a way to open a real screen for somebody in his post: open_page(appointment, theme="dark", …)."""
    from django.conf import settings
    from django.test import Client

    from ortaq.access.testing import sit_down

    contexts = []

    def opened(appointment: Appointment, theme: str = "", **options: Any) -> Any:
        type(appointment.officer).objects.filter(pk=appointment.officer_id).update(theme=theme)
        cookie = sit_down(Client(), appointment).cookies[settings.SESSION_COOKIE_NAME].value
        contexts.append(chromium.new_context(base_url=live_server.url, locale="ru-RU", **options))
        contexts[-1].add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = contexts[-1].new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda said: page.faults.append(said.text) if "Content Security" in said.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
